import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { initialLive, type LiveInput, type LiveState, stepLive } from '../../host/relay/live-message.ts';
import { type LiveMessage, liveSchema } from '../../host/relay/live-schema.ts';
import type { DeviceView, FeedEvent, StimulationView } from '../../host/screen/feed.ts';
import { WALL_MS } from '../records/session-fixture.ts';
import { demoSession } from '../screen/demo-session.ts';
import { SEED } from '../seeded.ts';

const SESSION = { id: 's-1', site: 'home-1', person: 'p-7', simulated: true, fromMs: 0 };
const DEMO = demoSession('s-1', SEED);
type Of<Kind extends LiveMessage['kind']> = Extract<LiveMessage, { kind: Kind }>;

/** Steps, one after the other, and remembers what came out. */
class Stage {
  state: LiveState = initialLive(SESSION);
  readonly all: LiveMessage[] = [];

  take(atMs: number, input: { readonly event: FeedEvent } | { readonly isAllowed: boolean } | 'over'): LiveMessage[] {
    const times = { atMs, wallMs: WALL_MS + atMs };
    const whole: LiveInput =
      input === 'over'
        ? { ...times, kind: 'over' }
        : 'event' in input
          ? { ...times, kind: 'told', ...input }
          : { ...times, kind: 'allowed', ...input };
    const [next, messages] = stepLive(this.state, whole);
    this.state = next;
    this.all.push(...messages);
    return messages;
  }

  of = <Kind extends LiveMessage['kind']>(kind: Kind): Of<Kind>[] =>
    this.all.filter((message): message is Of<Kind> => message.kind === kind);
}

function playedDemo(isAllowed = true): Stage {
  const stage = new Stage();
  stage.take(0, { isAllowed });
  for (const { atS, event } of DEMO.events) stage.take(1000 * atS, { event });
  return stage;
}

const stimulation = (state: StimulationView['state'], currentUa: number, reason = ''): FeedEvent => ({
  kind: 'stimulation',
  stimulation: { state, currentUa, prescribedUa: 12_000, remainingS: 60, reason },
});
const picture = DEMO.events.find(({ event }) => event.kind === 'session')!.event;
const finished = DEMO.events.findLast(({ event }) => event.kind === 'session')!.event;

