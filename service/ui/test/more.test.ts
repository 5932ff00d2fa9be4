import assert from "node:assert/strict";
import { test } from "node:test";
import type { ActView, MemberView, SettingBlockView } from "../src/api.gen";
import { dayAfter, known } from "../src/more/auditscreen";
import { blockName, placeWords, sourceWords } from "../src/more/settingsscreen";
import { stateWords } from "../src/more/peoplescreen";
import { ID, idOf, sameRoles } from "../src/more/roles";
import { changed } from "../src/link/ward";
import { setZone, wardDay } from "../src/words/format";
import { chair, ward } from "./samples";

test("an id that the page makes of a name is one that the ward takes", () => {
  const names = { "Nurse K": "nurse-k", "  Dr. Åsa  Öberg ": "dr-asa-oberg", "Tablet 9": "tablet-9", ["x".repeat(60)]: "x".repeat(40) };
  for (const [name, id] of Object.entries(names)) {
    assert.equal(idOf(name), id);
    assert.match(idOf(name), ID);
  }
  assert.equal(idOf("護士"), "");
  assert.doesNotMatch("", ID);
});

test("roles are the same in any order", () => {
  assert.ok(sameRoles(["nurse", "charge"], ["charge", "nurse"]));
  assert.ok(!sameRoles(["nurse"], ["charge"]));
  assert.ok(!sameRoles(["nurse"], ["nurse", "charge"]));
});

test("the day after is a date, also where a clock is changed and a month ends", () => {
  assert.equal(dayAfter("2026-10-24", 1), "2026-10-25");
  assert.equal(dayAfter("2026-10-25", 1), "2026-10-26");
  assert.equal(dayAfter("2028-03-01", -1), "2028-02-29");
  assert.equal(dayAfter("2026-01-01", -1), "2025-12-31");
});

test("the ward's day is its own, wherever the tablet believes to be", () => {
  setZone("Pacific/Auckland");
  assert.equal(wardDay(Date.parse("2026-11-27T11:30:00Z")), "2026-11-28");
  setZone("America/Los_Angeles");
  assert.equal(wardDay(Date.parse("2026-11-27T07:30:00Z")), "2026-11-26");
  setZone("UTC");
});

test("who has done something can be chosen although she is on no list any more", () => {
  const acts = [{ person: "nurse-z" }, { person: "nurse-k" }, { person: "nurse-z" }] as ActView[];
  assert.deepEqual(
    known([{ id: "nurse-k", name: "Nurse K" }], acts, "person").map((each) => each.id),
    ["nurse-k", "nurse-z"],
  );
});

test("a person's state says what is wrong first", () => {
  const person: MemberView = { id: "nurse-k", name: "Nurse K", roles: ["nurse"], disabled: false, locked_until: null, signed_in: [] };
  assert.equal(stateWords(person), "Not signed in.");
  assert.match(stateWords({ ...person, locked_until: "2026-11-27T10:30:00.000Z" }), /^LOCKED after wrong PINs until 10:30\. Not signed in\.$/);
  assert.match(stateWords({ ...person, disabled: true }), /no more/);
});

test("a setting says where it stands, and whether anybody but the ward says it", () => {
  const block: SettingBlockView = { name: "rules.usual_vital_signs", file: "default.yaml", line: 94, own: false, source: "local, first value", local: true, settings: [] };
  assert.equal(blockName(block.name), "Usual vital signs");
  assert.equal(blockName("booking.promises"), "Promises (book)");
  assert.equal(blockName("ward"), "Ward");
  assert.equal(placeWords(block), "default (default.yaml, line 94)");
  assert.equal(placeWords({ ...block, own: true, file: "ward.yaml" }), "ward.yaml, line 94");
  assert.equal(sourceWords({ ...block, source: "" }), "local");
  assert.equal(sourceWords({ ...block, local: false, source: "GIP 1.0" }), "Source: GIP 1.0");
});

test("a delta brings names where somebody is new", () => {
  const before = ward([chair()]);
  const people = [{ id: "nurse-n", name: "Nurse N", role: "nurse" }];
  const message = { boot: "b", seq: 2, now: "2026-11-27T10:30:01.000Z", chairs: [], ward: null, book: false };
  assert.deepEqual(changed(before, { ...message, names: { people, tablets: [] } }).people, people);
  assert.equal(changed(before, message).people, before.people);
});
