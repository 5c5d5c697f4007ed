import { expect, test } from 'vitest';
import type { SessionDocument } from '../../host/records/session-document.ts';
import { completionRows } from '../../host/screen/completion-words.ts';

const rowsOf = (completion?: SessionDocument['completion']) =>
  completionRows({ stored: { samples: 5000 }, ...(completion ? { completion } : {}) } as SessionDocument);

test('a recording that came whole says how many samples it has', () => {
  expect(rowsOf()).toEqual([['Samples stored', '5000']]);
});

test('what was completed, what is still out and what is lost is told, with when and why', () => {
  const rows = rowsOf({
    late_samples: 1200,
    awaited_frames: 7,
    lost: [
      { sensor: 'thigh', why: 'log-full', samples: 90, start_s: 12.34, end_s: 15 },
      { sensor: 'shank', why: 'restart', samples: null, start_s: 20, end_s: 20 },
    ],
  });
  expect(rows.map(([, value]) => value)).toEqual([
    '5000',
    '1200',
    '7',
    "90 samples, 12.3 to 15.0 s: the band's flash was full",
    'nobody knows how many samples, at 20.0 s: the band started anew',
  ]);
});
