import { X509Certificate } from 'node:crypto';
import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LimberError } from '../../protocol/limber-error.ts';
import { GATEWAY_FILE } from '../keys/authority-folder.ts';
import type { Certified } from '../keys/certificate.ts';
import {
  type CertificateFacts,
  certificateFacts,
  expiryWords,
  readCertificates,
  readCertified,
} from '../keys/certificate-file.ts';
import { say } from './console.ts';

/** Where the certificate of the pages lies, and its private key. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;
/** Certificate and key may come one after the other. */
const SETTLED_MS = 500;

/** @param path a file, or the folder that `limber keys gateway` made */
export function certificateFiles(path: string, key: string | undefined): CertificateFiles {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const certificate = isFolder ? join(path, GATEWAY_FILE) : path;
  return { certificate, key: key ?? certificate };
}

/** @throws LimberError as readCertified, and keys/wrong-kind for one that is not of a server */
export function readServerCertificate({ certificate, key }: CertificateFiles): Certified {
  const certified = readCertified(certificate, key);
  if (factsOf(certified).kind === 'server') return certified;
  throw new LimberError('keys/wrong-kind', `The certificate in ${certificate} is not one of a server.`);
}

/** Hands on each new certificate that comes to lie there, and says, once a day, when the one at hand ends soon. The answer ends it. */
export function attendCertificate(
  files: CertificateFiles,
  first: Certified,
  onNew: (certified: Certified) => void,
): () => void {
  let latest = first;
  const look = (): void => {
    const words = expiryWords(factsOf(latest), files.certificate, Date.now());
    if (words) say(words);
  };
  look();
  const daily = setInterval(look, DAY_MS).unref();
  const unwatch = watchFiles(files, () => {
    const found = readOrSay(files);
    if (!found || found.certificate === latest.certificate) return;
    latest = found;
    onNew(found);
    say(`The pages show the new certificate of ${files.certificate}`);
    look();
  });
  return () => {
    clearInterval(daily);
    unwatch();
  };
}

/** Of what is looked at once, when a gateway starts. */
export function sayWhatEndsSoon(paths: readonly (string | undefined)[]): void {
  for (const path of paths)
    for (const x509 of path === undefined ? [] : readCertificates(path)) {
      const words = expiryWords(certificateFacts(x509), path!, Date.now());
      if (words) say(words);
    }
}

function readOrSay(files: CertificateFiles): Certified | undefined {
  try {
    return readServerCertificate(files);
  } catch (error) {
    if (!(error instanceof LimberError)) throw error;
    say(`The pages keep their certificate. ${error.message}`);
    return undefined;
  }
}

function watchFiles({ certificate, key }: CertificateFiles, onChange: () => void): () => void {
  let settling: NodeJS.Timeout | undefined;
  const watchers = [...new Set([certificate, key])].map((path) =>
    watched(path, () => {
      clearTimeout(settling);
      settling = setTimeout(onChange, SETTLED_MS);
    }),
  );
  return () => {
    clearTimeout(settling);
    for (const watcher of watchers) watcher?.close();
  };
}

/** The folder is watched: what is replaced in one go is another file. Not every disk tells; then the next start takes it up. */
function watched(path: string, listener: () => void): FSWatcher | undefined {
  try {
    return watch(dirname(path), { persistent: false }, (_event, name) => {
      if (name === null || name === basename(path)) listener();
    }).on('error', () => {});
  } catch {
    return undefined;
  }
}

const factsOf = ({ certificate }: Certified): CertificateFacts => certificateFacts(new X509Certificate(certificate));
