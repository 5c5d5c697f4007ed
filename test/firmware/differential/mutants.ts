import { parseArgs } from 'node:util';
import { seededRandom } from '../../../sim/random.ts';
import { miscompile } from './miscompilations.ts';
import { walkMotion } from './motion-walk.ts';
import { walkStim } from './stim-walk.ts';
import { plainBuild, releaseBuild } from './two-builds.ts';

/** `npm run mutants:firmware -- --count 60 --walks 12 --seed n --role motion`: which wrong passes the walks notice, and which they do not. */

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '40' },
    walks: { type: 'string', default: '12' },
    steps: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    role: { type: 'string', default: 'stim' },
  },
});

const role = values.role === 'motion' ? 'motion' : 'stim';
const walk = role === 'motion' ? walkMotion : walkStim;
const release = await releaseBuild(role);
const plain = await plainBuild(role, release);
const random = seededRandom(Number(values.seed));

/** The first walk that notices it; 0: none. */
function noticedBy(code: string): number {
  for (let seed = 1; seed <= Number(values.walks); seed++) {
    try {
      walk([plain, { ...release, code }], seed, Number(values.steps));
    } catch {
      return seed;
    }
  }
  return 0;
}

let noticed = 0;
let same = 0;
for (let i = 0; i < Number(values.count); i++) {
  const { kind, code } = miscompile(release.code, random);
  if (kind.startsWith('two names') && / (\S+) and \1$/.test(kind)) {
    same++;
    continue;
  }
  const seed = noticedBy(code);
  if (seed > 0) noticed++;
  else console.log(`not noticed: ${kind}`);
}
console.log(`seed ${values.seed}: ${noticed} of ${Number(values.count) - same} noticed`);
