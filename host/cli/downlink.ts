import { Command } from 'commander';
import { downlinkSendCommand } from './downlink-send.ts';
import { downlinkSignCommand } from './downlink-sign.ts';
import { withExamples } from './help.ts';

export function downlinkCommand(): Command {
  const command = new Command('downlink')
    .summary('send a gateway a prescription, a plan, a message or a setting')
    .description(
      'Signs what a clinician sends to a gateway by MQTT, sends it, and says what the gateway answered. Nothing that is sent starts or raises a stimulation.',
    )
    .addCommand(downlinkSignCommand())
    .addCommand(downlinkSendCommand());
  return withExamples(
    command,
    [
      'limber downlink sign --kind plan --exercise heel-slide --sets 3 --site home --person p-17 --key anna.key.json --out plan.json',
      'limber downlink send --broker mqtts://broker.example --broker-credentials login plan.json',
    ],
    '0 done or accepted, 1 failed, 2 bad arguments, 3 refused',
  );
}
