"""The style sheet: a document on paper, light and dark, at the desk, on a phone and in print."""

STYLE = """
:root{color-scheme:light dark;--ink:#1b1e23;--paper:#fcfcfa;--panel:#f3f3ef;--muted:#555c66;
--line:#d8dad6;--accent:#1a4f8b;--kept:#21693f;--changed:#1a4f8b;--dropped:#8a5a00;
--apart:#a3161c;--quiet:#c9ccc8;--serif:Charter,"Bitstream Charter","Iowan Old Style",Georgia,
"Source Serif 4","Noto Serif","Liberation Serif",serif;--sans:system-ui,-apple-system,"Segoe UI",
Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif;
--mono:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8ea;--paper:#15181b;--panel:#1f2327;
--muted:#a6adb6;--line:#363c43;--accent:#8fbcf0;--kept:#7fc79a;--changed:#8fbcf0;
--dropped:#e0b05c;--apart:#ff9d9a;--quiet:#4a5159}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;overflow-wrap:break-word;background:var(--paper);color:var(--ink);
font:16px/1.6 var(--sans)}
.page{display:grid;grid-template-columns:minmax(0,1fr);max-width:72rem;margin:0 auto;
padding:0 20px}
main,header{min-width:0}
header{padding:48px 0 8px}
.kicker{margin:0 0 16px;color:var(--muted);font-size:.875rem;overflow-wrap:anywhere}
h1{font:400 1.75rem/1.3 var(--serif);margin:0 0 20px;max-width:24em;text-wrap:pretty;
font-variant-numeric:lining-nums}
.lead{font:400 1.125rem/1.55 var(--serif);margin:0 0 12px;max-width:38em}
h2{font:600 1.4rem/1.3 var(--serif);margin:0 0 12px}
h3{font-size:1rem;margin:32px 0 8px}
section{padding:40px 0 0;scroll-margin-top:8px}
section>p,section>ul,.notice{max-width:42em}
p{margin:0 0 12px}
ul{margin:0 0 12px;padding-left:1.2em}
li{margin:0 0 6px}
a{color:var(--accent);text-underline-offset:3px}
a:focus-visible,summary:focus-visible,pre:focus-visible{outline:3px solid var(--accent);
outline-offset:2px}
.skip{position:absolute;left:-999px}
.skip:focus{left:20px;top:8px;background:var(--paper);padding:8px;z-index:1}
nav{font-size:.9rem;border-bottom:1px solid var(--line);padding:24px 0 12px}
nav p{margin:0 0 4px;font-weight:600}
nav ol{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:0 20px}
nav li{margin:0}
nav a{display:block;padding:9px 0;line-height:1.35}
.stats{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:0 32px;
margin:24px 0 0;padding:0;border-top:2px solid var(--ink)}
.stats div{padding:12px 0 16px}
header .tall{border-top:1px solid var(--line);padding-top:16px}
header .kicker span{white-space:nowrap}
.stats dt{color:var(--muted);font-size:.875rem}
.stats dd{margin:2px 0 0;font:400 1.5rem/1.25 var(--serif);font-variant-numeric:lining-nums
tabular-nums}
.stats small{display:block;font:400 .875rem/1.45 var(--sans);color:var(--muted);margin-top:4px}
.facts{margin:0 0 12px;padding:0}
.facts div{padding:8px 0;border-bottom:1px solid var(--line)}
.facts dt{color:var(--muted);font-size:.875rem}
.facts dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;margin:20px 0 24px;font-size:.92rem;line-height:1.45}
caption{text-align:left;font-weight:600;padding:0 0 8px;font-size:.95rem}
thead th{border-bottom:1px solid var(--ink);color:var(--muted);font-weight:600;font-size:.9em;
vertical-align:bottom}
th,td{text-align:left;padding:8px 20px 8px 0;border-bottom:1px solid var(--line);
vertical-align:top}
th:last-child,td:last-child{padding-right:0}
tbody th,tfoot th{font-weight:400;overflow-wrap:break-word;min-width:9.5rem}
caption{text-wrap:pretty}
thead .n{white-space:normal;max-width:8rem}thead .plot{font-weight:400}
tfoot th,tfoot td{font-weight:600;border-bottom:0;border-top:1px solid var(--ink)}
.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums lining-nums}
.plot{width:26%;min-width:7rem}
.below{display:block;font-weight:400;color:var(--muted);font-size:.9em;overflow-wrap:anywhere}
.bar{display:block;width:100%;height:12px;margin-top:5px;overflow:visible}
.bar.tall,.tall .bar{height:20px}
.key{width:11px;height:11px;margin-right:7px;vertical-align:-1px}
.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:4px 20px;font-size:.875rem;
margin:8px 0 0}
.legend li{margin:0}
rect.accent,rect.span{fill:var(--accent)}rect.span{opacity:.45}rect.mark{fill:var(--accent)}
rect.kept{fill:var(--kept)}rect.changed{fill:var(--changed)}rect.dropped{fill:var(--dropped)}
rect.apart{fill:var(--apart)}rect.gap{fill:var(--paper)}rect.tick{fill:var(--line)}
rect.quiet{fill:var(--quiet)}
details{margin:0 0 24px}summary{cursor:pointer;color:var(--accent);padding:10px 0}
.notice{border-left:3px solid var(--muted);padding:2px 0 2px 14px;margin:0 0 16px}
.notice.warn{border-color:var(--dropped)}
.notice.bad{border-color:var(--apart)}
code{font:.9em var(--mono);overflow-wrap:anywhere}
pre{background:var(--panel);padding:14px 16px;overflow-x:auto;border-radius:4px;margin:0 0 16px;
font-size:.9rem;line-height:1.55;max-width:100%}
pre code{overflow-wrap:normal;font-size:.95em}
.sign{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:8px 40px;
margin:16px 0 0;break-inside:avoid}
.sign p{margin:0;padding-top:56px;border-bottom:1px solid var(--ink)}
.sign span{display:block;transform:translateY(1.7em);font-size:.83rem;color:var(--muted)}
.sign .whole{grid-column:1/-1}
.choices{list-style:none;padding:0;margin:12px 0 0}
.choices li{padding-left:28px;position:relative;margin:0 0 10px}
.choices li::before{content:"";position:absolute;left:0;top:5px;width:14px;height:14px;
border:1.5px solid var(--ink);border-radius:2px}
footer{margin:72px 0 48px;padding-top:16px;border-top:1px solid var(--line);color:var(--muted);
font-size:.83rem}
@media(min-width:64rem){.page{grid-template-columns:12.5rem minmax(0,1fr);column-gap:64px}
nav{grid-column:1;grid-row:1/span 2;padding:52px 0 24px;border:0;align-self:start;
position:sticky;top:0;max-height:100vh;overflow-y:auto}
header,main{grid-column:2}nav ol{display:block}nav a{padding:6px 0;color:var(--muted);
text-decoration:none}nav a:hover{color:var(--ink);text-decoration:underline}
h1{font-size:2.1rem}section{padding-top:52px}
.facts div{display:grid;grid-template-columns:13rem minmax(0,1fr);gap:16px}
.facts dt{font-size:.92rem}}
@media screen and (max-width:44rem){header{padding-top:28px}h1{font-size:1.5rem}
thead{display:none}
table,caption,tbody,tfoot,tr,tbody th,tfoot th,td{display:block}
tr{padding:10px 0;border-bottom:1px solid var(--line)}
tbody th,tfoot th,td{border:0;padding:1px 0}tbody th{font-weight:600;min-width:0}
tfoot th,tfoot td{border:0}
td.n{text-align:left;white-space:normal}td.plot:empty{display:none}.plot{width:100%}
td[data-label]{display:grid;grid-template-columns:9.5rem minmax(0,1fr);gap:12px}
td[data-label]::before{content:attr(data-label);color:var(--muted);font-size:.83rem}
td[data-label].plot{display:block}td[data-label].plot::before{content:none}
tfoot tr{border-top:1px solid var(--ink);border-bottom:0}}
@media print{details::details-content{content-visibility:visible;block-size:auto}
summary{display:none}
:root{color-scheme:light;--ink:#000;--paper:#fff;--panel:#f4f4f4;--muted:#444;
--line:#bbb;--accent:#1a4f8b;--kept:#21693f;--changed:#1a4f8b;--dropped:#8a5a00;--apart:#a3161c}
html{font-size:10.5pt}body{font-size:1rem}.page{display:block;max-width:none;padding:0}nav,.skip{display:none}
section{padding-top:20pt}h2,h3,caption{break-after:avoid}tr,.notice,.sign{break-inside:avoid}
a{color:inherit;text-decoration:none}rect,svg{print-color-adjust:exact;
-webkit-print-color-adjust:exact}}
@media print{table{font-size:8.5pt}th,td{padding:5pt 9pt 5pt 0}tbody th{min-width:6.5rem}
.plot{min-width:4.5rem;width:20%}.lead,h1{max-width:none}}
@page{margin:18mm 16mm}
"""
