"""Style sheet of the HTML page: ink on paper, light and dark, one colour per class of kinds."""

STYLE = """
:root{color-scheme:light dark;--ink:#1b1e23;--paper:#fdfdfb;--panel:#fff;--muted:#565d68;
--line:#d9dce1;--accent:#1a4f8b;--person:#8a1c7c;--contact:#075e6b;--financial:#7a4a00;
--crypto:#6b4f00;--gov:#1f46a8;--health:#1c6133;--secret:#a3161c;--network:#4b3fa0;--other:#454b55}
@media(prefers-color-scheme:dark){:root{--ink:#e7e9ec;--paper:#14171b;--panel:#1b1f24;
--muted:#a3abb6;--line:#343a42;--accent:#8fbcf0;--person:#f0a3e4;--contact:#7fd6e3;
--financial:#f2c26b;--crypto:#e8d07a;--gov:#a9c1ff;--health:#8fd8a6;--secret:#ff9d9a;
--network:#c3b9ff;--other:#c9ced6}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
header,main,footer{max-width:72rem;margin:0 auto;padding:0 20px}
header{padding-top:40px}
h1{font-size:1.73rem;line-height:1.25;margin:0 0 8px;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:40px 0 12px;overflow-wrap:anywhere}
h3{font-size:1rem;margin:24px 0 8px;color:var(--muted)}
header p{margin:0}header p,footer,.rule{color:var(--muted)}
footer{padding-top:40px;padding-bottom:40px;font-size:.83rem}
code{overflow-wrap:anywhere}
a{color:var(--accent)}
a:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.text{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:20px;
white-space:pre-wrap;overflow-wrap:anywhere;font:15px/1.7 ui-monospace,"SF Mono",Menlo,Consolas,
"Liberation Mono",monospace;max-height:70vh;overflow:auto}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
th{text-align:left;color:var(--muted);font-weight:600}
th,td{padding:8px 16px 8px 0;border-bottom:1px solid var(--line);vertical-align:top}
.n{text-align:right;white-space:nowrap;width:1%;padding-right:24px}
tr:target td{background:color-mix(in srgb,var(--accent) 12%,transparent)}
.mark,.chip{--c:var(--other);color:var(--c);border-radius:4px;padding:1px 4px;
background:color-mix(in srgb,var(--c) 11%,transparent);unicode-bidi:isolate}
.mark{text-decoration:none;border-bottom:2px solid var(--c);font-weight:600}
.mark small{font:600 .72em/1 system-ui,sans-serif;margin-left:6px;opacity:.95}
.mark:target{outline:2px solid var(--c)}
.quiet{border-bottom-style:dotted;font-weight:400}
.chip{font-size:.87rem;box-decoration-break:clone;-webkit-box-decoration-break:clone}
.rule{font-size:.83rem;overflow-wrap:anywhere}
.person{--c:var(--person)}.contact{--c:var(--contact)}.financial{--c:var(--financial)}
.crypto{--c:var(--crypto)}.gov{--c:var(--gov)}.health{--c:var(--health)}
.secret{--c:var(--secret)}.network{--c:var(--network)}
@media(max-width:40rem){thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
table,tbody,tr,td{display:block}tr{border-bottom:1px solid var(--line);padding:8px 0}
td{border:0;padding:2px 0}td.n{text-align:left;width:auto;white-space:normal}
td[data-label]::before{content:attr(data-label) " ";color:var(--muted)}}
@media print{.text{max-height:none}a{color:inherit}}
"""
