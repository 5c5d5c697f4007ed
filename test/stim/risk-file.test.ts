import { describe, expect, test } from 'vitest';
import { readHazards, riskFileErrors } from '../../scripts/risk/hazards.ts';
import { stimulationTests } from '../../scripts/risk/stimulation-tests.ts';

const hazards = readHazards();
const tests = stimulationTests();

describe('the risk file', () => {
  test('every hazard has its tests, every test of the core names a hazard, every fault and invariant has an answer', () => {
    expect(riskFileErrors(hazards, tests)).toEqual([]);
  });

  test('a control without a test, a test that is gone, a test that names nothing and a number used twice are found', () => {
    const [first, ...rest] = hazards;
    const [control] = first!.controls;
    const bare = { ...first!, controls: [{ ...control!, tests: [] }] };
    expect(riskFileErrors([bare, ...rest], tests)).toContain(`${first!.id} ${control!.requirement} has no test`);
    expect(riskFileErrors(hazards, tests.slice(1))).toContain(`${tests[0]} is named and does not exist`);
    expect(riskFileErrors(hazards, [...tests, 'test/stim/new.test.ts'])).toContain(
      'test/stim/new.test.ts names no hazard',
    );
    expect(riskFileErrors([...hazards, hazards[0]!], tests)).toContain(`${first!.id} is used twice`);
  });

  test('a fault that nobody answers for is found', () => {
    const without = hazards.map((hazard) => ({
      ...hazard,
      controls: hazard.controls.map((control) => ({
        ...control,
        covers: control.covers.filter((one) => one !== 'F20'),
      })),
    }));
    expect(riskFileErrors(without, tests)).toContain("F20 is nobody's answer");
  });

  test('a file of another form is refused', () => {
    expect(() => readHazards('hazards:\n  - id: H-1\n')).toThrow(/hazards.0.id: /);
  });
});
