import { BAND_TARGETS } from './band-targets.ts';
import { HOST_TARGETS } from './host-targets.ts';
import { RADIO_TARGETS } from './radio-targets.ts';

/** Every decoder that faces the radio or a serial line, on either side of it. */
export const FUZZ_TARGETS = [...HOST_TARGETS, ...BAND_TARGETS, ...RADIO_TARGETS];
