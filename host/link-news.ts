import type { DeviceView } from './screen/feed.ts';
import { TOLD_AFTER_S } from './screen/link-words.ts';

/** For whoever looks at the terminal: each band that is out of reach, once, and that it is back. */
export function linkNews(say: (line: string) => void): (views: readonly DeviceView[]) => void {
  const away = new Set<string>();
  return (views) => {
    for (const { name, placement, awayS } of views) {
      const band = `the band on the ${placement} (${name})`;
      if (awayS === null) {
        if (away.delete(name)) say(`${band} is back`);
      } else if (awayS >= TOLD_AFTER_S && !away.has(name)) {
        away.add(name);
        say(`${band} is out of reach and looked for: is it near, and charged?`);
      }
    }
  };
}
