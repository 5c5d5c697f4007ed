import { BlockList, isIP } from 'node:net';

/**
 * For whom an authority may vouch (RFC 5280, 4.2.1.10). One that phones are told to trust could otherwise pose as any site to them, in
 * the hands of whoever gets at its key.
 */
export const NAME_CONSTRAINTS_ID = '2.5.29.30';

/** Addresses of houses: they change, and no site of the world has one. */
const PRIVATE_NETWORKS: readonly (readonly [address: string, bits: number])[] = [
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
];
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;
const SEQUENCE = 0x30;
const PERMITTED = 0xa0;
const EXCLUDED = 0xa1;

/** DER of names that are permitted beside the addresses of houses, and nothing else. */
export function nameConstraints(hostNames: readonly string[]): Uint8Array {
  const dns = hostNames.filter((name) => !isIP(name));
  const addresses = hostNames
    .filter((name) => isIP(name) && !isPrivate(name))
    .map((name) => [name, bitsOf(name)] as const);
  const networks = [...PRIVATE_NETWORKS, ...addresses];
  const permitted = [...dns.map(dnsName), ...networks.map(([address, bits]) => network(address, bits))];
  return element(SEQUENCE, [
    element(PERMITTED, permitted.map(subtree)),
    // Where no name is permitted, each would be: what is not spoken of is free.
    ...(dns.length === 0 ? [element(EXCLUDED, [subtree(dnsName(''))])] : []),
  ]);
}

/** Those that an authority may not vouch for. @param authority DER of its certificate */
export function namesBeyond(authority: Uint8Array, hostNames: readonly string[]): string[] {
  const bytes = Buffer.from(authority);
  if (!bytes.includes(Buffer.from('0603551d1e', 'hex'))) return [];
  return hostNames.filter((name) => {
    if (isIP(name)) return !isPrivate(name) && !bytes.includes(network(name, bitsOf(name)));
    return !bytes.includes(dnsName(name));
  });
}

const bitsOf = (address: string): number => (isIP(address) === 4 ? 32 : 128);

function isPrivate(address: string): boolean {
  const list = new BlockList();
  for (const [net, bits] of PRIVATE_NETWORKS) list.addSubnet(net, bits, familyOf(net));
  return list.check(address, familyOf(address));
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 4 ? 'ipv4' : 'ipv6');

const subtree = (base: Buffer): Buffer => element(SEQUENCE, [base]);
const dnsName = (name: string): Buffer => element(DNS_NAME, [Buffer.from(name, 'ascii')]);

/** The address, then its mask. */
function network(address: string, bits: number): Buffer {
  const bytes = addressBytes(address);
  const mask = bytes.map((_, index) => 0xff & (0xff00 >> Math.min(8, Math.max(0, bits - 8 * index))));
  return element(IP_ADDRESS, [Uint8Array.from(bytes), Uint8Array.from(mask)]);
}

function addressBytes(address: string): number[] {
  if (isIP(address) === 4) return address.split('.').map(Number);
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [before, after] = [groups(head), groups(tail)];
  const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
  return all.flatMap((group) => [group >> 8, group & 0xff]);
}

function element(tag: number, parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
