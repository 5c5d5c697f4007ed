import type { LinkState } from '../../protocol/link.ts';
import type { Placement } from '../../protocol/placement.ts';
import type { Cancel, Timeline } from '../../protocol/timeline.ts';
import type { DeviceConnection, DeviceMessage } from '../connect/device-connection.ts';
import type { Correction } from '../intake/calibration.ts';
import { type IntakeInput, type IntakeOutput, type IntakeState, initialIntake, stepIntake } from '../intake/intake.ts';

/** What happens with a band that is watched. Times in ms since `originMs`. */
export type BandEvent =
  | { readonly kind: 'link'; readonly state: LinkState; readonly atMs: number }
  | { readonly kind: 'message'; readonly message: DeviceMessage; readonly atMs: number }
  | { readonly kind: 'intake'; readonly output: IntakeOutput; readonly atMs: number }
  /** Another start of the band than before: its clock and its numbers begin anew. */
  | { readonly kind: 'restart'; readonly atMs: number };

export interface LiveBandParts {
  readonly connection: DeviceConnection;
  readonly placement: Placement | undefined;
  readonly timeline: Timeline;
  /** The timeline's time at which t is 0; all bands share it. */
  readonly originMs: number;
  /** Frames of another configuration are left out: they are of the time before it was asked for. */
  readonly configurationId?: number;
  /** The band's calibration; absent: factory scale. */
  readonly correction?: Correction | undefined;
  readonly onEvent: (event: BandEvent) => void;
}

/** How often gaps are looked after while no frame comes. */
const INTAKE_TURN_MS = 50;
/** How often it is told how they come in. */
const HEALTH_TURN_MS = 250;
/** Somebody must sit somewhere: nothing is made of it here. */
const ANYWHERE: Placement = 'thigh';

/**
 * Follows a band: gaps are asked for again, its clock is learned, and a band that started anew is taken anew.
 * @returns ends that; the connection stays
 */
export function followBand(parts: LiveBandParts): Cancel {
  const { connection, placement = ANYWHERE, timeline, originMs, configurationId, correction, onEvent } = parts;
  let state: IntakeState = initialIntake(placement, correction);
  let boot = connection.hello()?.boot;
  const nowMs = (): number => timeline.nowMs() - originMs;
  const take = (input: IntakeInput): void => {
    const [next, output] = stepIntake(state, input);
    state = next;
    for (const request of output.resend) connection.send({ kind: 'RESEND', ...request }).catch(() => {});
    if (output.recorded.length > 0 || output.health) onEvent({ kind: 'intake', output, atMs: nowMs() });
  };
  const hear = (message: DeviceMessage): void => {
    if (message.kind === 'motion') {
      if (configurationId !== undefined && message.frame.configuration.id !== configurationId) return;
      take({ kind: 'frame', frame: message.frame, atMs: message.atMs - originMs });
      return;
    }
    if (message.kind === 'hello') {
      if (boot !== undefined && boot !== message.hello.boot) {
        state = initialIntake(placement, correction);
        onEvent({ kind: 'restart', atMs: nowMs() });
      }
      boot = message.hello.boot;
    }
    onEvent({ kind: 'message', message, atMs: message.atMs - originMs });
  };
  const heard = connection.messages$.subscribe(hear);
  const cancels = [
    connection.link.onState((linkState) => onEvent({ kind: 'link', state: linkState, atMs: nowMs() })),
    timeline.every(INTAKE_TURN_MS, () => take({ kind: 'time', atMs: nowMs() })),
    timeline.every(HEALTH_TURN_MS, () => take({ kind: 'health' })),
  ];
  return () => {
    for (const cancel of cancels) cancel();
    heard.unsubscribe();
  };
}
