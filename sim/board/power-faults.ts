/** What supplies the board, and how warm it is. */
export interface PowerFaults {
  /** What the gauge says instead of the plan's; null leaves that. */
  batteryPercent: number | null;
  charging: boolean;
  /** Of the chip, as its own sensor says. */
  temperatureC: number;
}

/** @param setPin the charger's status pin follows `charging`. */
export function createPowerFaults(setPin: (level: boolean) => unknown): PowerFaults {
  let charging = false;
  return {
    batteryPercent: null,
    temperatureC: 30,
    get charging() {
      return charging;
    },
    set charging(level) {
      charging = level;
      setPin(level);
    },
  };
}
