import { createChargeIntegrator } from './charge-integrator.ts';
import { type FrontEndFaults, noFrontEndFaults } from './front-end-faults.ts';
import { createFrontEndGuard, type GuardInput } from './front-end-guard.ts';
import type { PulsePattern } from './front-end-pattern.ts';
import { HELD_LATCHES, UA_PER_COUNT } from './front-end-registers.ts';
import { createOutputHistory, type Output, type OutputHistory } from './output-history.ts';

/** The skin under the pads, as the output stage meets it. */
export interface SkinLoad {
  impedanceOhm(tMs: number): number;
  contact(tMs: number): boolean;
}

/** What is asked of the stage, and what keeps it from doing that. */
export interface StageSettings {
  pattern: PulsePattern;
  amplitudeCounts: number;
  running: boolean;
  /** The ENABLE line. */
  line: boolean;
  /** The button is down. */
  pressed: boolean;
  /** Flags that hold until the line falls. */
  latched: number;
  /** Those of them that hold until service clears them. */
  held: number;
}

/** Current, charge and guards: everything that goes on without any access to a register. */
export interface OutputStage {
  readonly settings: StageSettings;
  readonly faults: FrontEndFaults;
  readonly history: OutputHistory;
  /** The line is high, or taken for it, and nothing is latched or held. */
  isPermitted(): boolean;
  flowsUa(tMs: number): number;
  /** Charges of the last second. */
  charges(tMs: number): { readonly netNc: number; readonly absoluteNc: number };
  /** Output off, for good or until the line has fallen. */
  stop(flags: number): void;
  kick(tMs: number): void;
  forgetGuards(tMs: number): void;
  advanceTo(tMs: number): void;
  /** Settings have changed: another stretch of output begins. */
  note(tMs: number): void;
}

const STEP_MS = 5;
/** Guards act within a millisecond; they are watched that closely only where there is something to see. */
const FINE_STEP_MS = 0.5;
/** The converter gives no more volts than this: the current falls short on a high impedance. */
const COMPLIANCE_V = 120;
const DIRECT = { absoluteUs: 1e6, rateHz: 1 };

/** Pulses are reckoned as their average over time, not drawn one by one. */
export function createOutputStage(skin: SkinLoad, pattern: PulsePattern): OutputStage {
  const settings: StageSettings = {
    pattern,
    amplitudeCounts: 0,
    running: false,
    line: false,
    pressed: false,
    latched: 0,
    held: 0,
  };
  const faults = noFrontEndFaults();
  const history = createOutputHistory();
  const integrator = createChargeIntegrator();
  const guard = createFrontEndGuard();
  let atMs = 0;

  const isStopped = (): boolean => settings.pressed && !faults.stopLineBroken;
  const isPermitted = (): boolean =>
    (settings.line || faults.enableBroken) && (settings.latched | settings.held) === 0 && !isStopped();
  const askedUa = (): number => (settings.running && isPermitted() ? settings.amplitudeCounts * UA_PER_COUNT : 0);
  const drivenUa = (): number => askedUa() * faults.gain * settings.pattern.peakShare;
  /** Current that flows without being asked for. */
  const strayUa = (): number => (isPermitted() ? Math.max(faults.stuckOnUa, askedUa() === 0 ? faults.offsetUa : 0) : 0);
  const isDirect = (): boolean => strayUa() > drivenUa();
  const flowsUa = (tMs: number): number =>
    skin.contact(tMs) ? Math.min(Math.max(drivenUa(), strayUa()), (COMPLIANCE_V * 1e6) / skin.impedanceOhm(tMs)) : 0;
  const outputAt = (tMs: number): Output => {
    const { absoluteUs, peakShare, rateHz } = settings.pattern;
    return { currentUa: flowsUa(tMs), ...(isDirect() ? DIRECT : { absoluteUs: absoluteUs / peakShare, rateHz }) };
  };
  const stop = (flags: number): void => {
    settings.latched |= flags;
    settings.held |= flags & HELD_LATCHES;
    settings.running = false;
    settings.amplitudeCounts = 0;
  };
  const integrate = (tMs: number): void => {
    const { currentUa, absoluteUs, rateHz } = outputAt(atMs);
    if (currentUa === 0) return;
    const absoluteNc = (((tMs - atMs) / 1000) * rateHz * currentUa * absoluteUs) / 1000;
    const net = isDirect() ? 1 : (faults.imbalance * settings.pattern.phaseUs) / settings.pattern.absoluteUs;
    integrator.add(tMs, absoluteNc * net, absoluteNc);
  };
  const guardInput = (tMs: number): GuardInput => ({
    running: settings.running && isPermitted(),
    askedUa: askedUa(),
    flowsUa: flowsUa(tMs),
    readUa: flowsUa(tMs) * faults.readbackGain,
    constant: isDirect(),
    contact: skin.contact(tMs),
    impedanceOhm: skin.impedanceOhm(tMs),
    rateHz: settings.pattern.rateHz,
    temperatureC: faults.temperatureC,
    oneShotBroken: faults.oneShotBroken,
    comparatorBroken: faults.comparatorBroken,
  });
  const step = (toMs: number): void => {
    integrate(toMs);
    const flags = guard.watch(toMs, guardInput(toMs));
    if (flags) stop(flags);
    history.note(toMs, outputAt(toMs));
    atMs = toMs;
  };

  return {
    settings,
    faults,
    history,
    isPermitted,
    flowsUa,
    charges: (tMs) => ({ netNc: integrator.netNc(tMs), absoluteNc: integrator.absoluteNc(tMs) }),
    stop,
    kick: guard.kick,
    forgetGuards: guard.forget,
    advanceTo: (tMs) => {
      const stepMs = strayUa() > 0 || faults.gain > 1 ? FINE_STEP_MS : STEP_MS;
      while (isPermitted() && atMs + stepMs < tMs) step(atMs + stepMs);
      if (tMs > atMs) step(tMs);
    },
    note: (tMs) => history.note(tMs, outputAt(tMs)),
  };
}
