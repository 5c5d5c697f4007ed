import { describe, expect, test } from 'vitest';
import {
  compareVersions,
  firmwareStanding,
  otherProtocol,
  refuseWrongRole,
  standingWords,
} from '../../host/connect/compatibility.ts';
import { PROTOCOL_VERSION } from '../../protocol/message.ts';
import { SAID } from '../host/pretended-band.ts';

const OWN = '0.4.0';
const standingOf = (said: Partial<typeof SAID>) => firmwareStanding({ ...SAID, firmwareVersion: OWN, ...said }, OWN);

describe('firmware of the same protocol', () => {
  test.each([
    ['0.4.0', 'same'],
    ['0.3.9', 'older'],
    ['0.10.0', 'newer'],
    ['1.0.0', 'newer'],
    ['0.4.0-rc1', 'same'],
    ['made by hand', 'same'],
  ])('%s is %s', (firmwareVersion, standing) => {
    expect(standingOf({ firmwareVersion })).toBe(standing);
  });

  test('versions are compared by number, not by letter', () => {
    expect(compareVersions('0.9.0', '0.10.0')).toBe(-1);
    expect(compareVersions('2.0.0', '1.99.99')).toBe(1);
  });

  test('is told in words, with what to do; the same one in none', () => {
    expect(standingWords('same', OWN)).toBe('');
    expect(standingWords(standingOf({ firmwareVersion: '0.1.0' }), OWN)).toMatch(/older than .*0\.4\.0.*limber update/);
    expect(standingWords(standingOf({ firmwareVersion: '0.5.0' }), OWN)).toMatch(/newer than .*update the gateway/);
  });

  test('a development build is named before anything else, a firmware on trial too', () => {
    expect(standingOf({ development: true, firmwareVersion: '9.0.0' })).toBe('development');
    expect(standingWords('development', OWN)).toMatch(/never stimulated with.*limber flash/);
    expect(standingWords(standingOf({ onTrial: true }), OWN)).toContain('goes back to the one before');
  });
});

describe('firmware of another protocol is refused with what to do', () => {
  test('a newer band: update the gateway', () => {
    const refusal = otherProtocol('air', { ...SAID, protocolVersion: PROTOCOL_VERSION + 1 });
    expect(refusal).toMatchObject({ code: 'link/incompatible-device' });
    expect(refusal.message).toMatch(/the band is newer\. Update this gateway/);
  });

  test('an older band: flash it', () => {
    const refusal = otherProtocol('air', { ...SAID, protocolVersion: PROTOCOL_VERSION - 1 });
    expect(refusal.message).toMatch(/the band is older\. Flash it/);
  });
});

describe('the wrong role for a place', () => {
  test('a stim band on a limb', () => {
    expect(() => refuseWrongRole('/dev/ttyACM0', { ...SAID, role: 'ROLE_STIM' }, 'thigh')).toThrowError(
      expect.objectContaining({
        code: 'link/wrong-role',
        message: expect.stringContaining('cannot be worn on the thigh'),
      }),
    );
  });

  test('a motion band without a limb', () => {
    expect(() => refuseWrongRole('/dev/ttyACM0', SAID, undefined)).toThrowError(/thigh=\/dev\/ttyACM0/);
  });

  test('a band of no role', () => {
    expect(() => refuseWrongRole('air', { ...SAID, role: 'ROLE_UNKNOWN' }, 'thigh')).toThrowError(/limber flash/);
  });

  test('each in its place is let in', () => {
    expect(() => refuseWrongRole('air', SAID, 'shank')).not.toThrow();
    expect(() => refuseWrongRole('air', { ...SAID, role: 'ROLE_STIM' }, undefined)).not.toThrow();
  });
});
