/**
 * What the serial library or the system says of a port that does not open, as somebody can act upon it. "cannot lock" stays in
 * it: whoever must know that a port is only busy looks for that.
 */
export function portWords(said: string): string {
  if (/cannot lock/i.test(said))
    return 'another program has it and this one cannot lock it; end that gateway or terminal';
  if (/permission|access/i.test(said))
    return 'you have no permission; sudo usermod -aG dialout "$USER", then log in again';
  if (/no such file|ENOENT/i.test(said)) return 'there is no such port; limber scan lists those there are';
  if (/inappropriate ioctl|is a directory|not a tty|ENOTTY/i.test(said)) return 'it is no serial port';
  return said.replace(/^Error:? */, '').replace(/\.$/, '');
}
