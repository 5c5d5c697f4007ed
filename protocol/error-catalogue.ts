import type { ErrorEntry } from './error-entry.ts';
import { TOOL_ERRORS } from './tool-errors.ts';

export type { ErrorEntry };

/**
 * Every failure of the world that Limber names: what it means, who acts, what to do. docs/errors.md is generated from this
 * table. A message given to LimberError says the particulars; the table says the general.
 */
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
    code: 'recording/exists',
    meaning: 'A recording of this name exists, and is not overwritten.',
    who: 'engineer',
    action: 'Choose another folder with --out, or move the old recording away.',
  },
  {
    code: 'recording/not-writable',
    meaning: 'A recording could not be begun where it was to be written.',
    who: 'engineer',
    action: 'Choose a folder you may write to with --out, or free some space.',
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
    code: 'exercise/band-refused',
    meaning: 'A band that the exercise needs has not shown that it is the one that was enrolled.',
    who: 'engineer',
    action: 'Bring the right band, or enrol this one with `limber enrol`; the message says which.',
  },
  {
    code: 'exercise/sensor-broken',
    meaning: 'A band that the exercise is measured with has a sensor that does not answer.',
    who: 'patient',
    action: 'Switch the band off and on. If it stays so, use another one and have this one looked at.',
  },
  {
    code: 'exercise/needs-gyroscope',
    meaning: 'The exercise is measured with a band that has only an accelerometer.',
    who: 'clinician',
    action: 'Wear a band with a gyroscope in the place named; the message says what the other one is still good for.',
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
    code: 'link/no-answer',
    meaning: 'A band, an adapter or the system did not answer in time.',
    who: 'engineer',
    action:
      'Bring the band closer or charge it; Limber tries again by itself. If it stays so, limber doctor looks for the cause.',
  },
  {
    code: 'link/radio-unavailable',
    meaning: 'Bluetooth cannot be used: no adapter, no permission, no daemon, or it is switched off.',
    who: 'engineer',
    action: 'Do what the message says; limber doctor shows what the machine has.',
  },
  {
    code: 'link/wrong-role',
    meaning: 'A stim band was named for a limb, or a motion band without a place on the body.',
    who: 'engineer',
    action: 'Name the port of a motion band with its placement, that of a stim band without one.',
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
    code: 'sim/bus-unavailable',
    meaning: 'The simulator cannot start a D-Bus daemon of its own.',
    who: 'engineer',
    action: 'Install the Debian package dbus-daemon.',
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
    code: 'records/chain-broken',
    meaning: 'Records of stimulation were changed, removed or moved after they were written.',
    who: 'clinician',
    action:
      'Run `limber audit verify --data <dir>`; restore a backup, or go on in another directory. Until then nothing stimulates.',
  },
  {
    code: 'records/newer-schema',
    meaning: 'The database was written by a newer version of Limber.',
    who: 'engineer',
    action: 'Install that version or a later one.',
  },
  {
    code: 'records/directory-missing',
    meaning: 'There are no records where a command looked for them.',
    who: 'engineer',
    action: 'Name their directory with --data.',
  },
  {
    code: 'records/place-taken',
    meaning: 'A backup or an export is to be written where something is, or records are to be restored over others.',
    who: 'engineer',
    action: 'Name another place; to restore over records, give --replace: they are kept aside.',
  },
  {
    code: 'records/backup-unusable',
    meaning: 'What should be restored is no backup, or not as it was written.',
    who: 'engineer',
    action: 'Restore another backup; nothing was changed.',
  },
  {
    code: 'records/session-unknown',
    meaning: 'No stored session has this id.',
    who: 'clinician',
    action: 'Choose one from the list of sessions.',
  },
  {
    code: 'records/key-missing',
    meaning: 'The key that locks the records is not on this machine.',
    who: 'engineer',
    action: 'Bring back the key file, or give the key by systemd or in LIMBER_RECORDS_KEY.',
  },
  {
    code: 'records/key-wrong',
    meaning: 'The key at hand is not the one that locks these records.',
    who: 'engineer',
    action: 'Bring back the right key; nothing was changed.',
  },
  {
    code: 'records/key-unusable',
    meaning: 'What should be the key of the records is none, or a new one cannot be kept.',
    who: 'engineer',
    action: 'Give 32 random bytes as base64, or make the folder of the keys writable.',
  },
  {
    code: 'records/forgotten',
    meaning: 'What was kept of this person was deleted, as was asked.',
    who: 'clinician',
    action: 'Nothing: it cannot be brought back.',
  },
  {
    code: 'relay/broker-unreachable',
    meaning: 'The MQTT broker does not answer.',
    who: 'engineer',
    action: 'Check the address and the network; what was recorded waits in the outbox and is sent later.',
  },
  {
    code: 'relay/broker-refuses',
    meaning: 'The MQTT broker is there, and does not take all that this gateway sends or asks for.',
    who: 'engineer',
    action: 'Check the user, the access list and the limits of the broker.',
  },
  {
    code: 'relay/no-answer',
    meaning: 'The broker has what was sent, and the gateway has not answered yet.',
    who: 'clinician',
    action:
      'Send the same file again later: a gateway that was away answers when it is back, and takes each message once.',
  },
  {
    code: 'screen/port-in-use',
    meaning: 'The port asked for is taken.',
    who: 'engineer',
    action: 'Choose another with --http-port, or leave it out: Limber then takes the next free one.',
  },
  {
    code: 'screen/not-listening',
    meaning: 'The pages cannot be shown at the address asked for.',
    who: 'engineer',
    action: 'Give --http-host an address of this machine, or 0.0.0.0 for all of them, and --http-port one above 1023.',
  },
  {
    code: 'screen/pages-not-built',
    meaning: 'The pages have not been built.',
    who: 'engineer',
    action: 'Run `npm run build`.',
  },
  {
    code: 'keys/file-unreadable',
    meaning: 'A key file or passphrase file could not be opened.',
    who: 'engineer',
    action: 'Check the path and the permissions of the file.',
  },
  {
    code: 'keys/file-exposed',
    meaning: 'A file with a secret can be read by other users of the machine.',
    who: 'engineer',
    action: 'Run the chmod that the message names; if others may have read it, make new keys and enrol anew.',
  },
  {
    code: 'keys/file-exists',
    meaning: 'A key file of this name exists, and is not overwritten unasked.',
    who: 'engineer',
    action: 'Choose another --out, or add --force if the old key is not needed any more.',
  },
  {
    code: 'keys/file-not-writable',
    meaning: 'A key file could not be written.',
    who: 'engineer',
    action: 'Choose a folder you may write to, or free some space.',
  },
  {
    code: 'keys/file-damaged',
    meaning: 'A key file is cut short, or was changed after it was written.',
    who: 'clinician',
    action: 'Use the copy that was kept elsewhere; without one make new keys (docs/keys.md).',
  },
  {
    code: 'keys/wrong-kind',
    meaning: 'A file is no key of the kind, or not of the band, that is needed.',
    who: 'engineer',
    action: 'Give the file that the message names; `limber keys show <file>` says what a file is.',
  },
  {
    code: 'keys/passphrase-missing',
    meaning: 'A key file is to be opened or made, and no passphrase was given.',
    who: 'engineer',
    action: 'Set LIMBER_PASSPHRASE, give --passphrase-file, or run the command on a terminal.',
  },
  {
    code: 'keys/passphrase-wrong',
    meaning: 'None of the passphrases given opens the key file.',
    who: 'engineer',
    action: 'Give the right one; nobody can open the file without it.',
  },
  {
    code: 'keys/passphrase-weak',
    meaning: 'The passphrase for a new key file is too short.',
    who: 'engineer',
    action: 'Choose a longer one: four or five words that do not belong together.',
  },
  {
    code: 'keys/authority-in-use',
    meaning: 'An authority is to be ended on which a certificate still rests.',
    who: 'engineer',
    action: 'Make new certificates first (`limber keys rotate <folder>`), and bring them to where they are used.',
  },
  {
    code: 'keys/name-not-permitted',
    meaning: 'A certificate is asked for under a name that its authority was not made for.',
    who: 'engineer',
    action: 'Make a new folder with `limber keys gateway` for the new names, and put its ca.crt on the phones.',
  },
  {
    code: 'keys/clinician-unknown',
    meaning: 'The gateway does not trust the key of the clinician who acts.',
    who: 'engineer',
    action: 'Run limber enrol --clinician with the public file of that key, if the clinician is to act here.',
  },
  {
    code: 'enrol/wrong-band',
    meaning: 'The device at the port is not the stim band that was to be enrolled.',
    who: 'engineer',
    action: 'Connect the band named, or name the one that is connected.',
  },
  {
    code: 'enrol/band-busy',
    meaning: 'The band is armed or delivers stimulation, and takes no keys meanwhile.',
    who: 'engineer',
    action: 'End the session, then enrol again.',
  },
  {
    code: 'enrol/not-confirmed',
    meaning: 'Nobody pressed the button on the band in time, so it kept what it had.',
    who: 'engineer',
    action:
      'Run the command again and press the button when it says so: briefly on a fresh band, held for 5 s on an enrolled one.',
  },
  {
    code: 'enrol/refused',
    meaning: 'The band did not take the keys, or did not answer.',
    who: 'engineer',
    action: 'Check that its firmware belongs to this version of Limber, bring it near and enrol again.',
  },
  {
    code: 'enrol/key-not-proven',
    meaning: 'The band does not answer commands sealed with the link key that is kept for it.',
    who: 'engineer',
    action: 'It may be another band, or have been enrolled elsewhere since: enrol it again with `limber enrol`.',
  },
  ...TOOL_ERRORS,
] as const satisfies readonly ErrorEntry[];

export type ErrorCode = (typeof ERROR_CATALOGUE)[number]['code'];
