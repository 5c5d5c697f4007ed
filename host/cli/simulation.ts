/** The only file of the host that may load the simulator, and only when it is asked for. */
export async function loadSimulator(): Promise<typeof import('../../sim/index.ts')> {
  return import('../../sim/index.ts');
}
