import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { isHostName } from '../keys/certificate.ts';
import { writeSecretFile } from '../keys/secret-file.ts';
import { newEntry } from '../screen/entry.ts';
import type { NetworkReach, Screen } from '../screen/server.ts';
import { readPath } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { say } from './console.ts';
import { qrLines } from './qr-code.ts';
import { attendCertificate, certificateFiles, readServerCertificate } from './shown-certificate.ts';

/** How the pages are reached from other machines. */
export interface NetworkOptions {
  readonly httpHost?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

export interface PagesNetwork {
  readonly reach: NetworkReach;
  /** Says how to get in, takes up new certificates, and says when one is due. The answer ends all of that. */
  attend(screen: Screen, dataDir: string): () => void;
}

/** What is served without being asked for. */
const THIS_MACHINE = ['localhost', '127.0.0.1'];
const LINK_FILE = 'pages-link.txt';

export const withNetworkOptions = (command: Command): Command =>
  command
    .option('--http-host <address>', 'address of the pages (default: this machine alone; all: 0.0.0.0)', readHost)
    .option('--tls-cert <path>', 'certificate of the pages, or the folder of limber keys gateway', readPath)
    .option('--tls-key <file>', 'its private key, where that is in a file of its own', readPath);

function readHost(text: string): string {
  const host = text.trim().toLowerCase();
  if (!isHostName(host)) throw new InvalidArgumentError('An address is like "192.168.0.7", "::" or "gateway.local".');
  return host;
}

/**
 * Undefined where the pages are for this machine alone.
 * @throws LimberError cli/bad-argument where others would read them in plain, and those of the certificate's files
 */
export function networkOf({ httpHost: host, tlsCert, tlsKey }: NetworkOptions): PagesNetwork | undefined {
  if (tlsCert === undefined) {
    if (tlsKey !== undefined) throw badArgument('--tls-key belongs to a certificate: add --tls-cert.');
    if (host === undefined || THIS_MACHINE.includes(host)) return undefined;
    throw badArgument(
      `Pages are encrypted wherever they are shown but on localhost. Make a certificate: limber keys gateway --out gateway-tls --host-name <name or address> ; then add --tls-cert gateway-tls to --http-host ${host}.`,
    );
  }
  if (host === undefined)
    throw badArgument('Say which address is to show this certificate: --http-host 0.0.0.0 for all.');
  const files = certificateFiles(tlsCert, tlsKey);
  const certified = readServerCertificate(files);
  const entry = newEntry(() => performance.now());
  return {
    reach: { host, certified, entry },
    attend(screen, dataDir) {
      const path = tellEntry(`${screen.url}${entry.link}`, dataDir);
      const unattend = attendCertificate(files, certified, screen.renew);
      return () => {
        unattend();
        if (path) rmSync(path, { force: true });
      };
    },
  };
}

/** Whoever has the link is in: it goes to the eyes of who sits here, or into a file of theirs, and never into a log. */
function tellEntry(link: string, dataDir: string): string | undefined {
  if (process.stderr.isTTY) {
    say(['On each phone or computer, once until this gateway ends:', ...qrLines(link), link].join('\n'));
    return undefined;
  }
  const path = join(dataDir, LINK_FILE);
  writeSecretFile(path, `${link}\n`, true);
  say(`The link that opens the pages on a phone or computer is in ${path}`);
  return path;
}
