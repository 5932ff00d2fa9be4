import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { postStop } from "../src/link/post";

const real = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = real;
});

type Line = "dead" | "broken" | { answersAfter: number };

/** Requests meet these lines in turn; says when each was made and which were given up. */
function over(...lines: Line[]) {
  const begin = performance.now();
  const seen: { at: number; id: string; aborted: boolean }[] = [];
  globalThis.fetch = (_url, init) => {
    const line = lines[Math.min(seen.length, lines.length - 1)];
    const id = (init?.headers as Record<string, string>)["Idempotency-Key"] ?? "";
    const made = { at: performance.now() - begin, id, aborted: false };
    seen.push(made);
    return new Promise((done, fail) => {
      init?.signal?.addEventListener("abort", () => {
        made.aborted = true;
        fail(new Error("aborted"));
      });
      if (line === "broken") fail(new Error("broken"));
      else if (line !== "dead" && line) setTimeout(() => done(new Response("{}", { status: 202 })), line.answersAfter);
    });
  };
  return seen;
}

const stop = () => postStop("/stop", { "Idempotency-Key": "tap-1" }, "{}");

test("a stop on a dead line is sent on another one, with the same id, and what hangs is given up", async () => {
  const seen = over("dead", { answersAfter: 5 });
  assert.equal((await stop())?.status, 202);
  await new Promise((done) => setTimeout(done, 0));
  assert.deepEqual(seen.map((each) => [each.id, each.aborted]), [["tap-1", true], ["tap-1", true]]);
});

test("two dead lines leave time for a third", async () => {
  const seen = over("dead", "dead", { answersAfter: 5 });
  assert.equal((await stop())?.status, 202);
  assert.equal(seen.length, 3);
});

test("a slow answer to the first is heard although others were sent", async () => {
  const seen = over({ answersAfter: 1_800 }, "dead");
  assert.equal((await stop())?.status, 202);
  assert.equal(seen.length, 3);
});

test("a broken line is tried again soon, and three seconds are the end", async () => {
  const begin = performance.now();
  const seen = over("broken");
  assert.equal(await stop(), null);
  const took = performance.now() - begin;
  assert.ok(2_900 < took && took < 3_400, `${took} ms`);
  assert.ok(seen.length >= 7, `${seen.length} times`);
});

test("where every line is dead it is not sent after three seconds, and never on more than four", async () => {
  const seen = over("dead");
  assert.equal(await stop(), null);
  assert.equal(seen.length, 4);
  assert.ok(seen.every((each) => each.aborted));
});
