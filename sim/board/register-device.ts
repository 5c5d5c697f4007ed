/**
 * A chip on an I2C bus. `tMs` is virtual time of the access, which may lie ahead of the clock by the work that the running
 * callback has already done; accesses come with rising times.
 */
export interface RegisterDevice {
  read(register: number, quantity: number, tMs: number): Uint8Array;
  write(register: number, values: readonly number[], tMs: number): void;
}
