"""The style sheet of the page: light and dark, screen and paper, no font of others.

Colours are variables, so that the test of their contrast (WCAG 2.2, 1.4.3: at least
4.5 to 1) can read them. No colour says anything that a word or a sign does not.
"""

from __future__ import annotations

LIGHT = {
    "page": "#f5f6f8",
    "panel": "#ffffff",
    "ink": "#1b1f27",
    "dim": "#565e6c",
    "line": "#d9dde4",
    "link": "#0b57b0",
    "code": "#eef0f4",
    "mark": "#ffe69a",
    "fail": "#a8121f",
    "fail-tint": "#fdebec",
    "possible": "#8a4500",
    "possible-tint": "#fff1df",
    "open": "#6a2fa3",
    "open-tint": "#f4ecfb",
    "default": "#0a5a78",
    "default-tint": "#e5f3f8",
    "pass": "#14652f",
    "pass-tint": "#e6f5ea",
}

DARK = {
    "page": "#12151b",
    "panel": "#1a1e26",
    "ink": "#e7eaf0",
    "dim": "#a2abba",
    "line": "#323947",
    "link": "#8ab8ff",
    "code": "#262c37",
    "mark": "#665200",
    "fail": "#ff9ba1",
    "fail-tint": "#3b1a1e",
    "possible": "#ffb86b",
    "possible-tint": "#38260f",
    "open": "#cfa9f7",
    "open-tint": "#2c1f3b",
    "default": "#7cc9e6",
    "default-tint": "#122d38",
    "pass": "#86d99a",
    "pass-tint": "#15301d",
}

ANSWERS = ("fail", "possible", "open", "default", "pass")


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in colours.items())


def _answers() -> str:
    return "".join(
        f".{one}{{--tone:var(--{one});--tint:var(--{one}-tint)}}" for one in ANSWERS
    )


