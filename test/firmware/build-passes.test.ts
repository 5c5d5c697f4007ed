import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { reducingPasses, runPasses, shorteningPasses } from '../../firmware/build/passes.ts';

/** What a script puts into `out`, as it is and as the build leaves it. */
async function bothWays(script: string): Promise<{ readonly before: unknown; readonly after: unknown; code: string }> {
  const wrapped = `(() => {${script}})();`;
  const kept = { names: new Set(['push', 'length', 'state', 'offer', 'next']), atRoot: true, lean: true };
  const code = await runPasses(await runPasses(wrapped, reducingPasses(kept)), shorteningPasses(kept));
  const run = (text: string): unknown => {
    const out: unknown[] = [];
    runInNewContext(text, { out });
    return JSON.parse(JSON.stringify(out));
  };
  return { before: run(wrapped), after: run(code), code };
}

const SCRIPTS: Readonly<Record<string, string>> = {
  'a parameter that stands beside a property of its own name': `
    function confirm(state) { var sealed = state.offer; if (sealed === null) return; state.offer = null; state.next = sealed; }
    function step(state, go) { if (go) state.state = 1; else confirm(state); return state; }
    out.push(step({ state: 0, offer: 7, next: 0 }, false), step({ state: 0, offer: null, next: 0 }, false), step({ state: 0 }, true));`,
  'an argument that changes before it is used': `
    var n = 1;
    function bump() { n++; return n; }
    function take(value) { bump(); return value; }
    function both() { var first = take(n); return first; }
    out.push(both(), n, both(), n);`,
  'a name that means something else at the call': `
    var size = 5;
    function grow(by) { size += by; }
    function outer() { var size = 1; grow(size); return size; }
    out.push(outer(), size);`,
  'closures that are made anew with each call': `
    function counter(from) { var at = from; return () => at++; }
    function pair(a) { var one = counter(a); return one; }
    var first = pair(1), second = pair(10);
    out.push(first(), first(), second(), first());`,
  'returns in the middle, and none at the end': `
    function judge(x) { if (x > 2) return 'much'; if (x > 1) return 'some'; }
    function ask(x) { return judge(x); }
    out.push(ask(3), ask(2), ask(1) === undefined);`,
  'what is called in a loop': `
    function add(list, x) { var twice = x * 2; list.push(twice); }
    function fill() { var list = []; for (var i = 0; i < 3; i++) add(list, i); return list; }
    out.push(fill(), fill());`,
};

test.each(Object.entries(SCRIPTS))('passes of the build keep the meaning: %s', async (_name, script) => {
  const { before, after } = await bothWays(script);
  expect(after).toEqual(before);
});

test('what is called once from inside of a function stands there', async () => {
  const { code } = await bothWays(SCRIPTS['a parameter that stands beside a property of its own name']!);
  expect(code).not.toContain('confirm');
});
