import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SessionDocument } from '../../host/records/session-document.ts';
import { documentOf, expectOneLine, type Finished, runLimber, scratchFolder } from './limber.ts';
import { schemaObjections } from './published-schema.ts';

const data = join(scratchFolder('run-once'), 'data');
let finished: Finished;
let document: SessionDocument;
beforeAll(async () => {
  finished = await runLimber(['run', '--once', '--json', '--speed', 'max', '--data', data]);
  document = documentOf(finished);
});

describe('limber run --once --json', () => {
  test('prints one document that the published schema describes', () => {
    expect(schemaObjections('session-1', document)).toEqual([]);
    const keys = ['session', 'simulated', 'reps', 'stimulation', 'frames', 'stored', 'published'];
    expect(Object.keys(document)).toEqual(expect.arrayContaining(keys));
    expect(document).toMatchObject({ simulated: true, session: { outcome: 'completed', exercise: 'knee-extension' } });
  });

  test('counts the 2 sets of 8 knee extensions, each with range and tempo', () => {
    expect(document.session.sets.map(({ reps }) => reps)).toEqual([8, 8]);
    expect(document.reps).toHaveLength(16);
    for (const { start_s, end_s, rom_deg, tempo_s } of document.reps) {
      expect(end_s).toBeGreaterThan(start_s);
      expect(rom_deg).toBeGreaterThan(60);
      expect(tempo_s.out).toBeGreaterThan(0);
      expect(tempo_s.back).toBeGreaterThan(0);
    }
  });

  test('delivers the 60 s at the prescribed level', () => {
    const { pulses, total_charge_uc, peak_current_ua, stop_reason, on_time_s } = document.stimulation;
    expect(stop_reason).toBe('SESSION_DONE');
    expect(Math.abs(on_time_s - 60)).toBeLessThan(1);
    // 100 pulses a second.
    expect(Math.abs(pulses - 6000)).toBeLessThan(100);
    expect(peak_current_ua).toBe(20_000);
    // Both phases of 200 us at 20 mA are 8 uC a pulse, less during the ramps.
    expect(total_charge_uc).toBeGreaterThan(0.9 * pulses * 8);
    expect(total_charge_uc).toBeLessThanOrEqual(pulses * 8);
  });

  test('accounts for every frame, every stored sample and every message', () => {
    const { frames, stored, published } = document;
    expect(frames.received).toBeGreaterThan(1000);
    expect(frames.lost / frames.received).toBeLessThan(0.01);
    expect(stored).toMatchObject({ sessions: 1 });
    expect(stored.samples).toBeGreaterThan(10_000);
    expect(published.pending).toBe(0);
    expect(published.messages).toBeGreaterThanOrEqual(document.reps.length + 1);
  });

  test('tells its progress on stderr', () => {
    expect(finished.stderr).toMatch(/16\/16 repetitions/);
    expect(finished.stderr).toMatch(/stimulation begins/);
  });
});

describe('limber export', () => {
  const exported = (...args: readonly string[]): Promise<Finished> => runLimber(['export', '--data', data, ...args]);

  test('csv is one line a repetition', async () => {
    const { code, stdout } = await exported('--format', 'csv');
    expect(code).toBe(0);
    const [header, ...rows] = stdout.trim().split('\n');
    expect(header).toMatch(/^session,.*simulated.*rom_deg/);
    expect(rows).toHaveLength(document.reps.length);
    for (const row of rows) expect(row).toMatch(new RegExp(`^${document.session.id},.*,true,`));
  });

  test('jsonl is one document a line', async () => {
    const { code, stdout } = await exported('--format', 'jsonl', '--session', document.session.id);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({ session: { id: document.session.id }, reps: document.reps });
  });

  test('samples go through replay again and give the same repetitions', async () => {
    const folder = scratchFolder('samples');
    const files = ['thigh', 'shank'].map((sensor) => ({ sensor, file: join(folder, `${sensor}.csv`) }));
    for (const { sensor, file } of files) {
      const wanted = ['--format', 'samples', '--session', document.session.id, '--sensor', sensor, '--out', file];
      expect(await exported(...wanted)).toMatchObject({ code: 0, stdout: '' });
      expect(readFileSync(file, 'utf8')).toMatch(/^t_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads,filled\n/);
    }
    const sensors = files.map(({ sensor, file }) => `${sensor}=${file}`).join(',');
    const again = documentOf(
      await runLimber([
        'replay',
        '--exercise',
        'knee-extension',
        '--sensors',
        sensors,
        '--json',
        '--data',
        join(folder, 'data'),
      ]),
    );
    expect(again.reps).toHaveLength(document.reps.length);
    again.reps.forEach(({ start_s, rom_deg }, index) => {
      const live = document.reps[index]!;
      expect(Math.abs(rom_deg - live.rom_deg)).toBeLessThan(1);
      // A replay's clock begins with the first sample, a session's a moment before.
      expect(Math.abs(start_s - again.reps[0]!.start_s - (live.start_s - document.reps[0]!.start_s))).toBeLessThan(0.1);
    });
  });

  test('what does not exist is one clear line', async () => {
    expectOneLine(await exported('--session', 'nobody'), 1, /No finished session has the id nobody/);
    expectOneLine(await exported('--format', 'samples'), 2, /--session and --sensor/);
    expectOneLine(
      await exported('--format', 'samples', '--session', document.session.id, '--sensor', 'nose'),
      2,
      /no band on nose; it has thigh and shank/,
    );
    expectOneLine(await runLimber(['export', '--data', join(data, 'nowhere')]), 1, /nowhere/);
    expectOneLine(await exported('--out', join(data, 'nowhere', 'reps.csv')), 1, /could not be written/);
  });
});