RULES = """
*{box-sizing:border-box}
html{color-scheme:light dark;background:var(--page);color:var(--ink);
 font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;
 -webkit-text-size-adjust:100%}
body{margin:0;overflow-wrap:anywhere}
.wrap{max-width:70rem;margin:0 auto;padding:0 1.5rem}
a{color:var(--link);text-underline-offset:.15em}
a:hover{text-decoration-thickness:.15em}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
code,pre,.place{font-family:ui-monospace,"SF Mono",Menlo,Consolas,
 "DejaVu Sans Mono",monospace;font-size:.875em;direction:ltr;
 unicode-bidi:isolate;overflow-wrap:anywhere}
pre code,a code{font-size:1em}
h1,h2,h3,h4,p,ul,ol,pre{margin:0}
h1{font-size:1.9rem;line-height:1.2;letter-spacing:-.015em}
h2{font-size:1.3rem;margin:3rem 0 1rem;letter-spacing:-.01em}
h3{font-size:1.1rem;line-height:1.35}
h3 code{font-size:1em;font-weight:600}
h4{font-size:1rem}
h4 code{font-weight:400;color:var(--dim);margin-left:.35em}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--panel);padding:.5rem 1rem;z-index:1}
.top{background:var(--panel);border-bottom:1px solid var(--line);padding:2.25rem 0 2rem}
.about{color:var(--dim);margin-top:.5rem;font-size:.9rem}
.lead{font-size:1.2rem;margin-top:1.25rem;max-width:48rem}
.tiles{list-style:none;padding:0;margin-top:1.25rem;display:grid;gap:.75rem;
 grid-template-columns:repeat(auto-fit,minmax(9rem,1fr))}
.tile{border:1px solid var(--line);border-top:4px solid var(--tone);border-radius:8px;
 padding:.75rem 1rem;background:var(--panel)}
.tile .count{display:block;font-size:1.9rem;font-weight:650;line-height:1.2;
 font-variant-numeric:tabular-nums}
.tile .pill{background:none;padding:0;border:0;white-space:normal}
.tile.none{border-top-color:var(--line)}
.tile.none .count{color:var(--dim);font-weight:400}
.pill{display:inline-flex;align-items:center;gap:.4em;color:var(--tone);
 background:var(--tint);border:1px solid color-mix(in srgb,var(--tone) 35%,transparent);
 border-radius:99px;padding:.05em .7em .05em .55em;font-size:.85rem;font-weight:600;
 white-space:nowrap;align-self:start;justify-self:start}
.pill svg{width:1em;height:1em;flex:none;fill:none;stroke:currentColor;stroke-width:2;
 stroke-linecap:round;stroke-linejoin:round}
.scroll{overflow-x:auto;background:var(--panel);border:1px solid var(--line);
 border-radius:10px}
table{border-collapse:collapse;width:100%;font-size:.925rem}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{overflow-wrap:break-word;text-align:left;vertical-align:top;padding:.6rem .9rem;
 border-top:1px solid var(--line)}
thead th{border-top:0;font-size:.8rem;color:var(--dim);font-weight:600;
 vertical-align:bottom}
tbody th{font-weight:500}
tbody th>a{display:inline-block;min-width:11rem}
td code{font-size:.925em}
.nowrap{white-space:nowrap}
td.number,th.number{text-align:center;font-variant-numeric:tabular-nums}
td.none{color:var(--dim)}
td:last-child{white-space:nowrap}
.cell{display:flex;flex-wrap:wrap;gap:.2rem .6rem;align-items:center}
.aside{color:var(--dim);font-size:.875rem}
th .aside{display:block;font-weight:400}
.kubelet{background:var(--panel);border:1px solid var(--line);border-radius:12px;
 margin-top:1.5rem;overflow:clip}
.kubelet>header{padding:1.25rem 1.5rem 1rem;display:grid;grid-template-columns:1fr auto;
 gap:.35rem 1rem;align-items:start}
.kubelet>header>*{grid-column:1/-1}
.kubelet>header>h3{grid-column:1}
.kubelet>header>.pill{grid-column:2;grid-row:1}
.facts{list-style:none;padding:0;color:var(--dim);font-size:.9rem;display:flex;
 flex-wrap:wrap;gap:.1rem 1.5rem}
.refused,.why{border-left:4px solid var(--possible);background:var(--possible-tint);
 border-radius:0 6px 6px 0;padding:.5rem .9rem;margin-top:.5rem;font-size:.925rem}
.why{border-color:var(--tone);background:var(--tint)}
.setting{border-top:1px solid var(--line);padding:1.1rem 1.5rem 1.35rem;display:grid;
 grid-template-columns:1fr auto;gap:.15rem 1rem}
.setting>*{grid-column:1/-1}
.setting>h4{grid-column:1}
.setting>.pill{grid-column:2;grid-row:1}
.effect{font-size:1rem}
.effect code{font-size:1em;font-weight:650;color:var(--tone)}
.controls{color:var(--dim);font-size:.85rem}
.picture{margin-top:.75rem}
.when{font-size:.9rem;font-weight:600;margin-bottom:.35rem}
.when::first-letter{text-transform:uppercase}
.stack{list-style:none;padding:0;margin:0}
.rung{position:relative;display:grid;
 grid-template-columns:8.5rem minmax(7rem,auto) 1fr auto;gap:.1rem .9rem;
 align-items:baseline;padding:.5rem .9rem .5rem 2.4rem;border:1px solid var(--line);
 border-radius:8px;background:var(--page);font-size:.925rem}
.rung+.rung{margin:-1px .75rem 0;border-radius:0 0 8px 8px}
.rung+.rung+.rung{margin:-1px 1.5rem 0}
.rung+.rung+.rung+.rung{margin:-1px 2.25rem 0}
.rung+.rung+.rung+.rung+.rung{margin:-1px 3rem 0}
.rung::before{content:"";position:absolute;left:.95rem;top:.85rem;width:.7rem;
 height:.7rem;border:2px solid var(--dim);border-radius:50%;background:var(--panel)}
.kind{font-weight:600}
.value code{font-weight:600}
.says{grid-column:3;display:flex;flex-wrap:wrap;gap:.1rem .9rem;align-items:baseline;
 color:var(--dim)}
.reason{font-size:.9em}
.role{grid-column:4;grid-row:1;font-size:.8rem;color:var(--dim);white-space:nowrap}
.decides{background:var(--pass-tint);border-color:var(--pass);--mine:var(--pass)}
.holds,.setting.open .decides{background:var(--page);border-color:var(--dim);
 --mine:var(--dim)}
.decides.bad,.holds.bad,.setting.open .decides.bad{background:var(--fail-tint);
 border-color:var(--fail);--mine:var(--fail)}
.decides.maybe,.holds.maybe{background:var(--possible-tint);
 border-color:var(--possible);--mine:var(--possible)}
.decides{border-width:2px;padding-left:calc(2.4rem - 1px)}
.decides::before,.holds::before{border-color:var(--mine);background:var(--mine)}
.decides .value code,.holds .value code,.decides .role,.holds .role{color:var(--mine)}
.decides .role,.holds .role{font-weight:650}
.decides .says,.holds .says{color:var(--ink)}
.holds{border-style:dashed}
.unsure{border:2px dashed var(--open);background:var(--open-tint)}
.unsure::before{border-color:var(--open);border-style:dashed}
.unsure .role,.unsure .value code{color:var(--open);font-weight:650}
.beaten .kind,.agrees .kind{font-weight:500}
.beaten .value code{text-decoration:line-through;text-decoration-thickness:2px;
 font-weight:400;color:var(--dim)}
.agrees .value code{font-weight:400;color:var(--dim)}
.quote{grid-column:1/-1;display:flex;gap:1rem;background:var(--panel);
 border:1px solid var(--line);border-radius:6px;padding:.35rem .75rem;
 margin:.4rem 0 .1rem;white-space:pre-wrap}
.quote .number{color:var(--dim);user-select:none}
mark{background:var(--mark);color:inherit;border-radius:3px;padding:.05em .1em}
details{border-top:1px solid var(--line);padding:.75rem 1.5rem}
summary{cursor:pointer;font-weight:600}
details>:not(summary){margin-top:.6rem}
.argv{background:var(--page);border:1px solid var(--line);border-radius:6px;
 padding:.5rem .75rem;margin-top:.3rem;white-space:pre-wrap}
.argv code{display:block}
.argv code+code{padding-left:1.5rem}
.notes{border-top:1px solid var(--line);padding:.9rem 1.5rem}
.notes ul,.findings ul,.undecided,.prose ul{padding-left:1.2rem}
.findings li+li{margin-top:.75rem}
.prose{max-width:48rem}
.prose li,.undecided li{margin-top:.25rem}
.legend{display:grid;grid-template-columns:auto 1fr;gap:.5rem 1rem;margin:0;
 align-items:baseline}
.legend dd{margin:0}
footer{border-top:1px solid var(--line);margin-top:3rem;padding:1.5rem 0 3rem;
 color:var(--dim);font-size:.875rem}
.hidden{position:absolute;width:0;height:0;overflow:hidden}
@media (max-width:46rem){
 .rung{grid-template-columns:1fr auto}
 .kind{grid-column:1}.role{grid-column:2;white-space:normal;text-align:right}
 .value,.says{grid-column:1/-1}
 .wrap{padding:0 1rem}
 .kubelet>header,.setting,details,.notes{padding-left:1rem;padding-right:1rem}
}
@media print{
 html{background:#fff;font-size:10pt}
 .top,.kubelet,.scroll{background:none;border-color:#999}
 .wrap{max-width:none;padding:0}
 .skip{display:none}
 .setting,.rung,tr,.tile,.notes,li{break-inside:avoid}
 h2,h3,h4,.kubelet>header{break-after:avoid}
 .scroll{overflow:visible}
 a{color:inherit;text-decoration:none}
 *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
 details::details-content{display:block;content-visibility:visible;block-size:auto}
 details>summary{list-style:none}
}
@media (forced-colors:active){.decides,.holds{border-width:3px}}
"""
"""Everything that is no colour."""

DARK_RULES = "@media screen and (prefers-color-scheme:dark){:root{%s}}"

STYLE = (
    f":root{{{_variables(LIGHT)}}}{DARK_RULES % _variables(DARK)}{_answers()}{RULES}"
)
"""The whole style sheet."""

SIGNS = {
    "fail": "M4 4l8 8M12 4l-8 8",
    "possible": "M8 2.5l6 11H2zM8 6.5v3M8 11.5v.2",
    "open": "M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.6M8 12.8v.2",
    "default": "M3 8.5l3 3 1.5-1.6M13 4l-2.6 3M9 8.6l-.4.5",
    "pass": "M3 8.5l3.2 3.2L13 4.5",
}
"""The sign of each answer, as the path of a drawing 16 units wide."""
