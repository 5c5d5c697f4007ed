/** The report's look. Colours are those of the pages (host/screen/web/styles/tokens.css): a test compares them. */
const LIGHT = `
  --page: #f3f5f7; --surface: #ffffff; --sunken: #e9edf1; --text: #15202b; --muted: #4b5b6a; --edge: #d6dde4;
  --grid: #dfe5ea; --accent: #00527f; --accent-soft: #e3f0f8; --angle: #0072b2; --target: #00805e;
  --target-text: #00644a; --target-fill: #009e7326; --warm: #c14f00; --warm-text: #9c3f00; --warm-soft: #fdeadd;
  --rep-fill: #56b4e91f; --spread-fill: #0072b226; --simulation: #f7e8a4; --simulation-text: #453800; --focus: #0b5cff;`;

const DARK = `
  --page: #0e141a; --surface: #18212a; --sunken: #24303b; --text: #eaf0f5; --muted: #abb9c6; --edge: #2c3945;
  --grid: #2a3641; --accent: #8dcdf3; --accent-soft: #16344a; --angle: #56b4e9; --target: #2bb890;
  --target-text: #5fd9b5; --target-fill: #2bb89033; --warm: #f08a3c; --warm-text: #ffab6b; --warm-soft: #46270f;
  --rep-fill: #56b4e91a; --spread-fill: #56b4e933; --simulation: #4a3f12; --simulation-text: #fbeeb5; --focus: #9cc4ff;`;

const LAYOUT = `
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 1.0625rem/1.5 Inter, -apple-system, "Segoe UI", Roboto,
  "Noto Sans", "Liberation Sans", Arial, sans-serif; font-variant-numeric: tabular-nums; }
h1, h2, h3, p, dl, dd, ul, ol, figure { margin: 0; padding: 0; }
h1 { font-size: clamp(1.7rem, 1.2rem + 2vw, 2.4rem); line-height: 1.15; letter-spacing: -0.015em; text-wrap: balance; }
h2 { font-size: 1.2rem; line-height: 1.3; }
h3 { font-size: 1rem; line-height: 1.3; }
main, .top { max-width: 1200px; margin: 0 auto; padding: 0 24px; }
main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 20px; padding-bottom: 48px; }
.top { padding-block: 28px 20px; }
.top .kind { color: var(--muted); font-weight: 600; }
.facts { display: flex; flex-wrap: wrap; gap: 4px 24px; margin-top: 10px; color: var(--muted); }
.facts div { display: flex; gap: 6px; }
.facts dt::after { content: ":"; }
.facts dd { color: var(--text); font-weight: 600; }
.banner { padding: 10px 24px; background: var(--simulation); color: var(--simulation-text); font-weight: 600; text-align: center; }
.card { padding: 22px 24px; background: var(--surface); border: 1px solid var(--edge); border-radius: 16px; }
.card > h2 { margin-bottom: 10px; }
.card h3 { margin-top: 16px; }
.note { color: var(--muted); }
.halves { display: grid; grid-template-columns: minmax(0, 1fr); gap: 20px; }
.words { font-size: 1.125rem; text-wrap: pretty; }
.words + .words { margin-top: 8px; }
.for-patient { border-left: 6px solid var(--target); }
.for-clinician { border-left: 6px solid var(--angle); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 150px), 1fr)); gap: 12px 24px; }
.figures dt { color: var(--muted); }
.figures dd { color: var(--muted); }
.figures strong { display: block; color: var(--text); font-size: 1.9rem; line-height: 1.2; }
.steps { padding-left: 1.2em; }
.steps li + li { margin-top: 6px; }
.explained { display: grid; gap: 12px 28px; }
.explained dt { font-weight: 700; }
.explained dd { text-wrap: pretty; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 3px; border-radius: 6px; }
@media (min-width: 860px) {
  .halves, .explained { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
@media (max-width: 520px) {
  main, .top { padding-inline: 14px; }
  main { gap: 14px; }
  .card { padding: 18px; }
}`;

