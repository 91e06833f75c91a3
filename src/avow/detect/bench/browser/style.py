"""Style sheet of the error browser: ink on paper, light and dark, one column on a phone."""

STYLE = """
:root{color-scheme:light dark;--ink:#1b1e23;--paper:#fdfdfb;--panel:#fff;--muted:#565d68;
--line:#d3d7dd;--accent:#1a4f8b;--missed:#a3161c;--spurious:#7a4a00;--boundary:#1f46a8;
--wrong:#8a1c7c}
@media(prefers-color-scheme:dark){:root{--ink:#e7e9ec;--paper:#14171b;--panel:#1b1f24;
--muted:#a3abb6;--line:#3a414a;--accent:#8fbcf0;--missed:#ff9d9a;--spurious:#f2c26b;
--boundary:#a9c1ff;--wrong:#f0a3e4}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
header,main,footer{max-width:72rem;margin:0 auto;padding:0 20px}
header{padding-top:32px}
h1{font-size:1.73rem;line-height:1.25;margin:0 0 8px}
header p,footer,.facts,.note,label,.count{color:var(--muted)}
header p{margin:0 0 8px;max-width:68ch}
.filters{position:sticky;top:0;z-index:1;display:grid;gap:8px 12px;padding:12px 0;
grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));background:var(--paper);
border-bottom:1px solid var(--line)}
label{display:grid;gap:2px;font-size:.83rem}
select,input,button{font:inherit;color:var(--ink);background:var(--panel);width:100%;
border:1px solid var(--muted);border-radius:6px;padding:8px;min-height:40px}
button{width:auto;padding:8px 20px;cursor:pointer}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.count{margin:16px 0;font-variant-numeric:tabular-nums}
ol{list-style:none;margin:0;padding:0}
li{border-bottom:1px solid var(--line);padding:12px 0}
.facts{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:.83rem;overflow-wrap:anywhere}
.facts b{font-weight:600;color:var(--c)}
.text{margin:4px 0;white-space:pre-wrap;overflow-wrap:anywhere}
mark{background:color-mix(in srgb,var(--c) 14%,transparent);color:var(--c);font-weight:600;
border-bottom:2px solid var(--c);border-radius:3px;padding:1px 3px;unicode-bidi:isolate}
.note{font-size:.87rem;overflow-wrap:anywhere}
.missed{--c:var(--missed)}.spurious{--c:var(--spurious)}.boundary{--c:var(--boundary)}
.wrong{--c:var(--wrong)}
footer{padding:32px 20px;font-size:.83rem}
[hidden]{display:none}
@media(max-width:40rem){.filters{position:static;grid-template-columns:1fr 1fr}}
@media print{.filters,button{display:none}}
"""
