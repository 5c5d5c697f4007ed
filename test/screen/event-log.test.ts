import { describe, expect, it } from 'vitest';
import { logLines } from '../../host/screen/event-log.ts';
import type { DeviceView, FeedEvent } from '../../host/screen/feed.ts';
import { EMPTY_MEMORY, remember } from '../../host/screen/feed-memory.ts';
import { BAND } from './demo-bands.ts';
import { demoSession, stimulationView } from './demo-session.ts';

function linesOf(events: readonly FeedEvent[]) {
  let memory = EMPTY_MEMORY;
  return events.flatMap((event) => {
    const lines = logLines(memory, event);
    memory = remember(memory, event);
    return lines;
  });
}

const band = BAND;

describe('the log of events', () => {
  it('tells each phase, each repetition and each state of a session once', () => {
    const texts = linesOf(demoSession('s-1', 1).events.map(({ event }) => event)).map(({ text }) => text);
    expect(texts.filter((text) => text.startsWith('Rep '))).toHaveLength(16);
    expect(texts.filter((text) => text.includes('Session s-1'))).toHaveLength(6);
    expect(texts.filter((text) => text.startsWith('Stimulation'))).toHaveLength(6);
  });

  it('tells when others begin to watch, and when they no longer can', () => {
    const texts = linesOf([true, false].map((live) => ({ kind: 'sharing', sharing: { live } }))).map(
      ({ text }) => text,
    );
    expect(texts).toEqual(['Shared live, as the person allowed', 'Not shared live any more']);
  });

  it('warns once of the time in which no gateway was there', () => {
    const told = demoSession('s-1', 1).events.find(({ event }) => event.kind === 'session')!.event;
    if (told.kind !== 'session') throw new Error('no session');
    const goesOn: FeedEvent = { ...told, session: { ...told.session, wentOn: { atS: 60, gapS: 20 } } };
    const lines = linesOf([goesOn, goesOn, { ...goesOn, session: { ...goesOn.session, phase: 'resting' } }]);
    expect(lines.filter(({ level }) => level === 'warning')).toEqual([
      { level: 'warning', text: expect.stringMatching(/^Session s-1 went on at 60\.0 s after 20\.0 s without/) },
    ]);
  });

  it('warns of a lost link, once', () => {
    const devices = (state: DeviceView['state']): FeedEvent => ({ kind: 'devices', devices: [{ ...band, state }] });
    expect(linesOf([devices('up'), devices('down'), devices('down')])).toEqual([
      { level: 'info', text: 'motion-1 (thigh): link up' },
      { level: 'warning', text: 'motion-1 (thigh): link down' },
    ]);
  });

  it('raises an alarm for a band that is refused, once, and says when it has shown that it is the right one', () => {
    const told = (refused?: string): FeedEvent => ({
      kind: 'devices',
      devices: [{ ...band, ...(refused === undefined ? {} : { refused }) }],
    });
    expect(linesOf([told(), told('No key.'), told('No key.'), told()]).slice(1)).toEqual([
      { level: 'alarm', text: 'motion-1 (thigh): refused. No key.' },
      { level: 'info', text: 'motion-1 (thigh): has shown that it is the right one' },
    ]);
  });

  it('names a restart with its cause, a sensor that measures nothing, other firmware, and a press, each once', () => {
    const told = (change: Partial<DeviceView>): FeedEvent => ({ kind: 'devices', devices: [{ ...band, ...change }] });
    const restarts = { count: 1, latestCause: 'WATCHDOG' } as const;
    const trouble = { kind: 'stuck', forMs: 1400 } as const;
    const firmwareNote = 'older than this gateway';
    const texts = linesOf([
      told({}),
      told({ restarts }),
      told({ restarts, trouble }),
      told({ restarts, trouble: { kind: 'stuck', forMs: 2400 } }),
      told({ restarts }),
      told({ restarts, firmwareNote }),
      told({ restarts, firmwareNote }),
      { kind: 'press', press: { device: 'motion-1', placement: 'thigh', presses: 1 } },
    ]).map(({ level, text }) => `${level}: ${text}`);
    expect(texts).toEqual([
      'info: motion-1 (thigh): link up',
      'warning: motion-1 (thigh): started anew, watchdog: its program hung',
      'warning: motion-1 (thigh): the same six values for 1 s',
      'info: motion-1 (thigh): measures',
      'warning: motion-1 (thigh): firmware 0.1.0 is older than this gateway',
      'info: Button pressed on motion-1 (thigh)',
    ]);
  });

  it('sounds the alarm for a fault and for a band nobody sees', () => {
    expect(linesOf([stimulationView('FAULT', 0, 0, 'pad')])).toEqual([
      { level: 'alarm', text: 'Stimulation FAULT at 0.0 mA: pad' },
    ]);
    expect(linesOf([stimulationView('UNKNOWN')])[0]?.level).toBe('alarm');
  });

  it('says when the broker comes and goes', () => {
    const relay = (connected: boolean): FeedEvent => ({
      kind: 'relay',
      relay: { connected, broker: 'mqtt://b', pending: 3 },
    });
    expect(linesOf([relay(true), relay(true), relay(false)]).map(({ text }) => text)).toEqual([
      'Relay connected to mqtt://b',
      'Relay not connected to mqtt://b; 3 waiting',
    ]);
  });
});
