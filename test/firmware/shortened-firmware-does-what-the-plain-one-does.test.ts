import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { walkMotion } from './differential/motion-walk.ts';
import { walkStim } from './differential/stim-walk.ts';
import { plainBuild, releaseBuild } from './differential/two-builds.ts';

/** The long version: npm run firmware:equal. */
test.each([
  { role: 'stim', walk: walkStim, walks: 4, steps: 60 },
  { role: 'motion', walk: walkMotion, walks: 4, steps: 25 },
] as const)(
  'every notification, register, pin and file of $role, whatever happens to both',
  async ({ role, walk, walks, steps }) => {
    const release = await releaseBuild(role);
    const builds = [await plainBuild(role, release), release] as const;
    const seen = [];
    for (let i = 0; i < walks; i++) seen.push(walk(builds, SEED + i, steps));
    console.log(`seed ${SEED}, ${role}: ${seen.join('; ')}`);
    expect(seen).toHaveLength(walks);
  },
  120_000,
);
