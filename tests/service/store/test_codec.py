import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.quantities import Rate, Volume
from service.core.times import Instant, Span
from service.store import canonical
from service.store.batch import Encoded
from service.store.codec import Codec
from service.store.errors import NotEncodable, NotStorable, Undecodable
from tests.service.store.sample import (
    CODEC,
    Event,
    Grade,
    Level,
    Ordered,
    Reached,
    Running,
    Step,
    Stopped,
    reached,
)

numbers = st.integers()
rates, volumes = st.builds(Rate, numbers), st.builds(Volume, numbers)
steps = st.builds(Step, rate=rates, serve=st.none() | numbers.map(Span))
settings_ = st.none() | st.builds(Stopped) | st.builds(Running, rate=rates, until_total=volumes)
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        Ordered,
        at=numbers.map(Instant),
        by=st.text(),
        mode=st.sampled_from(["control", "watch"]),
        steps=st.lists(steps, max_size=4).map(tuple),
        actions=st.dictionaries(numbers, st.sampled_from(Grade), max_size=4),
        levels=st.dictionaries(st.sampled_from(Level), volumes),
        tags=st.frozensets(st.text(), max_size=4),
        pair=st.tuples(numbers, st.text()),
    ),
    st.builds(
        Reached,
        at=numbers.map(Instant),
        setting=settings_,
        said=st.none() | numbers | st.text(),
        confirmed=st.booleans(),
    ),
)
json_values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(events)
def test_an_event_comes_back_as_it_was(event: Event) -> None:
    assert CODEC.decode(CODEC.encode(event)) == event


@given(json_values)
def test_equal_values_have_one_ascii_text(value: canonical.Json) -> None:
    text = canonical.dumps(value)

    assert text.isascii()
    assert canonical.loads(text) == value
    assert canonical.dumps(canonical.loads(text)) == text


@pytest.mark.parametrize("value", [1.0, float("nan"), [0.5], {"a": {"b": 1e9}}, (1,), {1: 2}, b""])
def test_what_is_not_exact_is_not_canonical(value: Any) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.dumps(value)


@pytest.mark.parametrize("text", ["1.0", "1e3", "NaN", "-Infinity", '{"a":1,"a":2}', "{", ""])
def test_what_is_not_exact_is_not_read(text: str) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.loads(text)


def test_the_stored_form_is_plain_and_tagged_only_where_two_classes_compete() -> None:
    row = CODEC.encode(reached(3))

    assert row == Encoded(
        kind="Reached",
        schema=1,
        payload='{"at":3,"confirmed":true,"said":null,'
        '"setting":{"kind":"Running","rate":{"ul_per_h":25000},"until_total":{"ul":3}}}',
    )


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("at", 1.5, "at"),
        ("at", True, "at"),
        ("confirmed", 1, "confirmed"),
        ("setting", Rate(1), "setting"),
        ("setting", Running(rate=Rate(1.5), until_total=Volume(1)), "setting.rate.ul_per_h"),  # type: ignore[arg-type]
        ("said", 2.0, "said"),
    ],
)
def test_a_value_of_another_type_is_not_stored(field: str, value: Any, where: str) -> None:
    values = {"at": Instant(1), "setting": None, "said": None, "confirmed": True, field: value}

    with pytest.raises(NotEncodable) as refusal:
        CODEC.encode(Reached(**values))

    assert (refusal.value.kind, refusal.value.field) == ("Reached", where)


@pytest.mark.parametrize(
    ("payload", "where"),
    [
        ('{"at":1,"said":null,"setting":null}', "confirmed"),
        ('{"at":1,"confirmed":true,"more":1,"said":null,"setting":null}', "more"),
        ('{"at":1,"confirmed":1,"said":null,"setting":null}', "confirmed"),
        ('{"at":"1","confirmed":true,"said":null,"setting":null}', "at"),
        ('{"at":1,"confirmed":true,"said":null,"setting":{"kind":"Walking"}}', "setting.kind"),
        ('{"at":1,"confirmed":true,"said":null,"setting":{"kind":"Running"}}', "setting.rate"),
        ('{"at":1,"confirmed":true,"said":[],"setting":null}', "said"),
        ('{"at":1.0,"confirmed":true,"said":null,"setting":null}', ""),
        ("[]", ""),
    ],
)
def test_a_row_that_does_not_fit_is_refused_by_kind_and_field(payload: str, where: str) -> None:
    with pytest.raises(Undecodable) as refusal:
        CODEC.decode(Encoded(kind="Reached", schema=1, payload=payload))

    assert refusal.value.kind == "Reached"
    assert refusal.value.field in (where, f"{where}.until_total".replace("rate.", ""))


