"""What was told of reactions, and who took a chair over: once in the record, and as it was said.

It knows what a person said, for when and with which answer; what that was it never asks the
service. The screens are judged while the session lasts, the journal when everything is over.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from tests.torture.facts import Facts

OVER = ("resolved", "transferred")
KINDS = {
    "symptoms": "SymptomsNoted",
    "drugs": "RescueDrugGiven",
    "calls": "HelpCalled",
    "outcome": "OutcomeRecorded",
}
ABOUT = {"symptoms": "symptoms", "drugs": "drug", "calls": "call", "outcome": "outcome"}
TAKEN_OVER = "ChairTakenOver"
SLACK_MS = 100
"""Ward time is told in whole milliseconds, and an answer takes no time here."""


class Fate(Enum):
    """What came of a tap."""

    PERHAPS = "perhaps"
    """No answer, or one without the record: it may stand there, once."""
    TAKEN = "taken"
    REFUSED = "refused"
    """Or it must be, and was not answered."""


@dataclass(eq=False, kw_only=True)
class Told:
    """One thing that a person said of a reaction."""

    session: str
    reaction: int
    verb: str
    words: str
    """Nobody else says them."""
    by: str
    happened_ms: int | None
    """For when she said it, in ward time; None: now."""
    amends: "Told | None" = None
    outcome: str | None = None
    late: bool | None = None
    """None: nobody can know, since an answer was lost."""
    fate: Fate = Fate.PERHAPS
    entry: int | None = None
    """Its number, as answered."""
    between_ms: tuple[int, int] | None = None
    """Ward time at the tap and at the answer; None: another service came between."""

    @property
    def spoke_of_ms(self) -> tuple[int, int] | None:
        """The earliest and the latest moment of which it can speak."""
        if self.happened_ms is not None:
            return self.happened_ms, self.happened_ms
        return self.between_ms


@dataclass(eq=False, kw_only=True)
class TakenOver:
    """A person took a chair over, or tried to."""

    session: str
    by: str
    version: int
    items: list[str]
    fate: Fate = Fate.PERHAPS
    entry: int | None = None


class Account:
    """Everything that was told at one chair."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.told: list[Told] = []
        self.taken_over: list[TakenOver] = []

    def over(self, session: str, reaction: int) -> bool | None:
        """Whether a reaction has come to its end, by what was told; None: nobody can know."""
        said = [
            each
            for each in self.told
            if (each.session, each.reaction) == (session, reaction)
            and each.outcome is not None
            and each.fate is not Fate.REFUSED
        ]
        if any(each.fate is Fate.PERHAPS or each.spoke_of_ms is None for each in said):
            return None
        corrected = {each.amends for each in said}
        spans = [(each.spoke_of_ms or (0, 0), each) for each in said if each not in corrected]
        latest_ms = max((span[0] for span, _ in spans), default=0)
        ends = {each.outcome in OVER for span, each in spans if span[1] >= latest_ms}
        if len(ends) > 1:
            return None  # of the same moment: which of them is the later one is not told here
        return ends.pop() if ends else False

    # ------------------------------------------------------------------ on the screen

    def judge_screen(self, session: dict[str, Any]) -> None:
        """Hold what the page shows of a session against what was told."""
        for told in self.told:
            if told.session == session["id"] and told.fate is Fate.TAKEN:
                self._judge_shown(told, session["reactions"])
        self._judge_items(session)
        mine = [each for each in self.taken_over if each.session == session["id"]]
        mine = [each for each in mine if each.fate is not Fate.REFUSED]
        if mine and mine[-1].fate is Fate.TAKEN:
            shown = session["taken_over"]
            if shown is None or shown["by"] != mine[-1].by:
                said = f"{mine[-1].by} has taken the chair over, shown: {shown}"
                self._facts.violated("INV-37", said)

    def _judge_shown(self, told: Told, reactions: list[dict[str, Any]]) -> None:
        shown = [
            (each["no"], entry)
            for each in reactions
            for entry in each["entries"]
            if told.words in entry["text"]
        ]
        if len(shown) != 1:
            self._facts.violated("INV-36", f"{told.words!r} is shown {len(shown)} times")
            return
        ((no, entry),) = shown
        said = told.happened_ms
        wrong = [
            no != told.reaction,
            entry["entry"] != told.entry,
            entry["about"] != ABOUT[told.verb],
            entry["by"] != told.by,
            entry["amends"] != (told.amends.entry if told.amends else None),
            said is not None and in_ms(entry["happened_at"]) != said,
            said is None and entry["happened_at"] != entry["at"],
            entry["back_dated"] is not (in_ms(entry["happened_at"]) < in_ms(entry["at"])),
            told.late is not None and entry["late"] is not told.late,
            not _within(told, in_ms(entry["at"])),
        ]
        if any(wrong):
            self._facts.violated("INV-36", f"{_text(told)}, and is shown as {entry}")
        if told.amends is not None:
            self._judge_corrected(told, reactions)

    def _judge_corrected(self, told: Told, reactions: list[dict[str, Any]]) -> None:
        """What was corrected stays, and says by what."""
        entries = [entry for each in reactions for entry in each["entries"]]
        before = [entry for entry in entries if told.amends and told.amends.entry == entry["entry"]]
        if not any(told.entry in entry["corrected_by"] for entry in before):
            self._facts.violated("INV-36", f"{_text(told)}, and that is shown as {before}")

    def _judge_items(self, session: dict[str, Any]) -> None:
        """Whatever waits for somebody is told to whoever takes the chair over."""
        items, missing = session["open_items"], list[str]()
        if session["closed"]:
            return
        for alarm in session["alarms"]:
            if f"Alarm: {alarm['sentence']}" not in items:
                missing.append(alarm["sentence"])
        for each in session["reactions"]:
            known = any(item.startswith(f"Reaction at {each['at']}") for item in items)
            if self.over(session["id"], each["no"]) is False and not known:
                missing.append(f"the reaction at {each['at']}")
        if missing:
            self._facts.violated("INV-37", f"open, and not told in {items}: {missing}")

    # ------------------------------------------------------------------ in the journal

    def judge_record(self, store: Path) -> None:
        """Hold the journal against everything that was said."""
        rows = [*_rows(store)]
        for told in self.told:
            self._judge_told(told, [row for row in rows if told.words in row[3]])
        sessions = {each.session for each in self.taken_over}
        taken = [row for row in rows if row[2] == TAKEN_OVER and row[0] in sessions]
        for row in taken:
            self._judge_taken_over(row)
        for each in self.taken_over:
            entries = [row[1] for row in taken if row[0] == each.session]
            if each.fate is Fate.TAKEN and entries.count(each.entry or 0) != 1:
                said = f"entry {each.entry} of {each.session}, {each.by}, is not in the record"
                self._facts.violated("INV-37", said)

    def _judge_told(self, told: Told, rows: list[tuple[str, int, str, str]]) -> None:
        least = 1 if told.fate is Fate.TAKEN else 0
        most = 0 if told.fate is Fate.REFUSED else 1
        if not least <= len(rows) <= most:
            said = f"{_text(told)}, {told.fate.value}, and stands {len(rows)} times in the record"
            self._facts.violated("INV-36", said)
            return
        for stream, version, kind, payload in rows:
            found = json.loads(payload)
            said_ms = found["at"] if told.happened_ms is None else told.happened_ms
            wrong = [
                stream != told.session,
                told.entry is not None and version != told.entry,
                kind != KINDS[told.verb],
                found["reaction"] != told.reaction,
                found["by"]["id"] != told.by,
                found["amends"] != (told.amends.entry if told.amends else None),
                found["happened_at"] != said_ms,
                told.late is not None and found["late"] is not told.late,
                not _within(told, found["at"]),
            ]
            if any(wrong):
                self._facts.violated("INV-36", f"{_text(told)}, and is recorded as {payload}")

    def _judge_taken_over(self, row: tuple[str, int, str, str]) -> None:
        """Taken over as shown, by her, and nothing came between the picture and the tap."""
        stream, version, _, payload = row
        found = json.loads(payload)
        said = [
            each
            for each in self.taken_over
            if (each.session, each.by, each.version)
            == (stream, found["by"]["id"], found["version"])
            and each.fate is not Fate.REFUSED
        ]
        if not any(each.items == found["open_items"] for each in said):
            shown = [each.items for each in said]
            self._facts.violated("INV-37", f"shown were {shown}, recorded is {payload}")
        elif found["version"] != version - 1:
            text = f"entry {version} takes over what was shown at entry {found['version']}"
            self._facts.violated("INV-37", text)


def in_ms(instant: str) -> int:
    """Return an instant of a page in ms."""
    return round(datetime.fromisoformat(instant).timestamp() * 1_000)


def _within(told: Told, at_ms: int) -> bool:
    if told.between_ms is None:
        return True
    asked_ms, answered_ms = told.between_ms
    return asked_ms - SLACK_MS <= at_ms <= answered_ms + SLACK_MS


def _text(told: Told) -> str:
    said = f"{told.by} said {told.words!r} of reaction {told.reaction} for {told.happened_ms}"
    corrects = f", corrects {told.amends.entry}" if told.amends else ""
    return f"{said}{corrects}, late: {told.late}"


def _rows(store: Path) -> Iterator[tuple[str, int, str, str]]:
    """Return stream, version, kind and payload of what is judged here."""
    kinds = {*KINDS.values(), TAKEN_OVER}
    with closing(sqlite3.connect(store)) as connection:
        rows = connection.execute("SELECT stream, version, kind, payload FROM journal")
        yield from (row for row in rows if row[2] in kinds)
