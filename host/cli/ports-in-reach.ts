import { wallTimeline } from '../connect/wall-timeline.ts';
import { scan } from '../tools/scan.ts';
import type { BandChoice } from '../worn-bands.ts';
import { badArgument } from './bad-argument.ts';

const SILENT_S = 2;

/** Serial ports on which a band answers, where none was named. @throws LimberError cli/bad-argument where there is none */
export async function portsInReach(role?: 'ROLE_MOTION'): Promise<BandChoice[]> {
  const { bands } = await scan({
    ports: [],
    listed: true,
    hear: null,
    seconds: SILENT_S,
    timeline: wallTimeline(),
  });
  const found = bands.filter(({ hello }) => role === undefined || hello?.role === role);
  if (found.length > 0) return found.map(({ where }) => ({ address: where }));
  throw badArgument(
    'No band answers on a serial port: name them with --port <path>. limber doctor says what may be wrong.',
  );
}
