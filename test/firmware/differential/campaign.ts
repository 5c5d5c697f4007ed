import { parseArgs } from 'node:util';
import { walkMotion } from './motion-walk.ts';
import { walkStim } from './stim-walk.ts';
import { plainBuild, releaseBuild } from './two-builds.ts';

/**
 * `npm run firmware:equal -- --walks 500 --steps 200 --seed n`: the shortened firmware and the plain one of the same source do the same, in
 * every notification, register, pin and file, or this exits 1 and says where they part.
 */

const { values } = parseArgs({
  options: {
    walks: { type: 'string', default: '200' },
    steps: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    role: { type: 'string', default: '' },
  },
});
const steps = Number(values.steps);
const first = Number(values.seed);

for (const [role, walk] of [
  ['stim', walkStim],
  ['motion', walkMotion],
] as const) {
  if (!role.startsWith(values.role)) continue;
  const release = await releaseBuild(role);
  const builds = [await plainBuild(role, release), release] as const;
  const beganMs = performance.now();
  const seen = new Set<string>();
  let differ = 0;
  for (let seed = first; seed < first + Number(values.walks); seed++) {
    try {
      for (const one of walk(builds, seed, steps).split(', ')) seen.add(one);
    } catch (error) {
      differ++;
      process.exitCode = 1;
      console.error((error as Error).message);
    }
  }
  const minutes = ((performance.now() - beganMs) / 60_000).toFixed(1);
  console.log(
    `${role}: ${values.walks} walks of up to ${steps} steps from seed ${first}, ${differ} differ, ${minutes} min`,
  );
  console.log(`seen: ${[...seen].join(', ')}`);
}
