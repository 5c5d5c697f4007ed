import { Command, Option } from 'commander';
import { wallTimeline } from '../connect/wall-timeline.ts';
import { DEFAULT_PORT } from '../screen/server.ts';
import { counted } from '../tools/columns.ts';
import { examine } from '../tools/doctor.ts';
import { supportFile } from '../tools/doctor-bundle.ts';
import type { Checked } from '../tools/doctor-checks.ts';
import { readPath } from './arguments.ts';
import { type BrokerOptions, brokerOf, withBrokerOptions } from './broker-options.ts';
import { printJson, say } from './console.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';
import { type ReachOptions, refuseIdleHci, withReachOptions } from './reach-options.ts';
import { RECORDS_KINDS, type RecordsKind, recordsDirectory } from './records-directory.ts';
import { writeResult } from './result-file.ts';
import { certificateFiles } from './shown-certificate.ts';
import { limberVersion } from './version.ts';

interface DoctorOptions extends ReachOptions, BrokerOptions {
  readonly data?: string;
  readonly from: RecordsKind;
  readonly tlsCert?: string;
  readonly bundle?: string;
  readonly json?: true;
}

export function doctorCommand(): Command {
  const command = withBrokerOptions(withReachOptions(new Command('doctor')), 'MQTT broker that must answer')
    .summary('look for what is wrong with this machine, and say what to do')
    .description(
      'Looks at Node, clock, disk, firmware, pages, serial ports and who may use them, Bluetooth, D-Bus, the way by which bands would be reached (as limber run takes it, with the same --link and --hci), the broker and the data directory, and says of each whether it is well, and if not what to do. It changes nothing. --bundle writes what was found for somebody who helps: verdicts, counts and versions, and nothing else; no names, no ids, no paths.',
    )
    .option('--data <dir>', "the gateway's data directory")
    .addOption(
      new Option('--from <kind>', 'which records, where --data is not given')
        .choices([...RECORDS_KINDS])
        .default('gateway'),
    )
    .option('--tls-cert <path>', 'certificate of the pages, as limber run takes it', readPath)
    .option('--bundle <file>', 'write a support file without personal data')
    .option('--json', 'print one JSON document')
    .action(run);
  return withExamples(
    command,
    [
      'limber doctor',
      'limber doctor --link noble --hci /dev/ttyACM0',
      'limber doctor --broker mqtts://broker.example --broker-credentials login',
      'limber doctor --bundle support.json',
    ],
    '0 nothing fails, 1 something fails, 2 bad arguments',
  );
}

async function run(options: DoctorOptions): Promise<void> {
  const { data, from, bundle, json, link, hci, tlsCert, brokerCert, brokerCa } = options;
  const broker = brokerOf(options);
  const reach = { link, ...(hci === undefined ? {} : { hci }) };
  refuseIdleHci(reach);
  const limber = limberVersion();
  const timeline = wallTimeline();
  const dataDir = data ?? recordsDirectory(from);
  const pages = tlsCert && certificateFiles(tlsCert, undefined).certificate;
  const certificates = [pages, brokerCert, brokerCa].flatMap((path) => path ?? []);
  const findings = await examine({ reach, dataDir, broker, certificates, pagesPort: DEFAULT_PORT, limber, timeline });
  if (json) printJson(documentOf(findings, limber));
  else process.stdout.write(`${linesOf(findings).join('\n')}\n`);
  if (bundle !== undefined) {
    writeResult(bundle, `${JSON.stringify(supportFile(findings, limber, timeline.wallMs()), null, 2)}\n`);
    say(`${bundle}: verdicts, counts and versions; read it before you send it`);
  }
  if (findings.some(({ verdict }) => verdict === 'fail')) process.exitCode = EXIT.failed;
}

function linesOf(findings: readonly Checked[]): string[] {
  const width = Math.max(...findings.map(({ id }) => id.length));
  const lines = findings.flatMap(({ id, verdict, text, advice }) => {
    const line = `${verdict.padEnd(4)}  ${id.padEnd(width)}  ${text}`;
    return advice === undefined ? [line] : [line, `      ${' '.repeat(width)}  -> ${advice}`];
  });
  const count = (verdict: Checked['verdict']): number => findings.filter((one) => one.verdict === verdict).length;
  const [fails, warns] = [count('fail'), count('warn')];
  lines.push(
    fails + warns === 0
      ? `all ${findings.length} checks are well`
      : `${counted(findings.length, 'check')}: ${fails} fail, ${counted(warns, 'warning')}`,
  );
  return lines;
}

function documentOf(findings: readonly Checked[], limber: string): object {
  return {
    schema: 'limber/doctor/1',
    limber,
    well: findings.every(({ verdict }) => verdict !== 'fail'),
    findings: findings.map(({ id, verdict, text, advice = null, shared }) => ({
      id,
      verdict,
      text,
      advice,
      facts: shared,
    })),
  };
}
