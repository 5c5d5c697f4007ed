/** Long enough to be seen by day, short enough to cost little: 5 mA for 1 % of the time. */
const FLASH_MS = 20;
const APART_MS = 200;

/** @param light of light-table.ts */
export function show(light: number): void {
  const lamps = [LED2, LED1];
  let left = light % 10;
  function flash(): void {
    digitalWrite(lamps, light / 10);
    setTimeout(() => digitalWrite(lamps, 0), FLASH_MS);
    if (--left) setTimeout(flash, APART_MS);
  }
  flash();
}
