/** Date and time in the reader's own language and zone. */
const DATE_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

export function SessionTime({ iso }: { readonly iso: string }) {
  return <time dateTime={iso}>{DATE_TIME.format(new Date(iso))}</time>;
}

export function SessionDay({ iso }: { readonly iso: string }) {
  return <time dateTime={iso}>{DAY.format(new Date(iso))}</time>;
}

/** The time of day. */
export const clockWords = (iso: string): string => CLOCK.format(new Date(iso));

export function ClockTime({ iso }: { readonly iso: string }) {
  return <time dateTime={iso}>{clockWords(iso)}</time>;
}
