/** Register map of the front-end, as firmware/stimulator/README.md sets it out. Words are little endian. */
export const IDENTITY = 0x00;
export const REVISION = 0x01;
export const STATUS = 0x02;
export const CONTROL = 0x03;
/** 10 uA. */
export const AMPLITUDE = 0x04;
export const PHASE_US = 0x06;
/** 3 bytes. */
export const RATE_MHZ = 0x08;
export const TIMING_END = 0x0b;
export const READBACK = 0x0c;
export const IMPEDANCE = 0x0e;
/** Of the last second: net charge (nC, unsigned, 2 bytes), absolute charge (nC, 3 bytes). */
export const NET_CHARGE = 0x10;
export const ABSOLUTE_CHARGE = 0x12;
/** Of the pads' connector, half degrees C. */
export const TEMPERATURE = 0x15;
export const PULSES = 0x16;
export const SELF_TEST = 0x1a;
export const SEGMENTS = 0x1b;
/** Graver latches, kept over a fall of ENABLE and a loss of power; ones written clear them while ENABLE is low. */
export const HELD = 0x1c;
/** 4 bytes a segment: share of the amplitude (permille, signed), width (us). */
export const TABLE = 0x20;
export const SEGMENTS_MAX = 32;
export const SEGMENT_BYTES = 4;
export const REGISTERS = TABLE + SEGMENTS_MAX * SEGMENT_BYTES;

export const IDENTITY_VALUE = 0x4c;
export const REVISION_VALUE = 3;

/** STATUS */
export const SHORT = 1;
export const CONTACT = 2;
export const KICK_EXPIRED = 4;
export const LEAD_OFF = 8;
export const STUCK_PHASE = 16;
export const OVER_CURRENT = 32;
export const OVER_TEMPERATURE = 64;
export const BAD_SETTING = 128;

/** What the output stage did by itself: only service may trust it again. */
export const HELD_LATCHES = STUCK_PHASE | OVER_CURRENT;

/** CONTROL: the second is the ENABLE line as the front-end sees it. */
export const RUN = 1;
export const ENABLED = 2;

/** SELF_TEST */
export const TEST_DONE = 1;
export const TEST_ZERO = 2;
export const TEST_ONE_SHOT = 4;
export const TEST_COMPARATOR = 8;

export const UA_PER_COUNT = 10;
