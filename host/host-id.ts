import { randomInt } from 'node:crypto';

/** Another one with each start of this process: a band that one host armed obeys no other. */
export const HOST_ID = randomInt(1, 2 ** 32);
