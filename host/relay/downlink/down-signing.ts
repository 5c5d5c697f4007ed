import { type ClinicianKey, signMessage } from '../../keys/clinician-key.ts';
import { canonicalJson } from './canonical-json.ts';
import type { DownMessage } from './down-message.ts';

/**
 * What a prescription is signed as begins with "{", what a clinician does at a gateway with "[": with this before it, none is ever
 * taken for the other.
 */
const DOMAIN = 'limber/down/1\n';

type Distributed<Message> = Message extends DownMessage ? Omit<Message, 'signature'> : never;
export type UnsignedDown = Distributed<DownMessage>;

/** What is signed: the domain, a line feed, and the message without its signature as RFC 8785 spells it, in UTF-8. */
export function downBytes(message: UnsignedDown | DownMessage): Uint8Array {
  const { signature: _, ...unsigned } = message as DownMessage;
  return new TextEncoder().encode(`${DOMAIN}${canonicalJson(unsigned)}`);
}

export function signDown(message: UnsignedDown, clinician: ClinicianKey): DownMessage {
  const signature = Buffer.from(signMessage(downBytes(message), clinician)).toString('base64');
  return { ...message, signature } as DownMessage;
}

/** As it travels: nothing but this spelling is taken. */
export const downPayload = (message: DownMessage): string => canonicalJson(message);
