import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import * as v from 'valibot';
import { LimberError } from '../../protocol/limber-error.ts';
import { wallTimeline } from '../connect/wall-timeline.ts';
import { readSmallText, withoutSteering } from '../keys/small-file.ts';
import type { BrokerAddress } from '../relay/broker-address.ts';
import type { AckMessage } from '../relay/downlink/ack-message.ts';
import { type DownMessage, downSchema } from '../relay/downlink/down-message.ts';
import { sendDown } from '../relay/downlink/sending.ts';
import { readWhole } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { type BrokerOptions, brokerOf, withBrokerOptions } from './broker-options.ts';
import { printJson, say } from './console.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';
import { recordsDirectory } from './records-directory.ts';

interface SendOptions extends BrokerOptions {
  readonly data?: string;
  readonly wait: number;
  readonly json?: true;
}

export function downlinkSendCommand(): Command {
  const command = new Command('send')
    .summary('send a signed message and say what the gateway answered')
    .description(
      'Hands a message from `limber downlink sign` to the broker and waits for the gateway’s answer. Sent again it changes nothing: the same answer comes again. A gateway that is away finds it when it is back.',
    )
    .argument('<file>', 'the signed message')
    .addOption(new Option('--wait <seconds>', 'for the answer').default(30).argParser(readWhole))
    .option('--data <dir>', 'data directory of a gateway on this machine, for the broker in its process')
    .option('--json', 'print the answer as one JSON document')
    .action(runSend);
  return withExamples(
    withBrokerOptions(command, 'the MQTT broker of the gateway'),
    [
      'limber downlink send --broker mqtts://broker.example --broker-credentials login rx.json',
      'limber downlink send m.json',
    ],
    '0 accepted, 1 failed or no answer in time, 2 bad arguments, 3 refused',
  );
}

async function runSend(path: string, options: SendOptions): Promise<void> {
  const { message, payload } = readDownFile(path);
  const dataDir = options.data ?? recordsDirectory('gateway');
  const outside = brokerOf(options);
  const broker = outside ?? brokerOfGateway(dataDir);
  const sending = { broker, message, payload, waitMs: 1000 * options.wait, timeline: wallTimeline() };
  const answer = await sendDown(sending).catch((cause) => {
    throw outside === undefined ? withoutGateway(dataDir, cause) : cause;
  });
  if (answer === 'no-answer')
    throw new LimberError(
      'relay/no-answer',
      `The broker has ${path}, and the gateway ${message.site} has not answered within ${options.wait} s. It finds it when it is back; send it again to ask.`,
    );
  tell(answer, options);
}

/** What a gateway that was ended or killed leaves behind names a port where nobody listens. */
const withoutGateway = (dataDir: string, cause: unknown): unknown =>
  cause instanceof LimberError && cause.code === 'relay/broker-unreachable'
    ? new LimberError(cause.code, `No gateway answers in ${dataDir}: start it, then send again. Nothing was sent.`, {
        cause,
      })
    : cause;

function tell(answer: AckMessage, { json }: SendOptions): void {
  if (answer.verdict === 'refused') process.exitCode = EXIT.refused;
  if (json) {
    printJson(answer);
    return;
  }
  const lines = answer.reasons.map(({ rule, text }) => `  ${withoutSteering(`${rule}: ${text}`)}`);
  process.stdout.write(`${[answer.verdict, ...lines].join('\n')}\n`);
  if (answer.simulated) say('the gateway is a simulation');
}

/** @throws LimberError cli/bad-argument */
function readDownFile(path: string): { readonly message: DownMessage; readonly payload: string } {
  try {
    const payload = readSmallText(path);
    const parsed = v.safeParse(downSchema, JSON.parse(payload));
    if (parsed.success) return { message: parsed.output, payload };
  } catch (cause) {
    throw badArgument(`${path} cannot be read as a signed message: limber downlink sign writes one.`, { cause });
  }
  throw badArgument(`${path} is no signed message: limber downlink sign writes one.`);
}

/** @throws LimberError cli/bad-argument */
function brokerOfGateway(dataDir: string): BrokerAddress {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'broker.json'), 'utf8'));
  } catch (cause) {
    throw badArgument(
      `No gateway with a broker of its own has run in ${dataDir}: add --broker <url>, or --data <dir>.`,
      {
        cause,
      },
    );
  }
}