const CHARTS = `
.chart { display: grid; grid-template-columns: 44px minmax(0, 1fr); margin-top: 14px; }
.chart svg { display: block; overflow: visible; }
.chart text { fill: var(--muted); font-size: 13px; }
.chart .scale text { text-anchor: end; }
.chart .name { fill: var(--text); font-weight: 600; }
.chart path, .chart rect, .chart line { vector-effect: non-scaling-stroke; }
.grid { stroke: var(--grid); }
.curve { fill: none; stroke: var(--angle); stroke-width: 2; stroke-linejoin: round; }
.mean { fill: none; stroke: var(--angle); stroke-width: 3.5; stroke-linejoin: round; }
.single { fill: none; stroke: var(--angle); stroke-width: 1; opacity: 0.35; }
.spread { fill: var(--spread-fill); stroke: none; }
.rep { fill: var(--rep-fill); stroke: none; }
.target { fill: var(--target-fill); stroke: var(--target); stroke-width: 1.5; stroke-dasharray: 6 4; }
.template { fill: none; stroke: var(--target); stroke-width: 2.5; stroke-dasharray: 7 5; }
.usual { fill: var(--sunken); stroke: var(--muted); stroke-dasharray: 2 4; }
.trend { fill: none; stroke: var(--muted); stroke-width: 2; stroke-dasharray: 2 5; stroke-linecap: round; }
.whisker { stroke: var(--angle); stroke-width: 2; opacity: 0.55; }
.dot { fill: var(--angle); stroke: var(--surface); stroke-width: 1.5; }
.dot.inside { fill: var(--target); }
.dot.outside { fill: var(--surface); stroke: var(--warm); stroke-width: 2.5; }
.dot.now { fill: var(--accent); stroke: var(--surface); stroke-width: 2; }
figcaption { margin-top: 8px; color: var(--muted); }
.key { display: flex; flex-wrap: wrap; gap: 4px 20px; padding: 0; margin: 8px 0 0; list-style: none; color: var(--muted); }
.key li { display: flex; align-items: center; gap: 8px; }
.key svg { flex: none; }
@media (max-width: 620px) { .chart .wide { display: none; } }`;

const TABLES = `
.scroll { position: relative; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 8px 9px; border-bottom: 1px solid var(--edge); text-align: left; vertical-align: top; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--muted); font-size: 0.875rem; vertical-align: bottom; }
:is(th, td):first-child { padding-left: 0; }
:is(th, td):last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; }
.quiet { color: var(--muted); font-weight: 400; white-space: nowrap; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.off { color: var(--warm-text); }
.on { color: var(--target-text); }
.unit { white-space: nowrap; }
details { margin-top: 12px; }
summary { min-height: 28px; cursor: pointer; color: var(--accent); font-weight: 600; }
.tag { display: inline-block; padding: 1px 10px; border-radius: 999px; background: var(--sunken); font-size: 0.875rem; font-weight: 600; }
.tag.doubt { background: var(--warm-soft); color: var(--warm-text); }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (max-width: 520px) { main section > table .number { white-space: normal; } }
@media (max-width: 859px) {
  .scroll :is(th, td) { padding-inline: 8px; }
  .scroll :is(th, td):first-child { position: sticky; left: 0; background: var(--surface); }
}`;

const PRINT = `
@page { margin: 14mm; }
@media print {
  body { background: #ffffff; font-size: 10.5pt; }
  main, .top { max-width: none; padding-inline: 0; }
  .card { break-inside: avoid; padding: 10px 14px; border-radius: 8px; }
  .card.long { break-inside: auto; }
  tr { break-inside: avoid; }
  .halves { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .scroll { overflow: visible; }
  th, td { padding: 4px 6px; font-size: 9pt; }
  .scroll :is(th, td) { padding: 3px; font-size: 7pt; position: static; }
  .scroll .quiet { white-space: normal; }
  .chart .wide { display: none; }
  .explained { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  details { display: none; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}`;

/** Paper is white, whatever the screen. */
export const STYLE = `:root { color-scheme: light dark; ${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root { ${DARK} } }
${LAYOUT}${CHARTS}${TABLES}${PRINT}
`;
