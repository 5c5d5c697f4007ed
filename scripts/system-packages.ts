import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * What the tests need of the system. As root on a Debian machine it is installed; anyone else is told exactly what to
 * install, and the tests do not run half.
 */
const NEEDED = [
  { debianPackage: 'chromium', path: '/usr/bin/chromium', why: 'the pages are tested in a real browser' },
  { debianPackage: 'mosquitto', path: '/usr/sbin/mosquitto', why: 'the relay is tested against a real broker' },
  { debianPackage: 'dbus-daemon', path: '/usr/bin/dbus-daemon', why: 'the BlueZ transport is tested on a real D-Bus' },
  { debianPackage: 'socat', path: '/usr/bin/socat', why: 'simulated devices are served on pseudo-terminals' },
];

const missing = NEEDED.filter(({ path }) => !existsSync(path));
if (missing.length > 0) {
  for (const { debianPackage, why } of missing) console.error(`missing: ${debianPackage} (${why})`);
  install(missing.map(({ debianPackage }) => debianPackage));
}

function install(packages: readonly string[]): void {
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!mayInstall) {
    console.error(`Install what is missing and run the tests again:\n  sudo ${command}`);
    process.exit(1);
  }
  for (const line of ['apt-get update -q', command]) {
    const { status } = spawnSync('sh', ['-c', line], {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (status !== 0) {
      console.error(`"${line}" failed; install ${packages.join(', ')} by hand and run the tests again.`);
      process.exit(1);
    }
  }
}
