import { expect, test } from 'vitest';
import { courseWords } from '../../../host/stim/course/stim-words.ts';
import type { StimulationTelemetry } from '../../../protocol/session.ts';
import { CourseRig } from './course-rig.ts';

function active(ohm = 1000): CourseRig {
  const rig = new CourseRig();
  rig.measured = (telemetry) => ({ ...telemetry, impedanceOhm: ohm });
  rig.begin();
  return rig;
}

function held(measured: (telemetry: StimulationTelemetry) => StimulationTelemetry): CourseRig {
  const rig = active();
  rig.measured = measured;
  rig.run(300);
  rig.event({ kind: 'HOLD' });
  rig.run(300);
  expect(rig.view().state).toBe('PAUSED');
  return rig;
}

const peeled = (telemetry: StimulationTelemetry) => ({ ...telemetry, impedanceOhm: 1600 });
const fallenShort = (telemetry: StimulationTelemetry) => ({
  ...telemetry,
  impedanceOhm: 1000,
  currentUa: telemetry.currentUa / 2,
});
const nothing = (telemetry: StimulationTelemetry) => ({ ...telemetry, impedanceOhm: 1000 });

test('F16, F19: a hold of the band asks to check the pads, by what the band measured', () => {
  const words = (
    [
      [peeled, 'PEELING'],
      [fallenShort, 'NOT_REACHED'],
      [nothing, 'HELD'],
    ] as const
  ).map(([measured, prompt]) => {
    const rig = held(measured);
    expect(rig.view().prompt).toBe(prompt);
    return courseWords(rig.view());
  });
  expect(new Set(words).size).toBe(3);
  for (const told of words) expect(told).toMatch(/^Paused.*pad.*then go on\.$/);
});

test('F16: what was asked stays asked, whatever else is said, until it goes on; then from 0', () => {
  const rig = held(peeled);
  rig.wish({ kind: 'present' });
  rig.wish({ kind: 'lower' });
  rig.run(300);
  expect(rig.view().prompt).toBe('PEELING');
  rig.measured = nothing;
  rig.wish({ kind: 'resume' });
  expect(rig.view().prompt).toBe('');
  rig.run(200);
  expect(rig.band.state).toBe('RAMPING_UP');
  expect(rig.view()).toMatchObject({ prompt: '', reason: '' });
  const asked = rig.shown.map(({ view }) => view.prompt);
  expect(asked.filter((prompt, i) => prompt !== asked[i - 1])).toEqual(['', 'PEELING', '']);
});

test('F16: a go-on that the band does not take asks again', () => {
  const rig = held(peeled);
  rig.event({ kind: 'CONTACT', ok: false });
  rig.wish({ kind: 'resume' });
  rig.run(300);
  expect(rig.view()).toMatchObject({ state: 'PAUSED', prompt: 'PEELING', reason: 'NO_CONTACT' });
});

test('whoever paused is not told to check anything', () => {
  const rig = active();
  rig.measured = peeled;
  rig.wish({ kind: 'pause' });
  rig.run(300);
  expect(rig.view()).toMatchObject({ state: 'PAUSED', prompt: 'PAUSED' });
  expect(courseWords(rig.view())).not.toMatch(/pad/);
});

test('F38: a jolt in a session that is held for its pads asks for the person first', () => {
  const rig = held(peeled);
  rig.find('jolt');
  rig.run(300);
  expect(rig.view().prompt).toBe('JOLT');
});

test('a session that has ended asks for nothing', () => {
  const rig = held(peeled);
  rig.wish({ kind: 'stop' });
  rig.run(500);
  expect(rig.view().prompt).toBe('');
});
