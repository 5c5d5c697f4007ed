import { formatAngle, formatCurrent } from '../../protocol/units.ts';
import { RESET_CAUSES, signalWords } from './band-words.ts';
import type { DeviceView, FeedEvent, LogEntry } from './feed.ts';
import type { FeedMemory } from './feed-memory.ts';
import { gapWords } from './session-words.ts';
import { stimulationWords } from './stimulation-words.ts';

export interface LogLine {
  readonly level: LogEntry['level'];
  readonly text: string;
}

const info = (text: string): LogLine => ({ level: 'info', text });

/** What an engineer wants to read of an event, given what was known before it; most events say nothing new. */
export function logLines(before: FeedMemory, event: FeedEvent): LogLine[] {
  switch (event.kind) {
    case 'session':
      return sessionLines(before, event);
    case 'rep':
      return [info(`Rep ${event.rep.index}, set ${event.rep.set}: ${formatAngle(event.rep.rom_deg)} of movement`)];
    case 'stimulation':
      return stimulationLines(before, event);
    case 'devices':
      return event.devices.flatMap((device) => deviceLines(before, device));
    case 'press':
      return [info(`Button pressed on ${event.press.device} (${event.press.placement})`)];
    case 'relay':
      return relayLines(before, event);
    case 'sharing':
      return [info(event.sharing.live ? 'Shared live, as the person allowed' : 'Not shared live any more')];
    default:
      return [];
  }
}

function sessionLines(before: FeedMemory, event: Extract<FeedEvent, { kind: 'session' }>): LogLine[] {
  const previous = before.latest.session?.session;
  const { id, phase, set, sets } = event.session;
  if (previous?.id === id && previous.phase === phase) return [];
  const gap = previous?.id === id ? '' : gapWords(event.session);
  return [
    ...(gap === '' ? [] : [{ level: 'warning', text: `Session ${id} ${gap}` } as const]),
    info(`Session ${id}: ${phase}${phase === 'exercising' ? `, set ${set} of ${sets}` : ''}`),
  ];
}

function stimulationLines(before: FeedMemory, event: Extract<FeedEvent, { kind: 'stimulation' }>): LogLine[] {
  const { state, currentUa, reason } = event.stimulation;
  if (before.latest.stimulation?.stimulation.state === state) return [];
  const level = stimulationWords(state).tone === 'alarm' ? 'alarm' : 'info';
  return [{ level, text: `Stimulation ${state} at ${formatCurrent(currentUa)}${reason === '' ? '' : `: ${reason}`}` }];
}

function deviceLines(before: FeedMemory, device: DeviceView): LogLine[] {
  const previous = before.latest.devices?.devices.find((other) => other.name === device.name);
  const name = `${device.name} (${device.placement})`;
  const lines: LogLine[] = [];
  if (device.refused !== undefined && previous?.refused === undefined)
    lines.push({ level: 'alarm', text: `${name}: refused. ${device.refused}` });
  if (device.refused === undefined && previous?.refused !== undefined)
    lines.push(info(`${name}: has shown that it is the right one`));
  if (previous?.state !== device.state)
    lines.push({ level: previous?.state === 'up' ? 'warning' : 'info', text: `${name}: link ${device.state}` });
  if (device.restarts && previous?.restarts?.count !== device.restarts.count)
    lines.push({ level: 'warning', text: `${name}: started anew, ${RESET_CAUSES[device.restarts.latestCause]}` });
  if (previous?.trouble?.kind !== device.trouble?.kind)
    lines.push({ level: device.trouble ? 'warning' : 'info', text: `${name}: ${signalWords(device.trouble)}` });
  if (device.firmwareNote && previous?.firmwareNote !== device.firmwareNote)
    lines.push({ level: 'warning', text: `${name}: firmware ${device.firmware} is ${device.firmwareNote}` });
  return lines;
}

function relayLines(before: FeedMemory, event: Extract<FeedEvent, { kind: 'relay' }>): LogLine[] {
  const { connected, broker, pending, trouble } = event.relay;
  const last = before.latest.relay?.relay;
  const lines = trouble && trouble !== last?.trouble ? [{ level: 'warning', text: trouble } as const] : [];
  if (last?.connected === connected) return lines;
  if (connected) return [info(`Relay connected to ${broker}`), ...lines];
  if (lines.length > 0) return lines;
  return [{ level: 'warning', text: `Relay not connected to ${broker}; ${pending} waiting` }];
}
