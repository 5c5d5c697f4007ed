import { Command } from 'commander';
import { badArgument } from './bad-argument.ts';
import { type ActOptions, actAsClinician } from './clinician-act.ts';
import { say } from './console.ts';
import { withExamples } from './help.ts';
import { collectFiles, PASSPHRASE_HELP } from './passphrase.ts';

interface WithdrawOptions extends ActOptions {
  readonly device: string;
  readonly reason: string;
}

export function doseWithdrawCommand(): Command {
  const command = new Command('withdraw')
    .summary('withdraw the prescription of a band, as a clinician')
    .description(
      'The gateway arms the band no more until a later revision is accepted; the withdrawn one is never accepted again. Kept with its reason in the audit chain. The band itself keeps its seal until a later one takes its place or it expires. While the gateway runs its directory is taken: end it first.',
    )
    .requiredOption('--device <id>', 'the stim band')
    .requiredOption('--reason <words>', 'why; it is kept')
    .requiredOption('--key <file>', "the clinician's private key, from limber keys clinician")
    .option('--passphrase-file <file>', PASSPHRASE_HELP, collectFiles)
    .option('--data <dir>', "the gateway's data directory")
    .action(runWithdraw);
  return withExamples(command, ['limber dose withdraw --device b-1 --reason "rash, seen today" --key anna.key.json']);
}

async function runWithdraw(options: WithdrawOptions): Promise<void> {
  const { device, reason } = options;
  await actAsClinician(options, ({ store, data, by, name }) => {
    const inForce = store.prescriptions.inForce({ device });
    if (inForce === null) throw badArgument(`No prescription is in force for band ${device} in ${data}.`);
    store.prescriptions.withdraw(inForce, by, reason);
    say(`${inForce.id}, revision ${inForce.revision}, for band ${device} is withdrawn by ${name}, and recorded`);
  });
}
