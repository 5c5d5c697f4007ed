import { LimberError } from '../../protocol/limber-error.ts';
import { certificateFacts, expiryWords, readCertificates } from '../keys/certificate-file.ts';
import { type Finding, fail, ok, warn } from './doctor-finding.ts';

/** Of what a gateway shows, or trusts. */
export interface CertificatesFacts {
  readonly nowMs: number;
  readonly files: readonly {
    readonly path: string;
    readonly failure: string | null;
    readonly untilMs: number | null;
    /** What to do, where one ends soon. */
    readonly due: string | null;
  }[];
}

export const readCertificatesFacts = (paths: readonly string[], nowMs: number): CertificatesFacts => ({
  nowMs,
  files: paths.map((path) => {
    try {
      const all = readCertificates(path).map(certificateFacts);
      const first = all.reduce((one, other) => (other.untilMs < one.untilMs ? other : one));
      return { path, failure: null, untilMs: first.untilMs, due: expiryWords(first, path, nowMs) ?? null };
    } catch (error) {
      if (!(error instanceof LimberError)) throw error;
      return { path, failure: error.message, untilMs: null, due: null };
    }
  }),
});

export function judgeCertificates({ files, nowMs }: CertificatesFacts): Finding {
  if (files.length === 0) return ok('none named: --tls-cert, --broker-cert and --broker-ca are looked at');
  const shared = { files: files.length, due: files.filter(({ due }) => due !== null).length };
  const broken = files.find(({ failure }) => failure !== null);
  if (broken) return fail(broken.failure!, 'name the file that limber keys gateway or limber keys broker made', shared);
  const soonest = files.reduce((one, other) => (other.untilMs! < one.untilMs! ? other : one));
  const day = new Date(soonest.untilMs!).toISOString().slice(0, 10);
  if (soonest.due === null) return ok(`${files.length === 1 ? 'good' : 'all good'} until ${day}`, shared);
  const [words = '', advice = ''] = soonest.due.split(/(?<=\.) (?=Make)/);
  return soonest.untilMs! <= nowMs ? fail(words, advice, shared) : warn(words, advice, shared);
}