@pytest.mark.shows("INV-31")
@pytest.mark.shows("F-12")
@pytest.mark.parametrize(("kind", "schema"), [("Forgotten", 1), ("Reached", 0), ("Reached", 2)])
def test_an_unknown_kind_or_schema_is_refused(kind: str, schema: int) -> None:
    payload = CODEC.encode(reached(1)).payload

    with pytest.raises(Undecodable):
        CODEC.decode(Encoded(kind=kind, schema=schema, payload=payload))


def test_a_literal_is_one_of_its_values() -> None:
    codec: Codec[Any] = Codec([odd(Literal["a", "b"])], {})

    with pytest.raises(Undecodable, match="none of"):
        codec.decode(Encoded(kind="Odd", schema=1, payload='{"value":"c"}'))


def test_a_set_out_of_order_is_not_what_was_written() -> None:
    event = Ordered(
        at=Instant(1),
        by="",
        mode="watch",
        steps=(),
        actions={},
        levels={},
        tags=frozenset({"a", "b"}),
        pair=(1, ""),
    )
    row = CODEC.encode(event)

    with pytest.raises(Undecodable):
        CODEC.decode(
            Encoded(kind="Ordered", schema=1, payload=row.payload.replace('"a","b"', '"b","a"'))
        )


class Mixed(Enum):
    A = 1
    B = "b"


class Pump(Enum):
    LEFT = "left"


@dataclass(frozen=True)
class WithKind:
    kind: str


def odd(hint: Any) -> type:
    """Return an event class with one field of type `hint`."""
    return dataclasses.make_dataclass("Odd", [("value", hint)], frozen=True)


@pytest.mark.parametrize(
    "hint",
    [
        float,
        float | None,
        list[int],
        dict[float, int],
        Mapping[bool, int],
        Mixed,
        Literal[1, "b"],
        Any,
        object,
        bytes,
        Grade | Pump,
        str | Grade,
        Stopped | Mapping[str, int] | Running,
    ],
)
def test_a_field_without_an_exact_form_is_refused_when_the_codec_is_built(hint: Any) -> None:
    with pytest.raises(NotStorable) as refusal:
        Codec([odd(hint)], {})

    assert (refusal.value.kind, refusal.value.field) == ("Odd", "value")


def test_a_field_called_kind_cannot_stand_in_a_union() -> None:
    with pytest.raises(NotStorable):
        Codec([odd(WithKind | Stopped)], {})


@dataclass(frozen=True)
class Weighed:
    """Once it held kilograms under `weight`, then grams, then who weighed."""

    weight_g: int
    by: str | None


WEIGHED = {
    ("Weighed", 1): lambda old: {"weight_g": old["weight"] * 1000},
    ("Weighed", 2): lambda old: {**old, "by": None},
}


@pytest.mark.parametrize(
    ("schema", "payload"),
    [(1, '{"weight":70}'), (2, '{"weight_g":70000}'), (3, '{"by":null,"weight_g":70000}')],
)
def test_old_rows_are_lifted_step_by_step(schema: int, payload: str) -> None:
    codec = Codec([Weighed], WEIGHED)

    row = Encoded(kind="Weighed", schema=schema, payload=payload)

    assert codec.decode(row) == Weighed(70_000, None)
    assert codec.encode(Weighed(70_000, None)).schema == 3


def test_an_old_row_that_its_step_does_not_understand_is_refused() -> None:
    with pytest.raises(Undecodable, match="cannot be lifted from 1"):
        Codec([Weighed], WEIGHED).decode(Encoded(kind="Weighed", schema=1, payload="{}"))


def test_steps_must_leave_no_gap_and_lift_something_that_exists() -> None:
    with pytest.raises(ValueError, match="unliftable"):
        Codec([Weighed], {("Weighed", 2): WEIGHED["Weighed", 2]})
    with pytest.raises(NotStorable):
        Codec([Weighed], {("Gone", 1): WEIGHED["Weighed", 1]})
    with pytest.raises(NotStorable):
        Codec([Weighed, Weighed], {})
