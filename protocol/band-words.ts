/**
 * What a band gives as a reason, in one or two letters: `npm run firmware` writes the code wherever a band has the word, and the host
 * reads the word again. Codes stand on the wire and in a band's flash: never reused, never changed, and what has none travels as itself.
 */
export const BAND_WORDS: readonly (readonly [word: string, code: string])[] = [
  // Faults.
  ['BAD_SETTING', 'a'],
  ['CHARGE_IMBALANCE', 'b'],
  ['KICK_EXPIRED', 'c'],
  ['MEMORY', 'd'],
  ['NO_CONTACT', 'e'],
  ['OVER_CURRENT', 'f'],
  ['OVER_TEMPERATURE', 'g'],
  ['PRESCRIPTION', 'h'],
  ['REBOOT_LOOP', 'i'],
  ['SELF_TEST', 'j'],
  ['SHORT_CIRCUIT', 'k'],
  ['STUCK_PHASE', 'l'],
  ['UNEXPECTED_OUTPUT', 'm'],
  ['LEAD_OFF', 'n'],
  // Why a session ended.
  ['STOP', 'o'],
  ['SESSION_DONE', 'p'],
  ['DAY_LIMIT', 'q'],
  ['LEASE_LOST', 'r'],
  ['BATTERY', 's'],
  ['FAULT', 't'],
  ['REBOOT', 'u'],
  ['PAUSE_TOO_LONG', 'v'],
  ['ARM_TIMEOUT', 'w'],
  ['HELD', 'aa'],
  ['CHARGING', 'ab'],
  // Why a command was refused, or done with less.
  ['WRONG_STATE', 'x'],
  ['MALFORMED', 'y'],
  ['EXPIRED', 'z'],
  ['STEP_CAPPED', 'ac'],
  ['NOT_AUTHENTIC', 'ad'],
  ['OTHER_BOOT', 'ae'],
  ['REPLAYED', 'af'],
  ['PATTERN_OUT_OF_RANGE', 'ag'],
  ['PAD_TOO_SMALL', 'ah'],
  ['ABOVE_HARD_CEILING', 'ai'],
  ['ABOVE_CEILING', 'aj'],
  ['NOT_CONFIRMED', 'ak'],
  ['NO_LEASE', 'al'],
  ['SESSION_USED_UP', 'am'],
  ['DAY_USED_UP', 'an'],
  ['BATTERY_LOW', 'ao'],
  ['TOO_SOON', 'ap'],
  ['INCREASES_FROZEN', 'aq'],
  ['OTHER_FAULT', 'ar'],
  ['SERVICE_ONLY', 'as'],
  ['CAUSE_REMAINS', 'at'],
  ['NOT_PRESCRIBED', 'au'],
  ['OTHER_PRESCRIPTION', 'av'],
  ['NOT_SEALED', 'aw'],
  ['SUPERSEDED', 'ax'],
  ['OTHER_DEVICE', 'ay'],
  ['OTHER_HOST', 'az'],
  ['STALE', 'ba'],
  ['SESSIONS_USED_UP', 'bb'],
  ['PRESCRIPTION_USED_UP', 'bc'],
  ['REJECTED_TOO_OFTEN', 'bd'],
  ['NO_SUCH_CONFIGURATION', 'be'],
  ['NOT_A_MOTION_COMMAND', 'bf'],
  ['NO_SERVICE_MODULE', 'bg'],
];

/** The word that a band meant; a bench build says it itself, and a newer band may know one more. */
export function wordOf(said: string): string {
  const pair = BAND_WORDS.find((known) => known[1] === said);
  return pair ? pair[0] : said;
}

/** As a band knows it. */
export function codeOf(word: string): string {
  const pair = BAND_WORDS.find((known) => known[0] === word);
  return pair ? pair[1] : word;
}
