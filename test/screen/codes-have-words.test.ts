import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stopReasonWords } from '../../host/screen/ending-words.ts';
import { PROMPT_ANSWERS } from '../../host/screen/steering-words.ts';
import { reasonWords } from '../../host/stim/index.ts';
import { ROOT } from '../source-files.ts';

/** Names of states, commands, events and settings: nobody is told them as a reason. */
const NO_REASONS = [
  ...['IDLE', 'ARMED', 'RAMPING_UP', 'ACTIVE', 'PAUSED', 'RAMPING_DOWN', 'LOCKOUT', 'UNKNOWN'],
  ...['ARM', 'START', 'LEASE', 'SET', 'PAUSE', 'RESUME', 'PRESCRIBE', 'ACK_FAULT', 'ENROL', 'NONE', 'COMMAND'],
  ...['DONE', 'REFUSED', 'DUPLICATE', 'NOTHING', 'START_OUTPUT', 'NEW_PRESCRIPTION', 'ENROLMENT'],
  ...['TICK', 'BUTTON', 'CONFIRM', 'CONTACT', 'TEMPERATURE', 'CHARGER', 'LOCKOUT_END', 'REACHED', 'RAMPED', 'PRESENCE'],
];

const textOf = (...path: string[]): string => readFileSync(join(ROOT, ...path), 'utf8');
const namesIn = (text: string): string[] => [...text.matchAll(/'([A-Z][A-Z_]{2,})'/g)].map((match) => match[1]!);
const typeIn = (text: string, name: string): string[] =>
  namesIn(new RegExp(`export type ${name} =([^;]*);`).exec(text)?.[1] ?? '');
const filesIn = (folder: string, fits: RegExp): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((file) => fits.test(file))
    .map((file) => textOf(folder, file));

const STATE = textOf('protocol', 'session-state.ts');
const stopReasons = typeIn(STATE, 'StopReason');
const answerReasons = typeIn(STATE, 'AnswerReason');
/** Whatever a band can call a fault. */
const faults = [
  ...filesIn('protocol', /^session.*\.ts$/).flatMap((text) =>
    [...text.matchAll(/trip\(\w+, '([A-Z_]+)'/g)].map((m) => m[1]!),
  ),
  ...filesIn('firmware', /\.ts$/).flatMap((text) => [...text.matchAll(/fault(?:: |\()'([A-Z_]+)'/g)].map((m) => m[1]!)),
  ...namesIn(textOf('firmware/stimulator/output-monitor.ts').replaceAll(/^(?:const|import) .*$/gm, '')),
  ...namesIn(textOf('protocol/session-end.ts')),
];
/** Whatever the host's half of a session says. */
const courseReasons = [...filesIn('host/stim/course', /\.ts$/), textOf('host/stim/person/comfort.ts')].flatMap((text) =>
  namesIn(withoutWords(text)),
);
/** Why a session rests without having ended: the person is asked then, and the question has its own words. */
const prompts = ['PRESENCE', ...typeIn(textOf('host/stim/course/hold.ts'), 'HoldReason')];
const isReason = (name: string): boolean =>
  !NO_REASONS.includes(name) && (!prompts.includes(name) || [...stopReasons, 'JOLT'].includes(name));

function withoutWords(text: string): string {
  return text.includes('const WORDS') ? '' : text;
}

const all = [...new Set([...stopReasons, ...answerReasons, ...faults, ...courseReasons])].filter(isReason).sort();

describe('every code has words', () => {
  it('is looked for where codes are', () => {
    expect(stopReasons).toContain('CHARGING');
    expect(answerReasons).toContain('NOT_PRESCRIBED');
    expect(faults).toEqual(expect.arrayContaining(['REBOOT_LOOP', 'MEMORY', 'SHORT_CIRCUIT', 'LEAD_OFF']));
    expect(courseReasons).toEqual(expect.arrayContaining(['DISAGREEMENT', 'ABSENT', 'FROZEN']));
  });

  it.each(all)('%s, where a person reads it during a session', (code) => {
    const words = reasonWords(code);
    expect(words).toMatch(/^[A-Z][^_]+[.?]$/);
    expect(words).not.toMatch(/\b[A-Z]{3,}\b(?<!STOP)/);
    expect(words).not.toBe(reasonWords('SUN_SPOTS'));
  });

  it.each([...new Set([...stopReasons, ...faults, ...courseReasons])].filter(isReason))(
    '%s, as the end of a stored session',
    (code) => {
      const words = stopReasonWords(code);
      expect(words).toMatch(/^[A-Z].*\w$/);
      const spaced = code.toLowerCase().replaceAll('_', ' ');
      expect(words.toLowerCase()).not.toBe(spaced);
    },
  );

  it.each(prompts)('%s, as a question with a button', (prompt) => {
    expect(Object.keys(PROMPT_ANSWERS)).toContain(prompt);
  });

  it('a code from a newer band is told as what it is, and not as a code', () => {
    expect(reasonWords('SUN_SPOTS')).not.toContain('SUN');
  });
});
