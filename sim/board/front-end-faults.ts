/** What may be broken in the front-end; all of it may change while it runs. */
export interface FrontEndFaults {
  /** Delivered over asked-for current. */
  gain: number;
  /** A driver that conducts although nothing was asked for: direct current. */
  stuckOnUa: number;
  /** Direct current that flows while output is permitted and none is asked for. */
  offsetUa: number;
  /** Net charge of each pulse, as part of the charge of its largest phase. */
  imbalance: number;
  /** At the pads' connector. */
  temperatureC: number;
  /** What the read-back says over what flows. */
  readbackGain: number;
  /** The bus answers nothing any more. */
  busDead: boolean;
  /** Part of all accesses that go wrong: half get no answer, half one wrong bit. */
  busNoise: number;
  oneShotBroken: boolean;
  comparatorBroken: boolean;
  /** The ENABLE line is taken for high whatever it is. */
  enableBroken: boolean;
  /** The button's own line to the front-end does nothing: what stops then is the firmware. */
  stopLineBroken: boolean;
}

export function noFrontEndFaults(): FrontEndFaults {
  return {
    gain: 1,
    stuckOnUa: 0,
    offsetUa: 0,
    imbalance: 0,
    temperatureC: 32,
    readbackGain: 1,
    busDead: false,
    busNoise: 0,
    oneShotBroken: false,
    comparatorBroken: false,
    enableBroken: false,
    stopLineBroken: false,
  };
}