describe('what is told live', () => {
  it('is nothing until it is allowed', () => {
    expect(playedDemo(false).all).toEqual([]);
    expect(new Stage().take(0, 'over')).toEqual([]);
  });

  it('is, in a whole session, as published, counted without a gap, and under ids of its own', () => {
    const { all } = playedDemo();
    for (const message of all) expect(v.parse(liveSchema, message)).toEqual(message);
    expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, i) => i + 1));
    expect(new Set(all.map(({ message_id }) => message_id)).size).toBe(all.length);
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['angle', 'rep', 'verdict', 'state', 'end']));
    expect(all[0]).toMatchObject({
      schema: 'limber/live/1',
      simulated: true,
      site: 'home-1',
      person: 'p-7',
      session_id: 's-1',
    });
    expect(
      all.every(({ at, t_ms }) => Date.parse(at) === WALL_MS + t_ms || Math.abs(Date.parse(at) - WALL_MS - t_ms) <= 1),
    ).toBe(true);
  });

  it('is the angle at 10 points a second, two to a message, to a tenth of a degree', () => {
    const angles = playedDemo().of('angle');
    const points = angles.flatMap((message) => message.points);
    const seconds = (points.at(-1)!.t_ms - points[0]!.t_ms) / 1000;
    expect(points.length / seconds).toBeGreaterThan(9);
    expect(points.length / seconds).toBeLessThan(10.1);
    expect(angles.every((message) => message.points.length === 2)).toBe(true);
    for (const { angle_deg, t_ms } of points) {
      const nearest = DEMO.curve.angleDeg[DEMO.curve.tS.findIndex((tS) => Math.round(1000 * tS) === t_ms)]!;
      expect(Math.abs(angle_deg - nearest)).toBeLessThanOrEqual(0.0501);
      expect(angle_deg).toBe(Math.round(10 * angle_deg) / 10);
    }
    const rises = points.slice(1).map(({ t_ms }, i) => t_ms - points[i]!.t_ms);
    expect(Math.min(...rises)).toBeGreaterThan(0);
  });

  it('goes out with the frame that completes it: the newest point of a message is never older than a frame', () => {
    const stage = new Stage();
    stage.take(0, { isAllowed: true });
    for (const { atS, event } of DEMO.events) {
      const newest = event.kind === 'angle' ? 1000 * event.tS.at(-1)! : null;
      for (const message of stage.take(1000 * atS, { event }))
        if (message.kind === 'angle') expect(newest! - message.points.at(-1)!.t_ms).toBeLessThan(100);
    }
  });

  it('marks what was drawn over a gap', () => {
    const stage = new Stage();
    stage.take(0, { isAllowed: true });
    const [message] = stage.take(300, {
      event: { kind: 'angle', tS: [0, 0.1, 0.15], angleDeg: [5.04, 6.06, 7], filled: [1] },
    });
    expect(message).toMatchObject({
      points: [
        { t_ms: 0, angle_deg: 5 },
        { t_ms: 100, angle_deg: 6.1, interpolated: true },
      ],
    });
  });

  it('is each repetition with the verdict that the person is told, in their order', () => {
    const stage = playedDemo();
    expect(stage.of('rep').map(({ rep }) => rep.index)).toEqual(DEMO.reps.map(({ index }) => index));
    const cues = DEMO.events.flatMap(({ event }) => (event.kind === 'cue' ? [event] : []));
    expect(stage.of('verdict').map(({ code, text }) => [code, text])).toEqual(
      cues.map(({ cue, text }) => [cue.code, text]),
    );
    const spoken = stage.all.filter(({ kind }) => kind === 'rep' || kind === 'verdict');
    spoken.forEach((message, i) => {
      if (message.kind === 'verdict') expect(message.rep_index).toBe((spoken[i - 1] as Of<'rep'>).rep.index);
    });
  });

  it('says what stands whenever a second has passed since it was last said, also where nothing of it changes', () => {
    const stage = new Stage();
    stage.take(0, { isAllowed: true });
    for (const { atS, event } of DEMO.events) {
      stage.take(1000 * atS, { event });
      const last = stage.of('state').at(-1);
      if (last && !stage.state.isOver) expect(1000 * atS - last.t_ms).toBeLessThan(1001);
    }
    expect(stage.of('state').length).toBeGreaterThan(DEMO.stimulationS / 2);
  });

  it('says of bands what is wrong with them', () => {
    const stage = new Stage();
    stage.take(0, { isAllowed: true });
    stage.take(0, { event: picture });
    const device = { kind: 'motion', placement: 'shank', state: 'up' } as DeviceView;
    const troubleAfter = (change: Partial<DeviceView>): unknown => {
      const [message] = stage.take(10, { event: { kind: 'devices', devices: [{ ...device, ...change }] } });
      return (message as Of<'state'>).state.bands[0]!.trouble;
    };
    expect(troubleAfter({})).toBeNull();
    expect(troubleAfter({ trouble: { kind: 'stuck', forMs: 1000 } })).toBe('stuck');
    expect(troubleAfter({ state: 'down' })).toBe('away');
    expect(troubleAfter({ refused: 'not enrolled' })).toBe('refused');
  });
});

