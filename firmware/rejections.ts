const MOST = 10;
const WINDOW_S = 60;

/** Counts what had to be turned away: broken seals, replays, floods. Nothing of it is worth a write to flash. */
export interface Rejections {
  /** @returns true with the tenth within a minute; the count then begins anew. */
  note(): boolean;
}

export function createRejections(): Rejections {
  let timesS: number[] = [];
  return {
    note() {
      const nowS = getTime();
      timesS.push(nowS);
      if (timesS.length < MOST) return false;
      const firstS = timesS.shift()!;
      if (nowS - firstS > WINDOW_S) return false;
      timesS = [];
      return true;
    },
  };
}
