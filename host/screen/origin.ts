import { isIPv6 } from 'node:net';

/**
 * Who may talk to the gateway. A page of another site must not read sessions or press buttons: neither by posting across
 * origins (its Origin is not ours) nor by pointing its own name at 127.0.0.1 (DNS rebinding: its Host is not ours).
 * Ports may differ from the one bound, so that a forwarded port works; a page always posts to the host it came from.
 */
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

export interface RequestOrigin {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** Sec-Fetch-Site, where the browser sends it. */
  readonly site: string | undefined;
}

/**
 * Undefined when the request may proceed, otherwise why not, in a sentence.
 * @param hostNames names and addresses beside loopback's
 */
export function foreignReason(
  request: RequestOrigin,
  hostNames: readonly string[],
  scheme: 'http' | 'https' = 'http',
): string | undefined {
  const allowed = [...LOOPBACK_NAMES, ...hostNames.map(inAddress)];
  if (request.host === undefined || !allowed.includes(hostName(request.host))) {
    return 'This gateway does not answer under that host name.';
  }
  const ours = request.origin === undefined || request.origin === `${scheme}://${request.host}`;
  if (!ours || request.site === 'cross-site') return 'Another web site may not use this gateway.';
  return undefined;
}

/** As it stands in an address: IPv6 in brackets. */
export const inAddress = (name: string): string => (isIPv6(name) ? `[${name}]` : name);

const hostName = (host: string): string => host.toLowerCase().replace(/:\d+$/, '');
