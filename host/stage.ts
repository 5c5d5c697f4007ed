import { Observable, type OperatorFunction } from 'rxjs';
import type { Timeline } from '../protocol/timeline.ts';

/** A pure stage: takes the state and one input, gives back the state and what came out of it. */
export type Step<State, Input, Output> = (state: State, input: Input) => [State, Output];

/**
 * Runs a pure stage inside a stream, in one piece: each operator between would be passed with every frame; each subscription begins with a state of its own.
 * @param finish what the stage still has to say when its input is over
 */
export function runStage<State, Input, Output>(
  initial: () => State,
  step: Step<State, Input, Output>,
  finish?: (state: State) => Output,
): OperatorFunction<Input, Output> {
  return (input$) =>
    new Observable((subscriber) => {
      let state = initial();
      const take = (input: Input): void => {
        try {
          const [next, output] = step(state, input);
          state = next;
          subscriber.next(output);
        } catch (error) {
          subscriber.error(error);
        }
      };
      return input$.subscribe({
        next: take,
        error: (error) => subscriber.error(error),
        complete: () => {
          if (finish) subscriber.next(finish(state));
          subscriber.complete();
        },
      });
    });
}

/** The timeline's present time, in ms, at each turn of `periodMs`. */
export function timeEvery(timeline: Timeline, periodMs: number): Observable<number> {
  return new Observable((subscriber) => timeline.every(periodMs, () => subscriber.next(timeline.nowMs())));
}

/** Each of the things that came out together, one by one; `mergeAll` would subscribe to every array. */
export function oneByOne<Item>(): OperatorFunction<readonly Item[], Item> {
  return (items$) =>
    new Observable((subscriber) =>
      items$.subscribe({
        next: (items) => {
          for (const item of items) subscriber.next(item);
        },
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    );
}
