/** One pin of the board: driven by the firmware or by the world. A pin in reset is an input, pulled down. */
export interface SimulatedPin {
  readonly name: string;
  level: boolean;
  /** Told of each change with its virtual time. */
  onChange: (level: boolean, tMs: number) => void;
  /** Volts over 3.3 V for analogRead. */
  analog: () => number;
}

export function createPins(names: readonly string[]): Map<string, SimulatedPin> {
  return new Map(names.map((name) => [name, { name, level: false, onChange: () => {}, analog: () => 0 }]));
}

export function drive(pin: SimulatedPin, level: boolean, tMs: number): void {
  if (pin.level === level) return;
  pin.level = level;
  pin.onChange(level, tMs);
}

export function releaseAll(pins: ReadonlyMap<string, SimulatedPin>, tMs: number): void {
  for (const pin of pins.values()) drive(pin, false, tMs);
}
