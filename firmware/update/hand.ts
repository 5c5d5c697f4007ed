const LOOK_MS = 250;
const DEBOUNCE_MS = 10;

/** A person's hand on the button. Whatever was held down before the question does not count. */
export interface Hand {
  /** @param holdS 0: a press; otherwise how long it must be held @param onVerdict exactly once, unless `forget` comes first */
  await(holdS: number, withinS: number, onVerdict: (confirmed: boolean) => void): void;
  forget(): void;
  isWaiting(): boolean;
}

export function createHand(button: Pin): Hand {
  let watch = 0;
  let look = 0;

  function forget(): void {
    if (!look) return;
    clearWatch(watch);
    clearInterval(look);
    look = 0;
  }
  return {
    forget: forget,
    isWaiting: () => look !== 0,
    await(holdS, withinS, onVerdict) {
      const askedS = getTime();
      let downS = -1;
      function decide(): void {
        const nowS = getTime();
        // An edge that a full queue lost must not pass for a hold.
        if (holdS && !digitalRead(button)) downS = -1;
        const isConfirmed = downS >= 0 && nowS - downS >= holdS;
        if (!isConfirmed && nowS - askedS < withinS) return;
        forget();
        onVerdict(isConfirmed);
      }
      function takeEdge(event: WatchEvent): void {
        downS = event.state ? getTime() : -1;
        if (!holdS && event.state) decide();
      }
      forget();
      watch = setWatch(takeEdge, button, { edge: 'both', repeat: true, debounce: DEBOUNCE_MS });
      look = setInterval(decide, LOOK_MS);
    },
  };
}
