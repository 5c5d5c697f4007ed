import type { Command } from 'commander';

/** In the order of the help. Each is loaded when it is asked for: all of them take a second. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run.ts')).runCommand(),
  sim: async () => (await import('./sim.ts')).simCommand(),
  replay: async () => (await import('./replay.ts')).replayCommand(),
  analyse: async () => (await import('./analyse.ts')).analyseCommand(),
  dose: async () => (await import('./dose.ts')).doseCommand(),
  downlink: async () => (await import('./downlink.ts')).downlinkCommand(),
  audit: async () => (await import('./audit.ts')).auditCommand(),
  export: async () => (await import('./export.ts')).exportCommand(),
  consent: async () => (await import('./consent.ts')).consentCommand(),
  backup: async () => (await import('./backup.ts')).backupCommand(),
  restore: async () => (await import('./restore.ts')).restoreCommand(),
  retention: async () => (await import('./retention.ts')).retentionCommand(),
  forget: async () => (await import('./forget.ts')).forgetCommand(),
  report: async () => (await import('./report.ts')).reportCommand(),
  reanalyse: async () => (await import('./reanalyse.ts')).reanalyseCommand(),
  prescribe: async () => (await import('./prescribe.ts')).prescribeCommand(),
  exercises: async () => (await import('./exercises.ts')).exercisesCommand(),
  keys: async () => (await import('./keys.ts')).keysCommand(),
  enrol: async () => (await import('./enrol.ts')).enrolCommand(),
  calibrate: async () => (await import('./calibrate.ts')).calibrateCommand(),
  update: async () => (await import('./update.ts')).updateCommand(),
  flash: async () => (await import('./flash.ts')).flashCommand(),
  fleet: async () => (await import('./fleet.ts')).fleetCommand(),
  scan: async () => (await import('./scan.ts')).scanCommand(),
  monitor: async () => (await import('./monitor.ts')).monitorCommand(),
  record: async () => (await import('./record.ts')).recordCommand(),
  doctor: async () => (await import('./doctor.ts')).doctorCommand(),
};

export const DEFAULT_COMMAND = 'run';
const OF_ALL = ['-h', '--help'];

/** Those that these arguments can mean: all where they name none. */
export function commandsFor(args: readonly string[]): Promise<Command[]> {
  const [first = DEFAULT_COMMAND] = args;
  const name = first.startsWith('-') && !OF_ALL.includes(first) ? DEFAULT_COMMAND : first;
  const wanted = Object.hasOwn(COMMANDS, name) ? [name] : Object.keys(COMMANDS);
  return Promise.all(wanted.map((one) => COMMANDS[one]!()));
}
