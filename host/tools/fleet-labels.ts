import { correction, generate } from 'lean-qr';
import { toSvgPath } from 'lean-qr/extras/svg';
import type { FleetRow } from './fleet-list.ts';

/** A row whose band has said its id. */
export type LabelledRow = Pick<FleetRow, 'device' | 'role' | 'board' | 'label'>;

/** What the code says: which band it is, and no secret. */
export function labelText({ device, role, board, label }: LabelledRow): string {
  return `limber:${device}?role=${role}&board=${board}&label=${encodeURIComponent(label)}`;
}

const ACROSS = 3;
const PER_SHEET = 24;
/** Four modules of white all around: ISO/IEC 18004. */
const QUIET_MODULES = 4;

/** A page for the printer: A4, labels of 63.5 x 33.9 mm, 24 a sheet, as Avery L7159 and many others are cut. Pure. */
export function labelSheet(rows: readonly LabelledRow[], title: string): string {
  const sheets = Array.from({ length: Math.ceil(rows.length / PER_SHEET) }, (_, sheet) =>
    rows.slice(sheet * PER_SHEET, (sheet + 1) * PER_SHEET),
  );
  const body = sheets.map((sheet) => `<main>${sheet.map(labelOf).join('\n')}</main>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<p class="hint">${rows.length} labels, ${sheets.length} ${sheets.length === 1 ? 'sheet' : 'sheets'} of A4 with ${PER_SHEET} labels of 63.5 x 33.9 mm. Print at 100 %, without margins. They hold no secret.</p>
${body}
</body>
</html>
`;
}

/** Letters that fit at full size. */
const SHORT_LABEL = 9;
const SHORT_ID = 22;

function labelOf(row: LabelledRow): string {
  const { device, role, board, label } = row;
  return `<article>
<figure${device.length > SHORT_ID ? ' class="long"' : ''}>${codeOf(labelText(row))}<figcaption>${escaped(device)}</figcaption></figure>
<div><strong${label.length > SHORT_LABEL ? ' class="long"' : ''}>${escaped(label)}</strong><span>${role} band</span><span>${board}</span><small>Limber</small></div>
</article>`;
}

function codeOf(text: string): string {
  // A scratch on a label that is worn: a quarter of it may go.
  const code = generate(text, { minCorrectionLevel: correction.M });
  const size = code.size + 2 * QUIET_MODULES;
  return `<svg viewBox="${-QUIET_MODULES} ${-QUIET_MODULES} ${size} ${size}" role="img" aria-label="${escaped(text)}" shape-rendering="crispEdges"><path d="${toSvgPath(code)}"/></svg>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (one) => ESCAPES[one]!);

const STYLE = `
@page { size: A4; margin: 0; }
* { box-sizing: border-box; margin: 0; padding: 0; }
body { width: 210mm; font-family: "Helvetica Neue", Arial, sans-serif; color: #000; background: #fff; }
.hint { padding: 3mm 8mm; font-size: 3mm; }
@media print { .hint { display: none; } }
main {
  width: 210mm; height: 296.9mm; padding: 12.9mm 0 0 6.5mm; break-after: page; overflow: hidden;
  display: grid; grid-template-columns: repeat(${ACROSS}, 63.5mm); grid-auto-rows: 33.9mm; column-gap: 3.25mm; align-content: start;
}
main:last-of-type { break-after: auto; }
article { display: flex; align-items: center; gap: 1mm; padding: 1mm 2mm 1mm 1mm; overflow: hidden; }
@media screen { article { outline: 0.2mm dashed #bbb; } }
figure { width: 30mm; flex: none; text-align: center; }
svg { display: block; width: 27.5mm; height: 27.5mm; margin: 0 auto; }
figcaption { font: 2.15mm/1.1 "DejaVu Sans Mono", "Courier New", monospace; overflow-wrap: anywhere; }
figure.long svg { width: 25mm; height: 25mm; }
figure.long figcaption { font-size: 1.75mm; }
article div { flex: 1; min-width: 0; display: flex; flex-direction: column; gap: 0.8mm; }
strong { font-size: 5.2mm; line-height: 1.05; overflow-wrap: anywhere; }
strong.long { font-size: 3.4mm; }
span { font-size: 2.9mm; }
small { font-size: 2.4mm; letter-spacing: 0.06em; text-transform: uppercase; color: #444; margin-top: 1mm; }
`;
