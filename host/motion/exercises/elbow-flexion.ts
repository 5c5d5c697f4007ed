import type { Exercise } from './exercise.ts';

/** Arm hanging; bend the elbow, hold, lower. AAOS: flexion to 150 degrees. */
export const elbowFlexion: Exercise = {
  id: 'elbow-flexion',
  name: 'Elbow flexion',
  region: 'elbow',
  angle: 'hinge',
  sensors: ['upper-arm', 'forearm'],
  targetDeg: { low: 100, high: 145 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 0.6,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'elbow', out: 'Bend', hold: 'Hold', back: 'Straighten' },
  anatomical: { name: 'elbow flexion', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Stand or sit, the arm hanging, palm forwards.',
    'Bend the elbow and bring the hand to the shoulder.',
    'Hold, then straighten it slowly.',
  ],
  cues: ['The upper arm stays at the side.'],
  equipment: [],
  easier: [{ words: 'Less far', change: { targetDeg: { low: 70, high: 100 } } }],
  harder: [{ words: 'Straighten over four seconds', change: { tempo: { outS: 2, holdS: 1, backS: 4 } } }],
  body: {
    posture: 'standing',
    starts: { own: { elbowFlexion: -8, shoulderAbduction: -2, forearmSupination: 80 } },
    moves: { own: { elbowFlexion: 1 } },
    view: { azimuthDeg: 24, tiltDeg: 6 },
    frame: 'upper',
  },
};
