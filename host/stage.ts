import { concat, defer, EMPTY, map, Observable, type OperatorFunction, of } from 'rxjs';
import type { Timeline } from '../protocol/timeline.ts';

/** A pure stage: takes the state and one input, gives back the state and what came out of it. */
export type Step<State, Input, Output> = (state: State, input: Input) => [State, Output];

/**
 * Runs a pure stage inside a stream; each subscription begins with a state of its own.
 * @param finish what the stage still has to say when its input is over
 */
export function runStage<State, Input, Output>(
  initial: () => State,
  step: Step<State, Input, Output>,
  finish?: (state: State) => Output,
): OperatorFunction<Input, Output> {
  return (input$) =>
    defer(() => {
      let state = initial();
      const output$ = input$.pipe(
        map((input) => {
          const [next, output] = step(state, input);
          state = next;
          return output;
        }),
      );
      return concat(
        output$,
        defer(() => (finish ? of(finish(state)) : EMPTY)),
      );
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
