import { describe, expect, it } from 'vitest';
import { foreignReason } from '../../host/screen/origin.ts';

const asked = (host: string | undefined, origin?: string, site?: string, names: string[] = []) =>
  foreignReason({ host, origin, site }, names);

describe('who may use the gateway', () => {
  it('is a page of its own, under each of its names and through a forwarded port', () => {
    expect(asked('127.0.0.1:8420', 'http://127.0.0.1:8420', 'same-origin')).toBeUndefined();
    expect(asked('localhost:9999', 'http://localhost:9999')).toBeUndefined();
    expect(asked('[::1]:8420', 'http://[::1]:8420')).toBeUndefined();
    expect(asked('limber.home:8420', 'http://limber.home:8420', 'same-origin', ['limber.home'])).toBeUndefined();
  });

  it('is a program that sends no Origin', () => {
    expect(asked('localhost:8420')).toBeUndefined();
  });

  it('is not a foreign page, an opaque origin, or one on another port of this machine', () => {
    expect(asked('127.0.0.1:8420', 'http://evil.example')).toMatch(/another web site/i);
    expect(asked('127.0.0.1:8420', 'null')).toMatch(/another web site/i);
    expect(asked('127.0.0.1:8420', 'http://127.0.0.1:3000')).toMatch(/another web site/i);
    expect(asked('127.0.0.1:8420', undefined, 'cross-site')).toMatch(/another web site/i);
  });

  it('is not a foreign name that points at this machine', () => {
    expect(asked('evil.example:8420', 'http://evil.example:8420')).toMatch(/host name/);
    expect(asked('127.0.0.1.evil.example:8420')).toMatch(/host name/);
    expect(asked(undefined)).toMatch(/host name/);
  });
});
