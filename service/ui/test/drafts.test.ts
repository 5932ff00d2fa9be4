import assert from "node:assert/strict";
import { test } from "node:test";
import { accountForm, draftOf, drop, enter, entered, isOld } from "../src/chair/drafts";

const NOW = Date.parse("2026-11-27T10:05:00.000Z");

test("what was entered stays until it is recorded or dropped", () => {
  const form = accountForm("s-1", 1, "symptoms");
  enter(form, "symptoms", ["chills"], [], NOW, "nurse-a");
  enter(form, "words", "back pain", "", NOW + 60_000, "nurse-b");
  assert.deepEqual(draftOf(form), { fields: { symptoms: ["chills"], words: "back pain" }, since: NOW, by: "nurse-a" });
  drop(form);
  assert.equal(draftOf(form), undefined);
});

test("a form that is as nobody touched it holds nothing", () => {
  const form = accountForm("s-2", 1, "drug");
  enter(form, "dose", "100", "", NOW, "nurse-a");
  enter(form, "dose", "", "", NOW, "nurse-a");
  enter(form, "other", "  ", "", NOW, "nurse-a");
  enter(form, "at", "2026-11-27T10:00:00.000Z", "2026-11-27T10:00:00.000Z", NOW, "nurse-a");
  assert.equal(draftOf(form), undefined);
});

test("what is entered is found by its session and its reaction, and by no other", () => {
  enter(accountForm("s-3", 1, "symptoms"), "words", "rash", "", NOW, "");
  enter(accountForm("s-3", 2, "call"), "other", "Prescriber B", "", NOW, "");
  enter(accountForm("s-3", 2, "drug", 41), "dose", "0.5", "", NOW, "");
  enter("s-3/grade/x/", "grade", "2", "", NOW, "");
  assert.deepEqual(entered("s-3").map((each) => each.about), ["symptoms", "call", "drug"]);
  assert.deepEqual(entered("s-3", 2).at(-1), { reaction: 2, about: "drug", amends: 41 });
  enter(accountForm("s-3", 2, "call"), "other", "Prescriber C", "", NOW, "");
  assert.equal(entered("s-3", 2).at(-1)?.about, "call");
  assert.deepEqual(entered("s-3", 3), []);
  assert.deepEqual(entered("s-30"), []);
});

test("what was entered a minute ago did not happen now", () => {
  const draft = { fields: {}, since: NOW, by: "" };
  assert.equal(isOld(draft, NOW + 59_999), false);
  assert.equal(isOld(draft, NOW + 60_000), true);
});
