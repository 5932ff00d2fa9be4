import assert from "node:assert/strict";
import { test } from "node:test";
import type { SignInView } from "../src/api.gen";
import { codeIn, codeTyped, isWholeCode, pinAfter } from "../src/people/code";
import { faultOf, problemId } from "../src/people/asking";
import { END_NEAR_MS, IDLE_NEAR_MS, SIGN_IN, endWords, refusedTo } from "../src/people/held";
import { view } from "../src/link/ward";
import { unmoved } from "../src/people/signed";
import { chair, session, ward } from "./samples";

const AT = Date.parse("2026-11-27T10:30:00.000Z");
const later = (ms: number): string => new Date(AT + ms).toISOString();
const held = (more: Partial<SignInView> = {}): SignInView => ({
  people_are: "signed-in", tablet: { id: "tablet-1", name: "Tablet 1" }, person: { id: "nurse-k", name: "Nurse K", role: "nurse" },
  may: ["check_in", "start"], with_pin: ["start"], idle_ends_at: later(IDLE_NEAR_MS + 1), ends_at: later(END_NEAR_MS + 1), ...more,
});

test("a role without the right is told in words, and nobody is only asked to sign in", () => {
  assert.deepEqual(refusedTo(held(), "check_in"), []);
  assert.deepEqual(refusedTo(held(), "grade_reaction"), ["Your role (nurse) may not do this."]);
  assert.deepEqual(refusedTo(held({ person: null, may: [] }), "check_in"), [SIGN_IN]);
  assert.deepEqual(refusedTo(null, "check_in"), [SIGN_IN]);
  assert.deepEqual(refusedTo(held({ tablet: null, person: null }), "check_in"), ["This tablet is not enrolled."]);
});

test("the end of a sign-in is shown when it is near, and the nearer of the two", () => {
  assert.equal(endWords(held(), AT), "");
  assert.match(endWords(held({ idle_ends_at: later(30_000) }), AT), /^signed in until 1\d:30:30$/);
  assert.match(endWords(held({ ends_at: later(60_000), idle_ends_at: later(30_000) }), AT), /:30:30$/);
  assert.match(endWords(held({ ends_at: later(20_000), idle_ends_at: later(30_000) }), AT), /:30:20$/);
  assert.equal(endWords(held({ idle_ends_at: null, ends_at: null }), AT), "");
});

test("a code is typed, pasted or scanned, and nothing that no code has", () => {
  assert.equal(codeTyped("7kqf2m9xtb"), "7KQF2-M9XTB");
  assert.equal(codeTyped(" 7KQF2-M9XTB more"), "7KQF2-M9XTB");
  assert.equal(codeTyped("7KQF2-"), "7KQF2");
  assert.equal(codeTyped("0O1IL"), "");
  assert.ok(isWholeCode("7KQF2-M9XTB") && !isWholeCode("7KQF2-M9XT"));
  assert.equal(codeIn("#enrol=7KQF2-M9XTB"), "7KQF2-M9XTB");
  assert.equal(codeIn("#board"), "");
});

test("a PIN is digits alone, never longer than a PIN is", () => {
  assert.equal(["4", "8", "a", "Enter", "3"].reduce(pinAfter, ""), "483");
  assert.equal(pinAfter("48", "Backspace"), "4");
  assert.equal(pinAfter("48", "Delete"), "");
  assert.equal(pinAfter("123456789012", "3").length, 12);
});

test("what was not taken says why, and until when nothing is", () => {
  const body = { type: "/problems/locked-out", title: "Locked out", detail: "Too many wrong ones." };
  const answer = { status: 403, body, tag: "", retryAfter: 90 };
  assert.deepEqual(faultOf(answer, AT), { text: "Too many wrong ones.", until: AT + 90_000 });
  assert.equal(problemId(answer), "locked-out");
  assert.equal(faultOf({ status: 200, body: {}, tag: "" }, AT), null);
  assert.match(faultOf(null, AT)?.text ?? "", /^No answer in 3 s/);
  assert.equal(problemId({ status: 502, body: null, tag: "" }), "");
});

test("what was tapped goes on only where the record is where it was", () => {
  const tapped = chair({ session: session({ version: 7 }) });
  view.value = ward([tapped]);
  assert.ok(unmoved(tapped) && unmoved(null));
  view.value = ward([chair({ session: session({ version: 8 }) })]);
  assert.ok(!unmoved(tapped));
  view.value = ward([chair({ session: session({ id: "s-2", version: 7 }) })]);
  assert.ok(!unmoved(tapped));
  view.value = ward([chair({ session: null })]);
  assert.ok(!unmoved(tapped));
  view.value = null;
});
