import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { lockFleet } from '../../host/tools/fleet-files.ts';
import { lookAtProgress, openFleetProgress } from '../../host/tools/fleet-progress.ts';

const folder = mkdtempSync(join(tmpdir(), 'limber-fleet-progress-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'bands.progress.jsonl');
const AT_MS = Date.UTC(2026, 0, 5);
const open = () => openFleetProgress(path, () => AT_MS);
beforeEach(() => rmSync(path, { force: true }));

test('what was noted is known again, also after a line that a cut of power left unfinished', () => {
  const first = open();
  first.note({ job: 'provision', label: 'B-01', event: 'step', step: 'identified', device: 'b-1' });
  first.note({ job: 'provision', label: 'B-01', event: 'done', device: 'b-1' });
  first.close();
  const whole = readFileSync(path, 'utf8');
  appendFileSync(path, '{"at":"2026-01-05T00:00:00.000Z","job":"provision","label":"B-02","ev');
  const second = open();
  expect(second.of('B-01')).toMatchObject({ device: 'b-1', retired: false });
  expect([...second.of('B-01').done.keys()]).toEqual(['provision']);
  expect(second.of('B-02').steps.size).toBe(0);
  second.note({ job: 'calibrate', label: 'B-02', event: 'failed', why: 'thin data' });
  second.close();
  expect(readFileSync(path, 'utf8').startsWith(whole)).toBe(true);
  expect(lookAtProgress(path)('B-02').failed.get('calibrate')).toBe('thin data');
});

test('a line that somebody changed is named, and nothing is guessed', () => {
  open().close();
  writeFileSync(path, '{"at":"now","job":"provision","label":"B-01","event":"done"}\nnonsense\n');
  expect(open).toThrow(/progress\.jsonl is damaged in line 2/);
});

test('a band that is wiped is to be calibrated anew; one that is retired may be provisioned and retired again', () => {
  const progress = open();
  const done = (job: Parameters<typeof progress.note>[0]['job'], more = {}): void =>
    progress.note({ job, label: 'B-01', event: 'done', ...more });
  const jobs = (): string[] => [...progress.of('B-01').done.keys()];
  done('provision', { device: 'b-1', person: 'p-1' });
  done('calibrate');
  done('reassign p-2', { person: 'p-2' });
  expect(jobs()).toEqual(['provision', 'reassign p-2']);
  expect(progress.of('B-01').person).toBe('p-2');
  done('calibrate');
  done('retire');
  expect(jobs()).toEqual(['retire']);
  expect(progress.of('B-01')).toMatchObject({ retired: true, device: 'b-1' });
  done('provision');
  expect(jobs()).toEqual(['provision']);
  expect(progress.of('B-01').retired).toBe(false);
  progress.close();
});

test('one command at a time works on a list', () => {
  const release = lockFleet(join(folder, 'bands'));
  expect(() => lockFleet(join(folder, 'bands'))).toThrow(/Another limber fleet works on bands/);
  release();
  lockFleet(join(folder, 'bands'))();
});
