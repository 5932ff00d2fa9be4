import assert from "node:assert/strict";
import { test } from "node:test";
import { changed } from "../src/link/ward";
import { comingSteps, openItems, withWhom } from "../src/log/openitems";
import { alarmsOf, needsNurse, nextWords, stateOf, toGrade } from "../src/words/status";
import { waitingChairs } from "../src/words/waiting";
import { alarm, chair, session, ward } from "./samples";

const NOW = Date.parse("2026-11-27T11:00:00.000Z");

test("a delta brings whole chairs and leaves the others the same objects", () => {
  const [one, two] = [chair(), chair({ chair: "chair-2" })];
  const next = chair({ session: null });
  const after = changed(ward([one, two]), { boot: "b", seq: 2, now: "2026-11-27T10:30:01.000Z", chairs: [next], ward: null, book: false });
  assert.equal(after.chairs[0], next);
  assert.equal(after.chairs[1], two);
  assert.equal(after.seq, 2);
  assert.equal(after.name, "Ward");
});

test("a pump that has not said that it stands is Stopping", () => {
  const stop = { asked_at: "", sent_at: null, confirmed_at: null };
  assert.equal(stateOf(chair({ session: session({ stop }) })).word, "Stopping");
  assert.equal(stateOf(chair()).word, "Running");
  assert.equal(stateOf(chair({ session: null })).word, "Pump runs");
});

test("every state differs by its word or its shape", () => {
  const phases = ["preparing", "interrupted", "paused", "held", "flushing", "observing", "completed", "discontinued"] as const;
  const shown = phases.map((phase) => stateOf(chair({ session: session({ phase }) })));
  assert.equal(new Set(shown.map((each) => each.word)).size, phases.length);
  assert.equal(new Set(shown.map((each) => each.shape)).size, phases.length);
});

test("the most urgent alarm is the first one", () => {
  const alarms = [alarm({ id: "low", priority: "low" }), alarm({ id: "high", priority: "high" }), alarm()];
  assert.deepEqual(alarmsOf(chair({ session: session({ alarms }) })).map((each) => each.priority), ["high", "medium", "low"]);
});

test("what is next is said with the clock only where a minute is a minute", () => {
  const attest = { needed: false, second_needed: false, open: false, opens_in_min: 1, given_by: null, given_at: null, gates: [], late_min: null };
  const step = { no: 1, rate_ml_h: "25", label_rate: null, served_min: 48, serve_min: 60, next_rate_ml_h: "50", due_in_min: 12, attest };
  assert.equal(nextWords(session({ step }), NOW), "next 50\u00a0mL/h in 12\u00a0min, 11:12");
  assert.equal(nextWords(session({ step, speed: 60 }), NOW), "next 50\u00a0mL/h in 12\u00a0min");
});

test("a reaction in which the infusion was ended is graded before the discharge, and once", () => {
  const reaction = { at: "2026-11-27T10:30:00.000Z", grade: null, hospitalised: null, action: null };
  const ended = { phase: "discontinued", reaction } as const;
  assert.equal(nextWords(session(ended), NOW), "grade the reaction, discharge");
  assert.equal(toGrade(session({ ...ended, closed: true })), false);
  assert.equal(toGrade(session({ ...ended, phase: "interrupted" })), false);
  assert.equal(nextWords(session({ ...ended, reaction: { ...reaction, grade: 4 } }), NOW), "discharge");
  assert.equal(nextWords(session({ phase: "discontinued" }), NOW), "discharge");
});

test("what waits for a nurse is marked, and what waits for time or the pump is not", () => {
  assert.equal(needsNurse(session(), NOW), false);
  assert.equal(needsNurse(session({ phase: "interrupted" }), NOW), true);
  assert.equal(needsNurse(session({ phase: "preparing" }), NOW), false);
  assert.equal(needsNurse(session({ phase: "observing", observe_until: "2026-11-27T11:00:01.000Z" }), NOW), false);
  assert.equal(needsNurse(session({ phase: "observing", observe_until: "2026-11-27T11:00:00.000Z" }), NOW), true);
});

test("a chair says with whom it is once somebody has taken it over", () => {
  assert.equal(withWhom(session()), "");
  const taken_over = { by: "nurse-b", at: "2026-11-27T10:02:00.000Z", handed_over_by: null };
  assert.equal(withWhom(session({ taken_over })), "with nurse-b since 10:02");
});

test("a hand-over names what is open, and the steps that remain by the clock", () => {
  const open_items = ["Alarm: Held.", "Vital signs are due at 2026-11-27T10:45:00.000Z."];
  const open = chair({ session: session({ open_items }) });
  assert.deepEqual(openItems(open), ["Alarm: Held.", "Vital signs are due at 27 Nov 10:45."]);
  assert.deepEqual(openItems(chair({ session: null })), []);
  const tail = [
    { from_min: 60, to_min: 90, rate_ml_h: "50", label_rate: null },
    { from_min: 90, to_min: 120, rate_ml_h: "100", label_rate: null },
  ];
  assert.deepEqual(comingSteps(session({ tail }), NOW), [
    { when: "now", what: "50\u00a0mL/h" },
    { when: "11:30", what: "100\u00a0mL/h" },
    { when: "12:00", what: "volume in: flush" },
  ]);
});

test("who waits for a nurse is listed with the patient who reacts first", () => {
  const due = { observe_until: "2026-11-27T10:59:00.000Z" };
  const chairs = [
    chair({ chair: "chair-1", session: session({ phase: "observing", ...due }) }),
    chair({ chair: "chair-2", session: session({ phase: "flushing" }) }),
    chair({ chair: "chair-3", session: session() }),
    chair({ chair: "chair-4", session: session({ phase: "held" }) }),
    chair({ chair: "chair-5", session: null }),
    chair({ chair: "chair-6", session: session({ phase: "interrupted" }) }),
    chair({ chair: "chair-7", session: session({ phase: "flushing" }) }),
  ];
  const found = waitingChairs(chairs, NOW);
  assert.deepEqual(found.map((each) => each.chair.chair), ["chair-6", "chair-4", "chair-2", "chair-7", "chair-1"]);
  assert.equal(found[0]?.words, "grade the reaction");
});
