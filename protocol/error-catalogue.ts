/**
 * Every failure of the world that Limber names: what it means, who acts, what to do. docs/errors.md is generated from this
 * table. A message given to LimberError says the particulars; the table says the general.
 */
export interface ErrorEntry {
  readonly code: string;
  readonly meaning: string;
  readonly who: 'patient' | 'engineer' | 'clinician';
  readonly action: string;
}

export const ERROR_CATALOGUE = [
  {
    code: 'cli/bad-argument',
    meaning: 'A command was given an argument it does not know or cannot use.',
    who: 'engineer',
    action: 'Read the line printed; `limber <command> --help` shows the arguments with examples.',
  },
  {
    code: 'recording/unreadable',
    meaning: 'A recording could not be opened.',
    who: 'engineer',
    action: 'Check the path and the permissions of the file.',
  },
  {
    code: 'recording/bad-format',
    meaning: 'A recording is not CSV with the expected columns, or holds values that are not numbers.',
    who: 'engineer',
    action: 'Correct the line named; the columns are t_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads.',
  },
  {
    code: 'recording/wrong-unit',
    meaning: 'The values of a recording look like another unit (g instead of m/s2, deg/s instead of rad/s).',
    who: 'engineer',
    action: 'Convert the column named; the message gives the factor.',
  },
  {
    code: 'recording/time-runs-backwards',
    meaning: 'The time stamps of a recording do not rise.',
    who: 'engineer',
    action: 'Sort the recording or cut it at the line named.',
  },
  {
    code: 'recording/no-overlap',
    meaning: 'Two recordings that belong together share no time.',
    who: 'engineer',
    action: 'Give recordings of the same movement with t_s on one clock.',
  },
  {
    code: 'templates/unreadable',
    meaning: 'A file of enrolled repetitions could not be opened.',
    who: 'engineer',
    action: 'Check the path and the permissions of the file.',
  },
  {
    code: 'templates/bad-format',
    meaning:
      'A file of enrolled repetitions is not a JSON list of exercise, execution, person, sensors, start_s and end_s.',
    who: 'engineer',
    action:
      'Correct the template named in the message; end_s is later than start_s, both on the time axis of its files.',
  },
  {
    code: 'templates/sensor-missing',
    meaning: 'An enrolled repetition was recorded with a sensor the session does not have, or none is shared by all.',
    who: 'engineer',
    action: 'Name the sensors of session and templates alike, or leave out the one named.',
  },
  {
    code: 'exercise/unknown',
    meaning: 'No exercise has this id.',
    who: 'engineer',
    action: 'Use one of the ids in the message.',
  },
  {
    code: 'exercise/sensor-missing',
    meaning: 'The exercise needs a sensor on a part of the body that has none.',
    who: 'engineer',
    action: 'Give one recording or band for each placement named.',
  },
  {
    code: 'link/not-up',
    meaning: 'Something was sent to a device whose link is not up.',
    who: 'engineer',
    action: 'Bring the band closer or charge it; Limber reconnects by itself.',
  },
  {
    code: 'link/port-unavailable',
    meaning: 'A serial port could not be opened.',
    who: 'engineer',
    action: 'Check that the port exists, that you may use it and that no other program holds it.',
  },
  {
    code: 'link/incompatible-device',
    meaning: 'A device speaks another version of the protocol or does not say who it is.',
    who: 'engineer',
    action: 'Flash the firmware that belongs to this version of Limber.',
  },
  {
    code: 'firmware/not-built',
    meaning: 'The firmware bundles the simulator runs are missing.',
    who: 'engineer',
    action: 'Run `npm run build`.',
  },
  {
    code: 'sim/pty-unavailable',
    meaning: 'The simulator cannot open a pseudo-terminal.',
    who: 'engineer',
    action: 'Install the Debian package socat.',
  },
  {
    code: 'records/directory-not-writable',
    meaning: 'The data directory cannot be written.',
    who: 'engineer',
    action: 'Give Limber a directory it may write with --data, or free some space.',
  },
  {
    code: 'records/directory-in-use',
    meaning: 'Another gateway uses this data directory.',
    who: 'engineer',
    action: 'Stop the other gateway or choose another directory with --data.',
  },
  {
    code: 'records/not-a-simulation',
    meaning: 'The data directory belongs to real devices or people; simulation never writes there.',
    who: 'engineer',
    action: 'Connect the devices named, or choose another directory with --data.',
  },
  {
    code: 'records/simulation-only',
    meaning: 'The data directory holds simulated data; real devices never write there.',
    who: 'engineer',
    action: 'Choose another directory with --data.',
  },
  {
    code: 'records/corrupt',
    meaning: 'The database in the data directory is damaged.',
    who: 'engineer',
    action: 'Restore a backup, or move the directory away and start anew.',
  },
  {
    code: 'records/newer-schema',
    meaning: 'The database was written by a newer version of Limber.',
    who: 'engineer',
    action: 'Install that version or a later one.',
  },
  {
    code: 'records/session-unknown',
    meaning: 'No stored session has this id.',
    who: 'clinician',
    action: 'Choose one from the list of sessions.',
  },
  {
    code: 'relay/broker-unreachable',
    meaning: 'The MQTT broker does not answer.',
    who: 'engineer',
    action: 'Check the address and the network; what was recorded waits in the outbox and is sent later.',
  },
  {
    code: 'screen/port-in-use',
    meaning: 'The port asked for is taken.',
    who: 'engineer',
    action: 'Choose another with --http-port, or leave it out: Limber then takes the next free one.',
  },
  {
    code: 'screen/pages-not-built',
    meaning: 'The pages have not been built.',
    who: 'engineer',
    action: 'Run `npm run build`.',
  },
] as const satisfies readonly ErrorEntry[];

export type ErrorCode = (typeof ERROR_CATALOGUE)[number]['code'];
