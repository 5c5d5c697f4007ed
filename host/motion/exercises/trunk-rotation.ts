import type { Exercise } from './exercise.ts';

/** Sitting, arms crossed; turn the chest. AAOS: rotation of the trunk to 45 degrees. */
export const trunkRotation: Exercise = {
  id: 'trunk-rotation',
  name: 'Trunk rotation',
  region: 'lumbar spine',
  angle: 'turn',
  sensors: ['sternum'],
  targetDeg: { low: 25, high: 45 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'trunk', out: 'Turn', hold: 'Hold', back: 'Turn back' },
  anatomical: { name: 'rotation of the trunk', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Sit upright, arms crossed over the chest.',
    'Turn chest and shoulders to one side.',
    'Hold, then turn back slowly.',
  ],
  cues: ['The hips stay on the seat.', 'Grow tall while you turn.'],
  equipment: ['chair'],
  easier: [{ words: 'Less far', change: { targetDeg: { low: 15, high: 25 } } }],
  harder: [{ words: 'Hold for three seconds', change: { tempo: { outS: 2, holdS: 3, backS: 3 } } }],
  body: {
    posture: 'sitting',
    starts: {
      own: { shoulderFlexion: 38, elbowFlexion: 50, shoulderRotation: -62, shoulderAbduction: 8 },
      other: { shoulderFlexion: 34, elbowFlexion: 50, shoulderRotation: -62, shoulderAbduction: 8 },
    },
    moves: { trunk: { lumbarTurn: 1 } },
    view: { azimuthDeg: 72, tiltDeg: 32 },
    arc: { pivot: ['thorax', [0, 0, 0.3]], tip: ['thorax', [0.33, 0, 0.3]] },
  },
};
