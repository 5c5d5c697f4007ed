import { machineUs } from './frame-band.ts';
import { HOSTS, type HostName } from './hosts.ts';

/** What the bench tells its child, and what comes back. */
export type ToChild = { readonly kind: 'begin' } | { readonly kind: 'end' };
export type FromChild = { readonly kind: 'ready' } | ({ readonly kind: 'measured' } & Measured);

export interface Measured {
  readonly frames: number;
  /** From the frame leaving the band to the frame decoded; of hosts that decode. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuUs: number;
  readonly wallMs: number;
}

/** A host with nothing else to do: `node child.ts <host> <at> <address>...`. Ends with its parent. */
const [name, at, ...addresses] = process.argv.slice(2);
const delaysUs: number[] = [];
let frames = 0;
let began = { cpu: process.cpuUsage(), atMs: 0 };

const tell = (message: FromChild): void => void process.send!(message);
process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToChild) => {
  if (message.kind === 'begin') {
    frames = 0;
    delaysUs.length = 0;
    began = { cpu: process.cpuUsage(), atMs: performance.now() };
    return;
  }
  const { user, system } = process.cpuUsage(began.cpu);
  const wallMs = performance.now() - began.atMs;
  delaysUs.sort((a, b) => a - b);
  const atShare = (share: number): number => (delaysUs[Math.floor(share * (delaysUs.length - 1))] ?? Number.NaN) / 1000;
  tell({ kind: 'measured', frames, p50Ms: atShare(0.5), p99Ms: atShare(0.99), cpuUs: user + system, wallMs });
});

await HOSTS[name as HostName](at!, addresses, (ticksUs) => {
  frames++;
  if (ticksUs !== undefined) delaysUs.push((machineUs() - ticksUs) >>> 0);
});
tell({ kind: 'ready' });
