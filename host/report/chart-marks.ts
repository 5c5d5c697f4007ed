import { type Html, html } from './html.ts';

export type DotLook = 'plain' | 'inside' | 'outside' | 'now';

/** A dot at a place; one outside of the target is a ring with a dot less, so that it reads without colour. */
export function dot(x: string, y: number, look: DotLook): Html {
  if (look === 'outside')
    return html`<rect class="dot outside" x="${x}" y="${y}" width="9" height="9" transform="translate(-4.5 -4.5)"/>`;
  return html`<circle class="dot ${look}" cx="${x}" cy="${y}" r="${look === 'now' ? 7 : 5}"/>`;
}

/** An upright bar of uncertainty. */
export const whisker = (x: string, yTop: number, yBottom: number): Html =>
  html`<line class="whisker" x1="${x}" x2="${x}" y1="${yTop}" y2="${yBottom}"/>`;

export interface KeyEntry {
  readonly sign: Html;
  readonly text: string;
}

export function key(entries: readonly KeyEntry[]): Html {
  return html`<ul class="key" aria-hidden="true">${entries.map(({ sign, text }) => html`<li><svg width="26" height="16">${sign}</svg>${text}</li>`)}</ul>`;
}

export const KEY_SIGNS = {
  target: html`<rect class="target" x="1" y="2" width="24" height="12"/>`,
  rep: html`<rect class="rep" width="26" height="16"/>`,
  inside: html`<circle class="dot inside" cx="13" cy="8" r="5"/>`,
  outside: html`<rect class="dot outside" x="8.5" y="3.5" width="9" height="9"/>`,
  plain: html`<circle class="dot" cx="13" cy="8" r="5"/>`,
  now: html`<circle class="dot now" cx="13" cy="8" r="7"/>`,
  mean: html`<path class="mean" d="M0 8H26"/>`,
  spread: html`<rect class="spread" width="26" height="16"/>`,
  single: html`<path class="single" d="M0 8H26"/>`,
  template: html`<path class="template" d="M0 8H26"/>`,
  usual: html`<rect class="usual" x="1" y="1" width="24" height="14"/>`,
  trend: html`<path class="trend" d="M0 8H26"/>`,
  whisker: html`<line class="whisker" x1="13" x2="13" y1="0" y2="16"/>`,
} as const;

export const DOT_KEYS = key([
  { sign: KEY_SIGNS.rep, text: 'repetition' },
  { sign: KEY_SIGNS.target, text: 'target' },
  { sign: KEY_SIGNS.inside, text: 'peak in target' },
  { sign: KEY_SIGNS.outside, text: 'peak outside' },
]);
