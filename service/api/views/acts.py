"""One sentence for a person about each act of people and each change of the book, for the audit."""

import json
import re
from typing import Any

from service.api.views.book import slot_iso
from service.book.rows import Row
from service.core.booking.grid import Slot
from service.people.acts import Act

_COMMAND = re.compile(r"[A-Z]+ /api/v1/(?P<path>.+)")
_NEW = {"people": "somebody new", "tablets": "a tablet's code"}
_OF_PEOPLE = {
    "signed-in": "Signed in.",
    "sign-in-ended": "A sign-in ended: {about}.",
    "stepped-up": "Gave her PIN for {about}.",
    "second-person": "Gave badge and PIN as the second person for {about}.",
    "second-person-same": "Was refused as her own second person for {about}.",
    "role-refused": "Was refused, for want of a role: {about}.",
    "wrong-pin": "A wrong badge or PIN was given: {about}.",
    "locked": "Locked after wrong PINs: {about}.",
    "locked-out": "Was turned away while locked: {about}.",
    "unlocked": "Unlocked {about}.",
    "person-added": "Added {about} to those who may sign in.",
    "roles-changed": "Changed the roles of {about}.",
    "pin-changed": "Gave {about} another PIN.",
    "person-disabled": "Let {about} sign in no more.",
    "enrolment-offered": "Made a code that enrols {about}.",
    "enrolled": "{about} was enrolled.",
    "tablet-revoked": "Took {about} away from the ward.",
    "wrong-code": "A wrong code was given to enrol a tablet.",
}
_OF_VISITS = {
    "held": "Held a place",
    "booked": "Booked a visit",
    "moved": "Moved a visit",
    "longer": "Made a visit longer",
    "shorter": "Made a visit shorter",
    "cancelled": "Cancelled a visit",
    "arrived": "Let a patient arrive",
    "late": "Expects a patient late",
    "no-show": "Marked a patient as not come",
    "seated": "Seated a patient",
    "done": "Ended a visit",
    "expired": "A hold ran out",
}
_OF_WAITING = {
    "waiting": "Put on the waiting list",
    "left": "Took off the waiting list",
    "offered": "A place became free for somebody who waits",
}
_OF_FEEDS = {"feed": "Made a calendar", "revoked": "Revoked a calendar"}
_OF_CUTS = {"cut": "Cut the day", "overtime": "Opened overtime"}


def act_sentence(act: Act) -> str | None:
    """Return what was done about people, tablets or sign-ins; None for an act we have no word of.

    Who and where stand beside it.
    """
    text = _OF_PEOPLE.get(act.what)
    return None if text is None else text.replace("{about}", _in_words(act.about))


def _in_words(about: str) -> str:
    """Return a command in words, `start of session 0123abcd`; anything else as it is."""
    found = _COMMAND.fullmatch(about)
    if found is None:
        return about
    *path, verb = found["path"].split("/")
    if not path and verb in _NEW:
        return _NEW[verb]
    of = f" of {path[-1]}" if path else ""
    kind = f" of {path[-2].removesuffix('s')} {path[-1]}" if len(path) > 1 else of
    return verb.replace("-", " ") + kind


def change_sentence(row: Row) -> str | None:
    """Return what a line of the book's journal of changes says; None where there is no word of it.

    What a row is of is told by its columns: the journal keeps rows of several tables.
    """
    after: dict[str, Any] = json.loads(row["after"])
    before: dict[str, Any] = json.loads(row["before"]) if row["before"] else {}
    what = str(row["what"])
    if "seat_slot" in after:
        return f"{_OF_VISITS.get(what, what)}: {_visit(after, before)}."
    if "first_day" in after:
        days = f"from {after['first_day']} to {after['last_day']}"
        return f"{_OF_WAITING.get(what, what)}: {_whose(after)}, {days}."
    if "pool" in after:
        return f"{_OF_CUTS.get(what, what)}: {_cut(after)}."
    if "secret_hash" in after:
        return f"{_OF_FEEDS.get(what, what)}: {after['name']}."
    if "subject" in after:
        return f"Took note of {after['kind']}: {after['subject']}."
    if "on_day" in after:
        return f"The plan ({after['kind']}) of {after['on_day']}: {what}."
    return None


def _visit(after: dict[str, Any], before: dict[str, Any]) -> str:
    seat, was = _slot(after["seat_slot"]), before.get("seat_slot")
    when = f"from {_slot(was)} to {seat}" if was not in (None, after["seat_slot"]) else seat
    parts = [_whose(after), when]
    if after.get("expected_slot") not in (None, before.get("expected_slot")):
        parts.append(f"expected {_slot(after['expected_slot'])}")
    if after.get("chair"):
        parts.append(str(after["chair"]))
    if after.get("reason") not in (None, before.get("reason")):
        parts.append(f"reason: {after['reason']}")
    return ", ".join(parts)


def _whose(row: dict[str, Any]) -> str:
    number = "" if row["infusion_no"] is None else f" infusion {row['infusion_no']}"
    return f"{row['patient']}, {row['what']}{number}"


def _cut(row: dict[str, Any]) -> str:
    how = f"{abs(row['amount'])} {'more' if row['amount'] < 0 else 'fewer'} of {row['pool']}"
    until = f"from {_slot(row['from_slot'])} to {_slot(row['to_slot'])}"
    chair = f", {row['chair']}" if row.get("chair") else ""
    return f"{how}{chair}, {until}, reason: {row['reason']}"


def _slot(number: int) -> str:
    return slot_iso(Slot(number))
