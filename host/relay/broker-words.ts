/** MQTT 5, 2.4; or of a CONNACK of MQTT 3.1.1 (3.2.2.3), which are below 0x10. */
export type ReasonCode = number;

/** What a broker does, and who can do something about it. */
interface Trouble {
  readonly what: string;
  readonly todo?: string;
}

const VERSION = { what: 'it does not speak this version of MQTT', todo: 'allow MQTT 5 or 3.1.1 there' };
const NAME = { what: 'it does not take the name of this client', todo: 'let clients choose their ids there' };
const AWAY = { what: 'it is not available now', todo: 'ask who runs it' };
const LOGIN = { what: 'bad username or password', todo: 'check the credentials (--broker-credentials)' };
const DENIED = { what: 'not authorized', todo: 'check user name and password, certificate, and the access list there' };
const ELSEWHERE = { what: 'it has moved', todo: 'ask who runs it for the address' };

const REASONS: Readonly<Record<ReasonCode, Trouble>> = {
  0: { what: 'it ended the connection' },
  1: VERSION,
  2: NAME,
  3: AWAY,
  4: LOGIN,
  5: DENIED,
  128: { what: 'it gives no reason' },
  129: { what: 'it could not read what this gateway sent' },
  130: { what: 'it says that this gateway broke the protocol' },
  131: { what: 'it has a reason of its own', todo: 'look into its log' },
  132: VERSION,
  133: NAME,
  134: LOGIN,
  135: DENIED,
  136: AWAY,
  137: { what: 'it is busy' },
  138: { what: 'this gateway is banned', todo: 'ask who runs it' },
  139: { what: 'it is shutting down' },
  140: { what: 'it wants to be logged in to in another way', todo: 'check what it is set to' },
  141: { what: 'it heard nothing from this gateway for too long' },
  142: {
    what: 'another client took over under the same name',
    todo: 'is a copy of these records in use elsewhere, or the same certificate or account?',
  },
  143: { what: 'it does not take a filter of topics', todo: 'check its access list' },
  144: { what: 'it does not take the topic', todo: 'check its access list' },
  147: { what: 'it got more at once than it takes' },
  149: { what: 'the packet is larger than it takes', todo: 'raise its limit of packets' },
  150: { what: 'it gets messages faster than it takes them', todo: 'raise its limit of messages' },
  151: { what: 'its quota is used up', todo: 'raise the limit, or make room' },
  152: { what: 'its administrator closed the connection' },
  153: { what: 'it does not take the format of the message' },
  154: { what: 'it keeps no retained messages', todo: 'allow them: the status of a gateway is one' },
  155: { what: 'it does not take messages at QoS 1', todo: 'allow QoS 1 there' },
  156: ELSEWHERE,
  157: ELSEWHERE,
  159: { what: 'it was connected to too often' },
  160: { what: 'it ends connections after some time' },
};

const UNTRUSTED = {
  what: 'its certificate is signed by an authority that is not trusted here',
  todo: 'give the certificate of that authority with --broker-ca',
};
const NO_TLS = { what: 'it does not speak TLS on this port', todo: 'is it the port for mqtts:// or wss://?' };

