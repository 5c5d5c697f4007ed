import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { withBrokerOptions } from '../../host/cli/broker-options.ts';
import { KIND_TRAITS, QUEUED_KINDS, type QueuedKind } from '../../host/relay/message-kind.ts';
import { ROOT } from '../source-files.ts';

const page = readFileSync(join(ROOT, 'docs/relay.md'), 'utf8');
const TOPICS: Readonly<Record<QueuedKind, string>> = {
  chunk: '<person>/session/<id>/chunk/<n>',
  rep: '<person>/session/<id>/rep',
  summary: '<person>/session/<id>/summary',
  ack: 'ack/<message>',
  event: '<person>/event/<id>',
};

/** "2 years" */
const daysOf = (text: string): number => {
  const [count, unit] = text.split(' ');
  return Number(count) * (unit!.startsWith('year') ? 365 : 1);
};

it('says of every kind of message how long it is kept and when it expires, as the code has it', () => {
  for (const kind of QUEUED_KINDS) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${TOPICS[kind]}\``))!;
    const cells = row.split('|').map((cell) => cell.trim());
    const { keptDays, expiresDays, contentType } = KIND_TRAITS[kind];
    expect([kind, daysOf(cells[5]!), daysOf(cells[6]!)]).toEqual([kind, keptDays, expiresDays]);
    expect(contentType).toContain(cells[3]!.toLowerCase());
  }
});

it('names every option of a broker, and none that there is not', () => {
  const options = withBrokerOptions(new Command(), '').options.map(({ long }) => long!);
  const named = new Set(page.match(/--broker[a-z-]*/g));
  expect([...named].sort()).toEqual([...options].sort());
});
