/**
 * Which edition of the motion core this is: everything between a sensor's counts and a repetition's record. Raised by one
 * whenever the same counts give other repetitions, so that stored sessions can be told that a newer core would see more in
 * them (`limber reanalyse`). What each made of the same recordings is noted in test/motion/motion-core.test.ts.
 */
export const MOTION_CORE = 1;
