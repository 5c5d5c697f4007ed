import { expect, test } from 'vitest';
import { crc32 } from '../../protocol/crc32.ts';
import { createFlash } from '../../sim/board/flash.ts';
import { answerTo, connect, connectedBand, framesOf } from './motion-bench.ts';

const BLOB = Uint8Array.from({ length: 96 }, (_, i) => (37 * i + 200) & 255);

const plan = () => ({ flash: createFlash(40_000) });

test('a configuration survives a reboot', async () => {
  const band = await connectedBand('xiao', plan());
  expect(answerTo(band, { kind: 'CONFIGURE', configurationId: 4 })).toBe('DONE');
  band.board.reboot('software');
  band.clock.advanceBy(1000);
  connect(band);
  expect(band.hellos.at(-1)!.configurationId).toBe(4);
  expect(framesOf(band).at(-1)!.configuration).toMatchObject({ accRangeG: 16, gyroRangeDps: 2000 });
});

test.each(['99', '5', 'x', ''])(
  'a configuration that reads %s is not one of this band: it measures as usual',
  async (text) => {
    const { flash } = plan();
    flash.put('limber.cfg', text);
    const band = await connectedBand('xiao', { flash });
    expect(band.hellos.at(-1)!.configurationId).toBe(1);
    expect(framesOf(band).at(-1)!.configuration.id).toBe(1);
  },
);

test('a calibration is kept as it came, told again, and known by its tag, over a reboot too', async () => {
  const band = await connectedBand('puck', plan());
  expect(band.hellos.at(-1)!.calibrationTag).toBe(0);
  expect(answerTo(band, { kind: 'CALIBRATE', payload: BLOB })).toBe('DONE');
  for (const restart of [false, true]) {
    if (restart) band.board.reboot('power');
    else band.board.disconnect();
    band.clock.advanceBy(1000);
    connect(band);
    expect(band.hellos.at(-1)!.calibrationTag).toBe(crc32(BLOB));
    expect(answerTo(band, { kind: 'TELL_CALIBRATION' })).toBe('DONE');
    expect(band.calibrations.at(-1)!.data).toEqual(BLOB);
  }
});

test('an empty calibration is none; one too long is refused and changes nothing', async () => {
  const band = await connectedBand('puck', plan());
  answerTo(band, { kind: 'CALIBRATE', payload: BLOB });
  expect(answerTo(band, { kind: 'CALIBRATE', payload: new Uint8Array(97) })).toBe('REFUSED MALFORMED');
  answerTo(band, { kind: 'TELL_CALIBRATION' });
  expect(band.calibrations.at(-1)!.data).toEqual(BLOB);
  expect(answerTo(band, { kind: 'CALIBRATE' })).toBe('DONE');
  answerTo(band, { kind: 'TELL_CALIBRATION' });
  expect(band.calibrations.at(-1)!.data).toHaveLength(0);
  answerTo(band, { kind: 'SAY_HELLO' });
  expect(band.hellos.at(-1)!.calibrationTag).toBe(0);
});

test('every start has its own number and its cause', async () => {
  const band = await connectedBand('puck', plan());
  const causes = ['power', 'watchdog', 'software', 'power', 'software', 'software'] as const;
  for (const cause of causes.slice(1)) {
    band.board.reboot(cause);
    band.clock.advanceBy(1000);
    connect(band);
  }
  expect(band.hellos.map((hello) => hello.boot)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(band.hellos.map((hello) => hello.resetCause)).toEqual([
    'POWER_ON',
    'WATCHDOG',
    'SOFTWARE',
    'POWER_ON',
    'SOFTWARE',
    'SOFTWARE',
  ]);
});

test('a cause that came before among others is not guessed', async () => {
  const band = await connectedBand('puck', plan());
  for (const cause of ['watchdog', 'software', 'watchdog'] as const) {
    band.board.reboot(cause);
    band.clock.advanceBy(1000);
  }
  connect(band);
  expect(band.hellos.at(-1)!.resetCause).toBe('RESET_UNKNOWN');
});

test.each(['limber.srv', 'limber.rec'])('a %s of another interface is not used', async (module) => {
  const { flash } = plan();
  flash.put(module, 'exports.serves=2;exports.take=exports.state=exports.read=()=>{throw new Error("used")}');
  const band = await connectedBand('puck', { flash });
  const kinds = module === 'limber.srv' ? (['UPDATE_BEGIN', 'WIPE'] as const) : (['READ_LOG', 'FORGET_LOG'] as const);
  for (const kind of kinds) expect(answerTo(band, { kind })).toBe('REFUSED NO_SERVICE_MODULE');
  expect(band.board.console).toEqual([]);
});