/** By the codes of Node and OpenSSL; what the other side said of us in TLS, without the version that OpenSSL puts before it. */
const FAILURES: Readonly<Record<string, Trouble>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    what: 'its certificate is signed by nobody but itself',
    todo: 'give that certificate with --broker-ca',
  },
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  CERT_SIGNATURE_FAILURE: {
    what: 'its certificate is not signed by the authority it names',
    todo: 'does --broker-ca hold another one of the same name? else somebody is in between',
  },
  CERT_HAS_EXPIRED: {
    what: 'its certificate, or the one that signed it, has expired',
    todo: 'have it renewed; is the clock of this machine right?',
  },
  CERT_NOT_YET_VALID: { what: 'its certificate is not valid yet', todo: 'is the clock of this machine right?' },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    what: 'its certificate is for another name than the one in its address',
    todo: 'use the name that is in the certificate',
  },
  ALERT_CERTIFICATE_REQUIRED: {
    what: 'it asks for a certificate of this gateway',
    todo: 'give one with --broker-cert and --broker-key',
  },
  ALERT_HANDSHAKE_FAILURE: {
    what: 'it does not agree on how to encrypt',
    todo: 'does it ask for a certificate of this gateway (--broker-cert, --broker-key)?',
  },
  ALERT_UNKNOWN_CA: {
    what: 'it does not know who signed the certificate of this gateway',
    todo: 'have one signed by an authority that it trusts (--broker-cert)',
  },
  ALERT_CERTIFICATE_EXPIRED: {
    what: 'the certificate of this gateway has expired',
    todo: 'renew it (--broker-cert)',
  },
  ALERT_CERTIFICATE_REVOKED: {
    what: 'the certificate of this gateway was revoked',
    todo: 'have another one made (--broker-cert)',
  },
  ALERT_BAD_CERTIFICATE: {
    what: 'it does not take the certificate of this gateway',
    todo: 'have another one made (--broker-cert)',
  },
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  ECONNREFUSED: { what: 'nothing listens at that port', todo: 'start it, or correct the port' },
  ENOTFOUND: { what: 'nobody knows its name', todo: 'correct the address, or the name server of this machine' },
  EAI_AGAIN: { what: 'its name could not be looked up', todo: 'is this machine connected to the network?' },
  EHOSTUNREACH: { what: 'no way leads there', todo: 'is this machine connected to the right network?' },
  ENETUNREACH: { what: 'no way leads there', todo: 'is this machine connected to the network?' },
  ETIMEDOUT: { what: 'it does not answer', todo: 'check address, port and firewall' },
  ECONNRESET: { what: 'it hung up', todo: 'is it the right port, with TLS or without?' },
  EPIPE: { what: 'it hung up', todo: 'is it the right port, with TLS or without?' },
  'no-answer': {
    what: 'it accepts connections and does not answer',
    todo: 'is it an MQTT broker, and the right port?',
  },
  closed: { what: 'it closed the connection', todo: 'look into its log' },
};

export type TroubleCode = ReasonCode | string;

/** Everything that may be told of a broker's trouble without saying whose it is. */
export const TROUBLE_CODES: readonly string[] = [...Object.keys(REASONS), ...Object.keys(FAILURES)];

export const troubleOf = (code: TroubleCode): Trouble | undefined =>
  typeof code === 'number' ? REASONS[code] : FAILURES[code];

/** A sentence's part, with the code and the broker's own word: "not authorized: check its access list (0x87, "no such user")". */
export function troubleWords(code: TroubleCode, brokersOwn?: string | null): string {
  const { what, todo } = troubleOf(code) ?? { what: 'it gives a reason that nobody knows' };
  const own = typeof brokersOwn !== 'string' ? '' : `, "${printable(brokersOwn)}"`;
  const shown = typeof code === 'number' && code >= 0x80 ? `0x${code.toString(16)}` : code;
  return `${what} (${shown}${own})${todo === undefined ? '' : `: ${todo}`}`;
}

/** The package has no code for a CONNACK that never came. Node reports a refused connection to both addresses of localhost as one error around two. */
export function codeOf(error: Error & { readonly code?: unknown }): TroubleCode | undefined {
  if (error.message === 'connack timeout' || error.message === 'Keepalive timeout') return 'no-answer';
  if (typeof error.code === 'string') return error.code.replace(/^ERR_SSL_.*_(?=ALERT_)/, '');
  return typeof error.code === 'number' ? error.code : undefined;
}

export function failureWords(error: Error & { readonly code?: unknown }): string {
  const code = codeOf(error);
  if (code !== undefined) return troubleOf(code) ? troubleWords(code) : printable(error.message || String(code));
  return error.message.startsWith('Unexpected server response')
    ? `a web server is there, and no MQTT at this path (${printable(error.message)}): it is often /mqtt`
    : `what it sends is no MQTT (${printable(error.message)}): is it the right port?`;
}

/** What is sent again would be refused again: it is set aside, with the reason. All else is offered again later. */
export const isRefusedForGood = (code: ReasonCode): boolean => code === 144 || code === 149 || code === 153;

/** The other version of MQTT is to be tried. */
export const isWrongVersion = (code: TroubleCode | undefined): boolean => code === 1 || code === 132;

/** Another client has the same name: connecting at once would take it back, and so on for ever. */
export const isTakenOver = (code: TroubleCode | undefined): boolean => code === 142;

/** What a stranger sent, fit for a terminal. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e\u00a0-\u1fff\u3000-\ud7ff]/g, ' ').slice(0, 120);
}
