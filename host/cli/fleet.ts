import { Command } from 'commander';
import { fleetCalibrateCommand } from './fleet-calibrate.ts';
import { fleetListCommand } from './fleet-list.ts';
import { fleetProvisionCommand } from './fleet-provision.ts';
import { fleetRetireCommand } from './fleet-retire.ts';
import { fleetUpdateCommand } from './fleet-update.ts';
import { withExamples } from './help.ts';

export function fleetCommand(): Command {
  const command = new Command('fleet')
    .summary('look after many bands by a list')
    .description(
      'Does with every band of a CSV list what the other commands do with one: columns device,role,board,port,label and, if wanted, person and note. Every line is checked before a band is touched; the list itself is never written. What was done stands in <list>.progress.jsonl: any run goes on where the last one ended.',
    );
  for (const subcommand of [
    fleetProvisionCommand(),
    fleetCalibrateCommand(),
    fleetUpdateCommand(),
    fleetRetireCommand(),
    fleetListCommand(),
  ])
    command.addCommand(subcommand);
  return withExamples(command, [
    'limber fleet provision bands.csv --keys ~/keys --data ~/.local/share/limber/gateway',
    'limber fleet calibrate bands.csv --operator "A. Example"',
    'limber fleet list bands.csv --look',
  ]);
}
