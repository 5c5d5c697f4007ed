import { HARD_CEILINGS } from '../../protocol/limits.ts';
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

/** A band to tell a story with: pads on, battery full, commands sealed and numbered unless the story says otherwise. */
export class SessionScene {
  readonly state: SessionState;
  private counter = 0;

  constructor(config: Partial<SessionConfig> = {}) {
    this.state = initialSession({ ...DEFAULT_SESSION_CONFIG, contactAtBoot: true, ...config }, 1, HARD_CEILINGS);
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
      ...(kind === 'ARM' ? PRESCRIBED : {}),
      ...fields,
    };
    stepSession(this.state, { kind: 'COMMAND', command, authentic });
    return acknowledgementOf(this.state);
  }

  /** Time passes; with leases every 500 ms unless the host is gone. */
  run(ms: number, leases = true): this {
    for (let atMs = 0; atMs < ms; atMs += this.state.config.tickMs) {
      if (leases && atMs % 500 === 0) this.send('LEASE', { ttlMs: 2_000 });
      stepSession(this.state, { kind: 'TICK' });
    }
    return this;
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
