"""The due table against a plain list of everything that was put into it."""

from hypothesis import given
from hypothesis import strategies as st

from service.book.due_table import DueTable
from service.core.booking.due import Due, DueKind
from service.core.times import Instant

ROWS = ("a", "b", "c/item")
DUES = st.builds(
    Due,
    kind=st.sampled_from([DueKind.LATE, DueKind.NO_SHOW]),
    subject=st.just("?"),
    at=st.integers(0, 20).map(Instant),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from(ROWS), st.sets(DUES, max_size=3)),
        st.tuples(st.just("note"), st.integers(0, 20), st.none()),
        st.tuples(st.just("pass"), st.integers(1, 5), st.none()),
    ),
    max_size=40,
)


@given(steps=STEPS)
def test_what_is_due_is_what_the_rows_have_and_nobody_noted(
    steps: list[tuple[str, object, set[Due] | None]],
) -> None:
    table, now = DueTable([]), 0
    rows: dict[str, set[Due]] = {}
    noted: set[tuple[str, str, int]] = set()

    for what, value, dues in steps:
        if what == "put" and dues is not None:
            subject = str(value)
            mine = {Due(kind=due.kind, subject=subject, at=due.at) for due in dues}
            rows[subject] = mine
            table.put(subject.split("/")[0], mine)
        elif what == "note" and isinstance(value, int):
            for due in table.ripe(Instant(now))[: value % 3]:
                noted.add(due.key)
                table.note(due.key)
        elif isinstance(value, int):
            now += value

        open_ = [due for row in rows.values() for due in row if due.key not in noted]
        rank = sorted(open_, key=lambda due: due.rank)
        assert [due for due in rank if due.at <= now] == table.ripe(Instant(now))
        later = [due for due in rank if now < due.at < now + 7]
        assert later == [due for due in table.ahead(Instant(now + 7)) if due.at > now]


def test_what_was_noted_before_is_never_due() -> None:
    due = Due(kind=DueKind.LATE, subject="a", at=Instant(5))
    table = DueTable([due.key])
    table.put("a", [due])

    assert [] == table.ripe(Instant(10))
    assert table.noted(due.key)
    assert [due] == table.of("a")
