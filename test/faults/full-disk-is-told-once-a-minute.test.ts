import { expect, it } from 'vitest';
import { SessionKeeping } from '../../host/session-keeping.ts';
import type { SessionParams } from '../../host/session-params.ts';
import { LimberError } from '../../protocol/limber-error.ts';

it('a disk that stays full ends the stimulation at each failed write, and is told once a minute', () => {
  const said: string[] = [];
  let stops = 0;
  let nowMs = 0;
  const params = { say: (line: string) => said.push(line), stim: { stop: () => stops++ } };
  const keeping = new SessionKeeping(params as unknown as SessionParams, {} as never, () => nowMs);
  const fails = (message: string) => () => {
    throw new LimberError('records/directory-not-writable', message);
  };
  // Two bands, 10 frames a second each, for two minutes.
  for (; nowMs < 120_000; nowMs += 50) keeping.keep(fails('full'));
  expect(said).toEqual(['full', 'full']);
  expect(stops).toBe(2400);
  keeping.keep(fails('read-only'));
  expect(said.at(-1)).toBe('read-only');
});
