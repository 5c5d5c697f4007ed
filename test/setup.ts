/** Before the first test: prints the seed of everything random. */
export function setup(): void {
  console.log(`seed ${process.env.LIMBER_SEED ?? 20261122} (LIMBER_SEED repeats a run)`);
}
