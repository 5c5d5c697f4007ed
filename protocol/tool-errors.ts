import type { ErrorEntry } from './error-entry.ts';

/** What can go wrong with the engineer's tools: flashing, updating, calibrating, fleets. Part of the catalogue. */
export const TOOL_ERRORS = [
  {
    code: 'tool/console-silent',
    meaning: 'Nothing answers at the port: the firmware keeps its console closed, or there is no Espruino interpreter.',
    who: 'engineer',
    action: 'Start the board without its firmware, as the message says for this board, and run the command again.',
  },
  {
    code: 'tool/console-garbage',
    meaning: 'What answers at the port is not the console of an Espruino interpreter.',
    who: 'engineer',
    action:
      'Check that it is the right port and speed; restart the board without its firmware, as the message says, and try again.',
  },
  {
    code: 'tool/radio-unavailable',
    meaning: 'The band cannot be reached over Bluetooth from this machine.',
    who: 'engineer',
    action:
      'Switch the adapter on, allow raw sockets as the message says, or use a cable; `limber doctor` looks for the cause.',
  },
  {
    code: 'tool/package-unusable',
    meaning: 'The espruino package, which talks to interpreters, cannot be used.',
    who: 'engineer',
    action: 'Install Limber again; without optional packages that is `npm ci`.',
  },
  {
    code: 'tool/interpreter-too-old',
    meaning:
      'The interpreter on the board is older than 2v25, the first that takes files in packets with an acknowledgement.',
    who: 'engineer',
    action: 'Put a newer Espruino on the board (espruino.com/Download), then flash the firmware.',
  },
  {
    code: 'tool/wrong-board',
    meaning: 'The board at the port is not the one named with --device.',
    who: 'engineer',
    action: 'Name the board that is there, or connect the one that was meant.',
  },
  {
    code: 'tool/wrong-role',
    meaning: 'The board cannot have this role, or the band has another one now.',
    who: 'engineer',
    action: 'Choose the role the band has; to change it, add --role and --force after its wearer was told.',
  },
  {
    code: 'tool/other-program',
    meaning: 'Another program on the board would run at each start, before the firmware or instead of it.',
    who: 'engineer',
    action: 'If nobody needs that program, add --force: it is removed.',
  },
  {
    code: 'tool/no-room',
    meaning: 'The flash of the board has no room for the firmware.',
    who: 'engineer',
    action: "Read back and forget the log of the band, or erase files that are not Limber's, then flash again.",
  },
  {
    code: 'tool/flash-interrupted',
    meaning: 'The board went away while it was being flashed. The firmware that was on it still starts.',
    who: 'engineer',
    action: 'Restart the board; run the command again: what has arrived is not sent again.',
  },
  {
    code: 'tool/flash-not-verified',
    meaning: 'What is stored on the board is not what was sent.',
    who: 'engineer',
    action: 'Run the command again. If it fails twice, the flash of this board is worn: replace it.',
  },
  {
    code: 'update/wrong-band',
    meaning: 'The firmware is for another role or board than that of the band, or another band is at the port.',
    who: 'engineer',
    action: 'Name the band that is there, or connect the one that was meant. A role is changed by cable only.',
  },
  {
    code: 'update/not-newer',
    meaning: 'The band runs this version of the firmware, or a newer one; over the air there is no way back.',
    who: 'engineer',
    action: 'Nothing is to be done where the band works. Otherwise flash it by cable: limber flash.',
  },
  {
    code: 'update/band-busy',
    meaning: 'The band is armed, stimulates, or is in the middle of something else that asks for its button.',
    who: 'engineer',
    action: 'End that first, then update again: what has arrived is not sent again.',
  },
  {
    code: 'update/not-confirmed',
    meaning: 'Nobody pressed the button on the band in time: it keeps the firmware it has.',
    who: 'engineer',
    action: 'Run the command again and press the button when it says so; nothing is sent twice.',
  },
  {
    code: 'update/no-key',
    meaning: 'Band or gateway has no link key, by which a band knows who may give it firmware.',
    who: 'engineer',
    action: 'Enrol the band: limber enrol.',
  },
  {
    code: 'update/key-not-proven',
    meaning: 'The band and this gateway do not have the same link key.',
    who: 'engineer',
    action: 'It may be another band, or have been enrolled elsewhere since: enrol it again with `limber enrol`.',
  },
  {
    code: 'update/by-cable-only',
    meaning: 'The band has nothing that could check or install a firmware by itself.',
    who: 'engineer',
    action: 'Flash it by cable: limber flash.',
  },
  {
    code: 'update/rolled-back',
    meaning: 'The new firmware did not begin or did not work; the band went back to the one before.',
    who: 'engineer',
    action: 'The band can be used as before. Report the version, and do not update other bands to it.',
  },
  {
    code: 'update/interrupted',
    meaning:
      'The band was out of reach before the update was over; it has one firmware or the other, never half of one.',
    who: 'engineer',
    action: 'Bring it near, charge it, and run the command again: it goes on where it was.',
  },
  {
    code: 'update/refused',
    meaning: 'The band did not take the firmware, for the reason in the message.',
    who: 'engineer',
    action: 'Do what the message says. The band keeps the firmware it has.',
  },
  {
    code: 'calibrate/refused',
    meaning: 'A band was not calibrated: it was not still, too few poses were taken, or its sensor is at fault.',
    who: 'engineer',
    action: 'Do what the message says and run `limber calibrate` again; the band keeps the calibration it had.',
  },
  {
    code: 'calibrate/not-kept',
    meaning: 'A band was calibrated but did not store the calibration.',
    who: 'engineer',
    action: 'Flash the firmware of this version, then calibrate again; the records have what was found.',
  },
  {
    code: 'calibrate/wrong-band',
    meaning: 'The device at the port is not the motion band that was to be calibrated.',
    who: 'engineer',
    action: 'Connect the band named, or name the one that is connected.',
  },
  {
    code: 'calibrate/link-lost',
    meaning: 'The link to a band was lost while it was calibrated, and did not come back.',
    who: 'engineer',
    action: 'Plug it in again and run `limber calibrate` again; the band keeps the calibration it had.',
  },
  {
    code: 'result/not-writable',
    meaning: 'What a tool found (an analysis, a report, a support file) could not be written where it was to go.',
    who: 'engineer',
    action: 'Free some space, or name a place that you may write to; what lay there before is kept.',
  },
  {
    code: 'fleet/bad-list',
    meaning: 'Lines of a list of bands are not as they must be. Nothing was done with any band.',
    who: 'engineer',
    action: 'Correct the lines named; the columns are device,role,board,port,label and, if wanted, person and note.',
  },
  {
    code: 'fleet/list-unreadable',
    meaning: 'A list of bands could not be opened.',
    who: 'engineer',
    action: 'Check the path and the permissions of the file; save it as CSV in UTF-8.',
  },
  {
    code: 'fleet/not-writable',
    meaning:
      'A file that belongs to a list of bands (progress, filled list, labels, lock) could not be written or read.',
    who: 'engineer',
    action: 'Make room and take the list to a folder that you may write; what was done so far is kept.',
  },
  {
    code: 'fleet/progress-damaged',
    meaning: 'The file that says what was done with a list of bands was changed by hand or damaged.',
    who: 'engineer',
    action: 'Take out the line named, or move the file away: what a band has already is found out from the band again.',
  },
  {
    code: 'fleet/in-use',
    meaning: 'Another `limber fleet` works on the same list.',
    who: 'engineer',
    action: 'Let it end, or end it; then run the command again.',
  },
  {
    code: 'fleet/wrong-band',
    meaning: 'At a port of the list is another band, role or board than the list says.',
    who: 'engineer',
    action: 'Plug in the band that is meant, or correct its line in the list.',
  },
  {
    code: 'fleet/not-wiped',
    meaning: 'A band could not be made to forget what it has of its wearer.',
    who: 'engineer',
    action: 'Keep it out of other hands: wipe it again with its key, or erase its flash over its console by cable.',
  },
  {
    code: 'fleet/incomplete',
    meaning: 'Some bands of a list are not done; each was named with the reason.',
    who: 'engineer',
    action: 'Mend what was named and run the same command again: it goes on where it was.',
  },
] as const satisfies readonly ErrorEntry[];
