import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';

/** Names of the wire's enums with their numbers, by enum. @returns e.g. `SessionPhase` -> `ARMED` -> 1 */
export function wireEnums(): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const wire = new URL('../../protocol/wearable.proto', import.meta.url);
  const { root } = protobuf.parse(readFileSync(wire, 'utf8'));
  const space = root.lookup('limber.v1') as protobuf.Namespace;
  const enums = space.nestedArray.filter((one) => one instanceof protobuf.Enum);
  return new Map(enums.map(({ name, values }) => [name, new Map(Object.entries(values))]));
}
