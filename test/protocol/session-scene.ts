import { HARD_CEILINGS } from '../../protocol/limits.ts';
import type { SealedPrescription } from '../../protocol/message.ts';
import type {
  Acknowledgement,
  SessionCommand,
  SessionCommandKind,
  SessionConfig,
  SessionEvent,
  SessionState,
} from '../../protocol/session.ts';
import { acknowledgementOf, DEFAULT_SESSION_CONFIG, initialSession, stepSession } from '../../protocol/session.ts';

export const PRESCRIBED = {
  phaseUs: 200,
  rateMillihertz: 100_000,
  ceilingUa: 25_000,
  sessionMs: 600_000,
  padAreaMm2: 2_500,
  nowS: 100,
  expiresAtS: 1_000_000,
};

export const SEALED: SealedPrescription = {
  revision: 1,
  prescriptionHash: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]),
  issuedAtS: 50,
  expiresAtS: 1_000_000,
  deviceId: 'band-1',
  site: 'knee',
  padAreaMm2: 2_500,
  ceilingUa: 25_000,
  rateMillihertz: 100_000,
  phaseUs: 200,
  pattern: new Uint8Array(0),
  sessionMs: 600_000,
  dayMs: 1_200_000,
  sessionsPerDay: 3,
  totalMs: 6_000_000,
};

/** A band to tell a story with: pads on, battery full, commands sealed and numbered unless the story says otherwise. */
export class SessionScene {
  readonly state: SessionState;
  private counter = 0;

  /** Goes on with a state that is there already. */
  static of(state: SessionState): SessionScene {
    const scene = new SessionScene();
    Object.assign(scene.state, state);
    scene.counter = state.counter;
    return scene;
  }

  constructor(config: Partial<SessionConfig> = {}) {
    const own = { ...DEFAULT_SESSION_CONFIG, sealRequired: false, deviceId: 'band-1', contactAtBoot: true, ...config };
    this.state = initialSession(own, 1, HARD_CEILINGS);
  }

  event(event: SessionEvent): this {
    stepSession(this.state, event);
    return this;
  }

  send(kind: SessionCommandKind, fields: Partial<SessionCommand> = {}, authentic = true): Acknowledgement {
    const command = {
      kind,
      counter: ++this.counter,
      boot: this.state.boot,
      ...(kind === 'ARM' ? { ...PRESCRIBED, ...underSeal(this.state.prescription) } : {}),
      ...fields,
    };
    stepSession(this.state, { kind: 'COMMAND', command, authentic });
    return acknowledgementOf(this.state);
  }

  /** Time passes; with leases every 500 ms unless the host is gone. */
  run(ms: number, leases = true): this {
    for (let atMs = 0; atMs < ms; atMs += this.state.config.tickMs) {
      if (leases && atMs % 500 === 0) this.send('LEASE', { ttlMs: 2_000 });
      this.event({ kind: 'TICK' });
    }
    return this;
  }

  offer(sealed: Partial<SealedPrescription> = {}, fields: Partial<SessionCommand> = {}): Acknowledgement {
    return this.send('PRESCRIBE', { prescription: { ...SEALED, ...sealed }, ...fields });
  }

  /** In force, with the button. */
  prescribed(sealed: Partial<SealedPrescription> = {}): this {
    this.offer(sealed);
    return this.event({ kind: 'CONFIRM' });
  }

  arm(fields: Partial<SessionCommand> = {}): this {
    this.send('ARM', fields);
    return this.event({ kind: 'CONFIRM' });
  }

  start(currentUa = 20_000): this {
    this.send('LEASE', { ttlMs: 2_000 });
    this.send('START', { currentUa });
    return this;
  }

  /** At its level, after the ramp. */
  active(currentUa = 20_000, fields: Partial<SessionCommand> = {}): this {
    return this.arm(fields)
      .start(currentUa)
      .run(currentUa / 4 + 50);
  }
}

/** What a host arms under a prescription in force. */
function underSeal(sealed: SealedPrescription | null): Partial<SessionCommand> {
  if (sealed === null) return {};
  const { prescriptionHash, phaseUs, pattern, rateMillihertz, ceilingUa, sessionMs, dayMs, padAreaMm2, expiresAtS } =
    sealed;
  return { prescriptionHash, phaseUs, pattern, rateMillihertz, ceilingUa, sessionMs, dayMs, padAreaMm2, expiresAtS };
}
