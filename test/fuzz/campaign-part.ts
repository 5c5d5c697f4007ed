import { fuzz } from './fuzz.ts';
import { FUZZ_TARGETS } from './targets.ts';

/** In a process of its own, so that one that hangs can be ended. */
export interface CampaignPart {
  readonly name: string;
  readonly inputs: number;
  readonly seed: number;
}

const TELL_EVERY = 1_000;
/** Most inputs end in an error that a decoder catches: its stack is most of the cost. */
Error.stackTraceLimit = 3;

process.once('message', ({ name, ...plan }: CampaignPart) => {
  const target = FUZZ_TARGETS.find((one) => one.name === name)!;
  const onInput = (index: number): void => void (index % TELL_EVERY === 0 && process.send!(index));
  process.send!(fuzz(target, { ...plan, onInput }), () => process.disconnect());
});
