/** Public entry of the simulator: bodies, skin, air and boards that don't exist. */

export { type AirPlan, HOME_AIR } from './air.ts';
export { createVirtualClock, type VirtualClock } from './board/virtual-clock.ts';
export { createHolder, type Holder, type HolderPlan } from './holder.ts';
export { type ControllerPlan, createController, type HciController } from './radio/hci-controller.ts';
export { peripheralOf, type RadioPeripheral } from './radio/peripheral.ts';
export type { RadioFaults } from './radio/radio-faults.ts';
export { type ServedController, serveController } from './radio/serve-h4.ts';
export { type ServedPort, servePort } from './serve-serial.ts';
export { type ServedDevice, type ServedWorld, type ServePlan, serveWorld } from './serve-world.ts';
export { createWorld, type SimulatedDevice, type SimulatedWorld, type WorldPlan } from './world.ts';
