import type { SealedPlace } from './seals.ts';

/** Where each sealed value stands: with all of its row that says how it is to be read. */

export const sessionPlace = (column: 'start' | 'progress' | 'document', id: string): SealedPlace => [
  'session',
  column,
  id,
];

export const repPlace = (sessionId: string, index: number): SealedPlace => ['rep', 'record', `${sessionId} ${index}`];

export const chunkPlace = (row: {
  readonly id: number;
  readonly sessionId: string;
  readonly sensor: string;
  readonly configurationId: number;
}): SealedPlace => ['chunk', 'data', `${row.id} ${row.sessionId} ${row.sensor} ${row.configurationId}`];

export const curvePlace = (id: number, sessionId: string): SealedPlace => ['angle_chunk', 'data', `${id} ${sessionId}`];

export const movementPlace = (seq: number): SealedPlace => ['movement_prescription', 'document', seq];

export const executionPlace = (seq: number): SealedPlace => ['enrolled_execution', 'document', seq];

export const namePlace = (kind: string, id: string): SealedPlace => ['enrolment', 'name', `${kind} ${id}`];

export const calibrationPlace = (seq: number): SealedPlace => ['calibration', 'document', seq];

export const pendingPlace = (device: string): SealedPlace => ['pending', 'value', device];
