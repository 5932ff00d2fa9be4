"""What must have been told of a book, counted from its file: slowly, and not as the book does.

The oracle of everything that is due: it reads rows with SQL and looks at each of them; it knows no
due table and no heap.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from service.book.calendar import Calendar, OpenDay
from service.book.clocks import begins, slot_at
from service.book.rows import visit_of
from service.core.booking.due import Due, DueKind, Reminders, of_evenings, of_nights, of_visit
from service.core.booking.resources import Resources
from service.core.times import Instant

Key = tuple[str, str, int]


def notices(path: Path) -> list[Key]:
    """Return every notice of a file, in the order in which it was told."""
    with closing(sqlite3.connect(path)) as file:
        rows = file.execute("SELECT kind, subject, due_at_ms FROM notice ORDER BY rowid")
        return [(kind, subject, at) for kind, subject, at in rows]


def doubled(told: Iterable[Key]) -> list[Key | tuple[str, str]]:
    """Return what was told twice; a night or an evening counts by its day alone."""
    told = list(told)
    twice: list[Key | tuple[str, str]] = [key for key, n in Counter(told).items() if n > 1]
    nightly = Counter(key[:2] for key in told if key[0] in {"horizon", "tomorrow"})
    return twice + [key for key, n in nightly.items() if n > 1]


def missing(path: Path, resources: Resources, since: Instant, now: Instant) -> list[Key]:
    """Return what is due by the rows of a file, and was not told."""
    told = set(notices(path))
    nightly = {key[:2] for key in told}
    lost = [due.key for due in _of_visits(path, since, now) if due.key not in told]
    for due in _of_days(resources, since, now):
        if due.key[:2] not in nightly:
            lost.append(due.key)
    return lost


def holds_without_their_notice(path: Path) -> list[str]:
    """Return the visits whose hold ran out without being told of, and those told of too much."""
    with closing(sqlite3.connect(path)) as file:
        over = {row[0] for row in file.execute("SELECT about FROM change WHERE what = 'expired'")}
        told = {
            row[0] for row in file.execute("SELECT subject FROM notice WHERE kind = 'hold-over'")
        }
    return sorted(over ^ told)


def _of_visits(path: Path, since: Instant, now: Instant) -> Iterable[Due]:
    reminders = Reminders()
    with closing(sqlite3.connect(path)) as file:
        file.row_factory = sqlite3.Row
        visits = [visit_of(dict(row), None) for row in file.execute("SELECT * FROM visit")]
    for visit in visits:
        for due in of_visit(visit, reminders):
            if since <= due.at <= now:
                yield due


def _of_days(resources: Resources, since: Instant, now: Instant) -> Iterable[Due]:
    calendar, reminders = Calendar(resources), Reminders()
    first, last = (calendar.clocks.date(slot_at(each)) for each in (since, now))
    span = [first + timedelta(days=count) for count in range((last - first).days + 2)]

    def at(on: date, minute: int) -> Instant:
        return begins(calendar.clocks.slot(on, minute))

    def is_open(on: date) -> bool:
        return isinstance(calendar.day(on), OpenDay)

    for due in (*of_nights(span, at, reminders), *of_evenings(span, at, is_open, reminders)):
        if since <= due.at <= now:
            yield due


def kinds(told: Iterable[Key]) -> Counter[DueKind]:
    """Return how often each kind was told."""
    return Counter(DueKind(key[0]) for key in told)
