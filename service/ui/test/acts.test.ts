import assert from "node:assert/strict";
import { test } from "node:test";
import { NOT_SENT, NOT_SENT_GO, actWords, answered, recorded, settled, type Act } from "../src/link/acts";
import { confirmedRate } from "../src/link/confirms";
import { stopVerb, stopped } from "../src/link/stops";
import { chair, session } from "./samples";

const AT = Date.parse("2026-11-27T10:29:00.000Z");
const act = (more: Partial<Act> = {}): Act => ({
  state: "sending", path: "/here", at: AT, text: "", reasons: [], stops: false, version: 0, confirm: recorded, chair: "chair-1",
  session: "s-1", seen: 7, ...more,
});

test("no answer is NOT SENT, and a stop sends the nurse to the pump", () => {
  assert.equal(answered(act({ stops: true }), null).text, NOT_SENT);
  assert.equal(answered(act(), null).text, NOT_SENT_GO);
  assert.equal(answered(act(), null).state, "not-sent");
});

test("a refusal says its sentence once and its reasons", () => {
  const body = { detail: "Closed.", reasons: [{ id: "a", sentence: "Closed." }, { id: "b", sentence: "No bag." }] };
  const done = answered(act(), { status: 409, body, tag: "" });
  assert.equal(done.state, "refused");
  assert.equal(actWords(done), "Not done: Closed.");
  assert.deepEqual(done.reasons, ["No bag."]);
});

test("accepted is not confirmed before the record has that version", () => {
  const done = answered(act(), { status: 200, body: { version: 8, session: "s-1" }, tag: "" });
  assert.equal(done.state, "accepted");
  assert.equal(settled(done, chair(), AT)?.state, "accepted");
  assert.equal(settled(done, chair({ session: session({ version: 8, recorded: false }) }), AT)?.state, "accepted");
  assert.equal(settled(done, chair({ session: session({ version: 8 }) }), AT)?.state, "confirmed");
});

test("a start is confirmed by the pump's rate alone", () => {
  const done = act({ state: "accepted", confirm: confirmedRate, version: 7 });
  assert.match(settled(done, chair(), AT)?.text ?? "", /^Pump confirmed 50\u00a0mL\/h at /);
  assert.equal(settled(done, chair({ session: session({ reported_rate_ml_h: "25" }) }), AT)?.state, "accepted");
});

test("a stop is confirmed by the pump, and not by a report from before the tap", () => {
  const done = act({ state: "accepted", stops: true, confirm: stopped, version: 7 });
  const still = { ...chair().pump, delivery: "stopped" as const };
  assert.equal(settled(done, chair(), AT)?.state, "accepted");
  assert.equal(settled(done, chair({ pump: { ...still, heard_at: "2026-11-27T10:28:00.000Z" } }), AT)?.state, "accepted");
  assert.match(settled(done, chair({ pump: still }), AT)?.text ?? "", /^Pump says stopped/);
  const stop = { asked_at: "", sent_at: null, confirmed_at: "2026-11-27T10:29:01.000Z" };
  assert.match(settled(done, chair({ session: session({ stop }) }), AT)?.text ?? "", /^Pump confirmed stopped/);
});

test("NOT SENT of a stop stays until the pump stopped, whatever else happens", () => {
  const lost = act({ state: "not-sent", stops: true, confirm: stopped });
  assert.equal(settled(lost, chair({ session: session({ version: 99 }) }), AT + 600_000), lost);
  const stop = { asked_at: "", sent_at: null, confirmed_at: "2026-11-27T10:40:00.000Z" };
  assert.equal(settled(lost, chair({ session: session({ version: 99, stop }) }), AT), null);
});

test("what was said of one infusion is not said of the next one", () => {
  const done = act({ state: "confirmed", text: "recorded" });
  assert.equal(settled(done, chair({ session: session({ id: "s-2" }) }), AT), null);
});

test("the large key reacts, stops a pump that runs by itself, or has nothing to stop", () => {
  assert.equal(stopVerb(chair()), "reaction");
  assert.equal(stopVerb(chair({ session: session({ phase: "held" }) })), "reaction");
  assert.equal(stopVerb(chair({ session: null })), "stop");
  assert.equal(stopVerb(chair({ session: null, pump: { ...chair().pump, delivery: "stopped" } })), null);
});