describe('the current, as it is told live', () => {
  const allowed = (): Stage => {
    const stage = new Stage();
    stage.take(0, { isAllowed: true });
    stage.take(0, { event: picture });
    return stage;
  };

  it('is told in the step that changes it, before anything else, with the reason why it ended', () => {
    const stage = allowed();
    stage.take(10, { event: stimulation('ACTIVE', 12_000) });
    stage.take(11, { event: { kind: 'angle', tS: [0.01], angleDeg: [5] } });
    const [first, ...rest] = stage.take(12, { event: stimulation('LOCKOUT', 0, 'STOP was pressed.') });
    expect(rest).toEqual([]);
    expect((first as Of<'state'>).state.stimulation).toEqual({
      state: 'off',
      current_ua: 0,
      reason: 'STOP was pressed.',
    });
  });

  it('is never told as off where the band is not heard, and then has no figure', () => {
    const stage = allowed();
    const [message] = stage.take(10, { event: stimulation('UNKNOWN', 12_000, 'The band is silent.') });
    expect((message as Of<'state'>).state.stimulation).toEqual({
      state: 'unknown',
      current_ua: null,
      reason: 'The band is silent.',
    });
  });

  it('is at every moment what the band said last, in whatever order things are told', () => {
    const states = [
      'IDLE',
      'ARMED',
      'RAMPING_UP',
      'ACTIVE',
      'PAUSED',
      'RAMPING_DOWN',
      'LOCKOUT',
      'FAULT',
      'UNKNOWN',
    ] as const;
    const one = fc.oneof(
      fc
        .record({ state: fc.constantFrom(...states), currentUa: fc.constantFrom(0, 1000, 12_000) })
        .map(({ state, currentUa }) => stimulation(state, currentUa)),
      fc.constantFrom<FeedEvent>(
        picture,
        { kind: 'devices', devices: [] },
        { kind: 'angle', tS: [0, 0.2, 0.4], angleDeg: [1, 2, 3] },
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(one, fc.boolean()), { maxLength: 40 }), (told) => {
        const stage = allowed();
        let last: FeedEvent | undefined;
        told.forEach((event, i) => {
          stage.take(10 * i, typeof event === 'boolean' ? { isAllowed: event } : { event });
          if (typeof event !== 'boolean' && event.kind === 'stimulation') last = event;
          if (!stage.state.isAllowed || last?.kind !== 'stimulation') return;
          const { state, current_ua } = stage.of('state').at(-1)!.state.stimulation!;
          expect(state === 'off').toBe(['IDLE', 'LOCKOUT'].includes(last.stimulation.state));
          expect(current_ua).toBe(last.stimulation.state === 'UNKNOWN' ? null : last.stimulation.currentUa);
        });
      }),
      { seed: SEED },
    );
  });

  it('is unknown at the end of a session that ended while it flowed, and known where it had stopped', () => {
    for (const [state, said] of [
      ['RAMPING_DOWN', 'unknown'],
      ['UNKNOWN', 'unknown'],
      ['LOCKOUT', 'off'],
    ] as const) {
      const stage = allowed();
      stage.take(10, { event: stimulation(state, 0) });
      const end = stage.take(20, { event: finished }).at(-1) as Of<'end'>;
      expect([end.kind, end.reason, end.stimulation!.state]).toEqual(['end', 'session-over', said]);
    }
  });
});

describe('a live stream ends', () => {
  it('with the session, and then says nothing more', () => {
    const stage = playedDemo();
    expect(stage.all.at(-1)).toMatchObject({ kind: 'end', reason: 'session-over' });
    expect([
      ...stage.take(1e6, { event: picture }),
      ...stage.take(1e6, 'over'),
      ...stage.take(1e6, { isAllowed: true }),
    ]).toEqual([]);
  });

  it('at the word of the person: one last message that says nothing of them, then none; allowed again it goes on counting', () => {
    const stage = new Stage();
    stage.take(0, { isAllowed: true });
    for (const { atS, event } of DEMO.events.slice(0, 300)) stage.take(1000 * atS, { event });
    const told = stage.all.length;
    expect(stage.take(20_000, { isAllowed: false })).toMatchObject([
      { kind: 'end', reason: 'consent-withdrawn', sequence: told + 1 },
    ]);
    for (const { atS, event } of DEMO.events.slice(300, 600)) expect(stage.take(1000 * atS, { event })).toEqual([]);
    const [again] = stage.take(40_000, { isAllowed: true });
    expect(again).toMatchObject({ kind: 'state', sequence: told + 2 });
  });
});
