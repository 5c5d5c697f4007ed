/**
 * What the light of a band says, as two digits: which lamps (1 red, 2 green, 3 both: yellow), and how many flashes every two seconds. The
 * first that holds is shown; firmware/README.md has them for people (a test compares).
 */
export const IDENTIFYING = 39;
export const NO_SENSOR = 13;
export const BATTERY_LOW = 11;
export const LOG_FULL = 12;
export const STREAMING = 21;
export const CONNECTED = 22;
export const RECORDING = 32;
export const WAITING = 31;
