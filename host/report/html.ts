/** A piece of a page: text in it is escaped already. */
export interface Html {
  readonly markup: string;
}

export type HtmlValue = Html | string | number | false | null | undefined | readonly HtmlValue[];

/**
 * Puts a piece of a page together. Whatever is put in is escaped, in text and in quoted attributes alike, unless it is
 * Html itself; lists are joined, and nothing is written for undefined, null and false.
 */
export function html(texts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const markup = texts.reduce((sum, text, i) => sum + text + (i < values.length ? markupOf(values[i]) : ''), '');
  return { markup };
}

export const NOTHING: Html = { markup: '' };

/** Markup that is no text: the style sheet. */
export const trusted = (markup: string): Html => ({ markup });

function markupOf(value: HtmlValue): string {
  if (value === undefined || value === null || value === false) return '';
  if (typeof value === 'object') return 'markup' in value ? value.markup : value.map(markupOf).join('');
  return escaped(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
