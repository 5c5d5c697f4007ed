// A board in the Espruino subset itself, so that a bundle runs the same on a real interpreter without radio and pins, and in
// a `vm`: time is set by the script, timers are fired by it, the IMU counts, notifications are kept as text.
var shim = {
  now: 1,
  timers: {},
  ids: 0,
  sent: [],
  keep: true,
  on: {},
  command: null,
  files: {},
  samples: 0,
  waiting: 0,
  imu: {},
};
var getTime = () => shim.now;
var getSerial = () => 'shim';
var setInterval = (callback, ms) => {
  shim.ids++;
  shim.timers[shim.ids] = { f: callback, ms: ms };
  return shim.ids;
};
var setTimeout = setInterval;
var clearInterval = (id) => {
  delete shim.timers[id];
};
var clearTimeout = clearInterval;
var setWatch = (callback) => {
  shim.button = callback;
  return 1;
};
var digitalWrite = () => {};
var analogRead = () => 0.4;
var shimPin = { write: () => {}, read: () => false };
var BTN1 = shimPin,
  D1 = shimPin,
  D2 = shimPin,
  D3 = shimPin,
  D4 = shimPin,
  D5 = shimPin;
var D14 = shimPin,
  D15 = shimPin,
  D16 = shimPin,
  D17 = shimPin,
  D32 = shimPin,
  LED1 = shimPin;
var process = { env: { BOARD: SHIM_BOARD, VERSION: 'shim' } };
var shimCrc = E.CRC32;
var E = {
  CRC32: shimCrc,
  hwRand: () => 12345,
  getBattery: () => 77,
  enableWatchdog: () => {},
  kickWatchdog: () => {},
  on: () => {},
};
var shimModules = {
  Storage: {
    read: (name) => shim.files[name],
    write: (name, data) => {
      shim.files[name] = data;
      return true;
    },
    erase: (name) => {
      delete shim.files[name];
    },
  },
  crypto: SHIM_CRYPTO,
};
var require = (name) => shimModules[name];
var NRF = {
  setServices: (services) => {
    for (var s in services)
      for (var c in services[s]) if (services[s][c].onWrite) shim.command = services[s][c].onWrite;
  },
  updateServices: (services) => {
    if (!shim.keep) return;
    for (var s in services)
      for (var c in services[s]) shim.sent.push(c.substr(7, 1) + ' ' + services[s][c].value.join(' '));
  },
  setAdvertising: () => {},
  setConnectionInterval: () => {},
  setSecurity: () => {},
  on: (event, f) => {
    shim.on[event] = f;
  },
};
var shimRead = (register, quantity) => {
  var bytes = new Uint8Array(quantity);
  if (register === 0x0f) bytes[0] = 0x6a;
  if (register === 0x3a) {
    bytes[0] = (shim.waiting * 6) & 255;
    bytes[1] = (shim.waiting * 6) >> 8;
  }
  if (register === 0x3e) {
    for (var i = 0; i < quantity; i++) bytes[i] = (shim.samples * 12 + i) & 255;
    shim.samples += quantity / 12;
    shim.waiting -= quantity / 12;
  }
  return bytes;
};
var Puck = { accelRd: shimRead, accelWr: () => {} };
var I2C1 = {
  setup: () => {},
  writeTo: () => {},
  readReg: (address, register, quantity) => shimRead(register, quantity),
};
var I2C2 = I2C1;
var shimFire = (ms) => {
  for (var id in shim.timers) if (shim.timers[id].ms === ms) return shim.timers[id].f();
};
