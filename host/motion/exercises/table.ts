/** Every exercise there is: one file beside this one, and one line here. */
export { elbowFlexion } from './elbow-flexion.ts';
export { kneeExtension } from './knee-extension.ts';
export { shoulderAbduction } from './shoulder-abduction.ts';
export { shoulderFlexion } from './shoulder-flexion.ts';
