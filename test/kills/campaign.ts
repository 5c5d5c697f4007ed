/**
 * `npm run kills -- --kills 20 --seed 3`: a gateway with bands in another process is killed at random moments of its sessions, with
 * stimulation. Exit 1 where anything is lost that another process had read, the chain is broken, or less is booked than went through the
 * skin.
 */
import { parseArgs } from 'node:util';
import { withTemporaryKeys } from '../../bench/temporary-folder.ts';
import { killAtRandom } from './killing.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    speed: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
  },
});

const seed = Number(values.seed);
console.log(`seed ${seed} (--seed ${seed} repeats the moments)`);
const { kills, whileFlowing, sessions, delivered, booked, flaws } = await withTemporaryKeys(() =>
  killAtRandom({
    seed,
    kills: Number(values.kills),
    speed: Number(values.speed),
    onKill: (done, words) => console.log(`kill ${done}: ${words}`),
  }),
);
console.log(`${kills} kills, ${whileFlowing} while current flowed, ${sessions} sessions`);
console.log(
  `delivered ${delivered.pulses} pulses, ${delivered.chargeNc} nC; booked ${booked.pulses}, ${booked.chargeNc} nC`,
);
for (const flaw of flaws) console.error(flaw);
console.log(flaws.length === 0 ? 'nothing was lost' : `${flaws.length} flaws`);
process.exitCode = flaws.length === 0 ? 0 : 1;
