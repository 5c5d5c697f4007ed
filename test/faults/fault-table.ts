import { CLOCK_FAULTS } from './clock-faults.ts';
import { COMMAND_FAULTS } from './command-faults.ts';
import type { Fault } from './fault.ts';
import { LINK_FAULTS } from './link-faults.ts';
import { MEMORY_FAULTS } from './memory-faults.ts';
import { OUTPUT_FAULTS } from './output-faults.ts';
import { PAD_FAULTS } from './pad-faults.ts';
import { PERSON_FAULTS } from './person-faults.ts';
import { POWER_FAULTS } from './power-faults.ts';
import { PRESCRIPTION_FAULTS } from './prescription-faults.ts';
import { STEP_FAULTS } from './step-faults.ts';

const numberOf = (fault: Fault): number => Number(fault.id.slice(1));

/** All faults of the reference's section 7, in its order. */
export const FAULTS: readonly Fault[] = [
  ...LINK_FAULTS,
  ...COMMAND_FAULTS,
  ...OUTPUT_FAULTS,
  ...PAD_FAULTS,
  ...STEP_FAULTS,
  ...POWER_FAULTS,
  ...MEMORY_FAULTS,
  ...PRESCRIPTION_FAULTS,
  ...PERSON_FAULTS,
  ...CLOCK_FAULTS,
].sort((a, b) => numberOf(a) - numberOf(b));

export function faultNamed(id: string): Fault {
  const fault = FAULTS.find((one) => one.id === id);
  if (!fault) throw new Error(`there is no fault ${id}; there are ${FAULTS.map((one) => one.id).join(', ')}`);
  return fault;
}
