import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { siteOf } from '../../host/remembered-site.ts';
import { temporaryDirectory } from '../records/session-fixture.ts';

it('a gateway is at the site that was said last', () => {
  const dataDir = temporaryDirectory();
  expect([
    siteOf(dataDir),
    siteOf(dataDir, 'room-4'),
    siteOf(dataDir),
    siteOf(dataDir, 'room-5'),
    siteOf(dataDir),
  ]).toEqual(['home', 'room-4', 'room-4', 'room-5', 'room-5']);
  writeFileSync(join(dataDir, 'site.json'), '{"site": "limber/v1/#"}');
  expect(siteOf(dataDir)).toBe('home');
  expect(() => siteOf(join(dataDir, 'nowhere'), 'room-4')).toThrow(/site\.json cannot be written/);
});
