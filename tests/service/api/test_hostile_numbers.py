"""The bad numbers of safety.md 5.4, given to every number of every command.

Fields are found in the OpenAPI document, so that a new one cannot be forgotten.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from httpx2 import Response

from tests.service.api.harness import Bench, described

DEEP = b"[" * 9 + b"]" * 9
NO_NUMBER_AT_ALL = {
    "true": b"true",
    "false": b"false",
    "an empty text": b'""',
    "a list": b'["25"]',
    "an object": b'{"value": "25"}',
    "not a number": b'"NaN"',
    "infinite": b'"Infinity"',
    "an exponent": b'"1e2"',
    "an underscore": b'"2_5"',
    "a decimal comma": b'"14,5"',
    "spaces": b'" 25 "',
    "a plus": b'"+25"',
    "a minus": b'"-25"',
    "a minus before a number": b"-25",
    "its unit": b'"25 mL/h"',
    "hexadecimal": b'"0x19"',
    "no whole part": b'".5"',
    "no fraction": b'"5."',
    "a fraction": b"2.5",
    "a whole fraction": b"2.0",
    "an exponent without quotes": b"1e2",
    "many digits": b'"12345"',
    "Arabic-Indic digits": b'"\xd9\xa2\xd9\xa5"',
    "full-width digits": b'"\\uff12\\uff15"',
    "a superscript": b'"2\xc2\xb2"',
    "a zero byte": b'"25\\u0000"',
    "a line feed": b'"25\\n"',
    "an invisible mark": b'"\\u202e25"',
}
"""Unacceptable for a number of either kind; the answer names the field."""
ZERO = [b'"0"', b'"0.00"']
"""No rate and no volume. Whether a weight, a dose or a count may be 0 is for the core to say."""
OF_THE_OTHER_KIND = {"text": [b"25", b"0"], "whole": [b'"2"', b"0.0"]}
DOCUMENT = described()
UNREADABLE = {
    "NaN": b"NaN",
    "Infinity": b"Infinity",
    "minus Infinity": b"-Infinity",
    "too large": b"1e400",
    "minus too large": b"-1e400",
    "thirty digits": b"9" * 30,
    "a leading zero": b"025",
    "a bare plus": b"+25",
    "nothing": b"",
    "deep nesting": DEEP,
    "half of a pair": b'"\\ud800"',
    "no UTF-8": b'"\xff"',
}
"""No acceptable JSON: the whole body is refused with 400, and the place is named."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number that a command takes."""

    path: str
    field: str
    kind: str
    """`text`: a quantity as decimal text; `whole`: a JSON integer."""
    optional: bool
    good: Any
    """An acceptable value."""
    before: bytes
    """The body up to the number: acceptable values for all other fields that must be there."""
    after: bytes
    places: int
    """Decimals that it may have; 0 for whole numbers."""
    most: int | None
    """The greatest that the document allows; None for text, which has its pattern."""
    within: str
    """The objects of the body in which it stands, each followed by a dot."""

    def __str__(self) -> str:
        return f"{self.path.rpartition('/')[2]} {self.told}"

    @property
    def told(self) -> str:
        """The name by which a problem names the field."""
        return self.within + self.field

    def beside(self, other: str) -> str:
        """Return the name by which a problem names another field of the same object."""
        return self.within + other


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _forms(field: dict[str, Any]) -> list[dict[str, Any]]:
    forms: list[dict[str, Any]] = field.get("anyOf", [field])
    return forms


def _some(field: dict[str, Any]) -> Any:
    form = _forms(field)[0]
    if "$ref" in form:
        of = _object(form)
        if "enum" in of:
            return of["enum"][0]
        if "examples" in of:
            return of["examples"][0]
        return {name: _some(of["properties"][name]) for name in of.get("required", ())}
    if "const" in form or "enum" in form:
        return form["const"] if "const" in form else form["enum"][0]
    if "examples" in form:
        return form["examples"][0]
    if form["type"] == "array":
        return [_some(form["items"])]
    found = {"integer": int(form.get("minimum", 1)), "string": "25", "boolean": True}[form["type"]]
    return "2026-01-02T01:30:00Z" if form.get("format") == "date-time" else found


def _places(form: dict[str, Any]) -> int:
    found = re.search(r"\\\.\[0-9\]\{1,(\d)\}", form.get("pattern", ""))
    return int(found[1]) if found else 1 if "\\.[0-9]" in form.get("pattern", "") else 0


def _object(form: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = DOCUMENT["components"]["schemas"][form["$ref"].rpartition("/")[2]]
    return found


def _numbers() -> Iterator[Number]:
    for path, operations in DOCUMENT["paths"].items():
        for operation in operations.values():
            body = operation.get("requestBody")
            if body is None:
                continue
            schema = body["content"]["application/json"]["schema"]
            if "$ref" in schema:
                schema = _object(schema)
            yield from _numbers_of(path.removeprefix("/api/v1"), schema, b"{", b"}", "")


def _numbers_of(
    path: str, schema: dict[str, Any], before: bytes, after: bytes, within: str
) -> Iterator[Number]:
    fields, required = schema.get("properties", {}), set(schema.get("required", ()))
    for name, field in fields.items():
        others = {other: _some(fields[other]) for other in sorted(required - {name})}
        start = before + b"".join(
            b'"%s": %s, ' % (other.encode(), _json(value)) for other, value in others.items()
        )
        forms = _forms(field)
        if any("$ref" in form for form in forms):
            opened = start + b'"%s": {' % name.encode()
            yield from _numbers_of(
                path, _object(forms[0]), opened, b"}" + after, f"{within}{name}."
            )
            continue
        if any(form.get("type") in ("integer", "number") for form in forms):
            kind = "whole"
        elif any("[0-9]" in form.get("pattern", "") for form in forms):
            kind = "text"
        else:
            continue
        optional, places = name not in required, max(map(_places, forms))
        most = next((form["maximum"] for form in forms if form.get("type") == "integer"), None)
        yield Number(path, name, kind, optional, _some(field), start, after, places, most, within)


NUMBERS = list(_numbers())


def test_the_numbers_of_the_document_are_found() -> None:
    """If a name is missing here it was taken away; if one is new it has been tried below."""
    assert {
        "sessions infusion_no": "whole",
        "second-check rate_ml_h": "text",
        "vital-signs systolic_mmhg": "whole",
        "vital-signs diastolic_mmhg": "whole",
        "vital-signs pulse_per_min": "whole",
        "vital-signs breaths_per_min": "whole",
        "vital-signs temperature_c": "text",
        "vital-signs saturation_percent": "whole",
        "sessions order.dose_mg": "text",
        "sessions order.bag_volume_ml": "text",
        "sessions order.weight_kg": "text",
        "sessions order.age_years": "whole",
        "order dose_mg": "text",
        "order bag_volume_ml": "text",
        "order weight_kg": "text",
        "order age_years": "whole",
        "labs neutrophils_10e9_l": "text",
        "labs amends": "whole",
        "temperature temperature_c": "text",
        "premedication dose_mg": "text",
        "premedication amends": "whole",
        "amendments entry": "whole",
        "attestation step": "whole",
        "grade grade": "whole",
        "symptoms reaction": "whole",
        "symptoms amends": "whole",
        "drugs reaction": "whole",
        "drugs amends": "whole",
        "drugs dose": "text",
        "calls reaction": "whole",
        "calls amends": "whole",
        "outcome reaction": "whole",
        "outcome amends": "whole",
        "resume improved_to": "whole",
        "flush volume_ml": "text",
        "hand-over version": "whole",
        "offers visit.infusion_no": "whole",
        "offers visit.dose_mg": "text",
        "offers visit.volume_ml": "text",
        "offers around": "text",
        "offers earliest": "text",
        "offers latest": "text",
        "offers most": "whole",
        "waiting-list visit.infusion_no": "whole",
        "waiting-list visit.dose_mg": "text",
        "waiting-list visit.volume_ml": "text",
        "holds visit.infusion_no": "whole",
        "holds visit.dose_mg": "text",
        "holds visit.volume_ml": "text",
        "move version": "whole",
        "cancel version": "whole",
        "accept version": "whole",
        "cuts count": "whole",
    } == {str(each): each.kind for each in NUMBERS}


async def _send(ward: Bench, number: Number, fields: bytes) -> Response:
    path = number.path.replace("{session_id}", "session-1")
    return await ward.post_raw(path, number.before + fields + number.after)


def _pair(number: Number, value: bytes) -> bytes:
    return b'"%s": %s' % (number.field.encode(), value)


async def _untouched(ward: Bench, session: str, before: tuple[object, ...]) -> None:
    assert before == _all(ward, session)
    assert [session] == [*ward.ward.runners]


def _all(ward: Bench, session: str) -> tuple[object, ...]:
    runner = ward.ward.runners[session]
    return runner.version, tuple(runner.happened), runner.session


def _refused(answer: Response, status: int, kind: str) -> list[str]:
    problem = answer.json()
    assert (status, f"/problems/{kind}") == (answer.status_code, problem["type"]), answer.text
    assert "application/problem+json" == answer.headers["content-type"]
    return [each["field"] for each in problem["errors"]]


@pytest.mark.shows("INV-27")
@pytest.mark.shows("C-17")
@pytest.mark.shows("REC-02")
@pytest.mark.parametrize("number", NUMBERS, ids=str)
async def test_no_bad_number_is_taken_and_the_field_is_named(ward: Bench, number: Number) -> None:
    session = await ward.checked_in()
    before = _all(ward, session)
    bad = [*NO_NUMBER_AT_ALL.values(), *OF_THE_OTHER_KIND[number.kind]]
    if number.kind == "text" and number.places < 3:
        bad += ZERO
    if number.most is not None:
        bad.append(b"%d" % (number.most + 1))
    bad.append(b'"0.2%s"' % (b"9" * number.places))  # one decimal too many
    if not number.optional:
        bad.append(b"null")

    for value in bad:
        answer = await _send(ward, number, _pair(number, value))

        assert [number.told] == _refused(answer, 422, "bad-input"), value
        assert number.told in answer.json()["detail"]
    await _untouched(ward, session, before)


@pytest.mark.shows("INV-27")
@pytest.mark.parametrize("number", NUMBERS, ids=str)
async def test_what_is_no_json_is_refused_as_a_whole(ward: Bench, number: Number) -> None:
    session = await ward.checked_in()
    before = _all(ward, session)

    for name, value in UNREADABLE.items():
        answer = await _send(ward, number, _pair(number, value))

        assert 1 == len(_refused(answer, 400, "bad-json")), name
    await _untouched(ward, session, before)


@pytest.mark.shows("INV-27")
@pytest.mark.parametrize("number", NUMBERS, ids=str)
async def test_a_number_stands_there_once_under_its_own_name(ward: Bench, number: Number) -> None:
    session = await ward.checked_in()
    before = _all(ward, session)
    good = _json(number.good)
    pair = _pair(number, good)

    twice = await _send(ward, number, pair + b", " + pair)
    assert [number.field] == _refused(twice, 400, "bad-json")
    spelt = b'"\\u%04x%s": %s' % (ord(number.field[0]), number.field[1:].encode(), good)
    spelt_twice = await _send(ward, number, pair + b", " + spelt)
    assert [number.field] == _refused(spelt_twice, 400, "bad-json")
    for other in ("rate_ml_min", number.field.upper(), number.field + " ", "__proto__"):
        unit = await _send(ward, number, pair + b', "%s": %s' % (other.encode(), good))
        assert [number.beside(other)] == _refused(unit, 422, "bad-input")
    await _untouched(ward, session, before)


@pytest.mark.shows("INV-27")
@pytest.mark.parametrize("number", NUMBERS, ids=str)
async def test_a_body_is_small_plain_json_of_this_time(ward: Bench, number: Number) -> None:
    session = await ward.checked_in()
    before = _all(ward, session)
    pair = _pair(number, b'"25"' if number.kind == "text" else b"1")
    path = number.path.replace("{session_id}", session)

    huge = await _send(ward, number, pair + b" " * 65_536)
    assert (413, "/problems/body-too-large") == (huge.status_code, huge.json()["type"])
    for body in (b"\xef\xbb\xbf{" + pair + b"}", ("{" + pair.decode() + "}").encode("utf-16")):
        answer = await ward.post_raw(path, body)
        assert 1 == len(_refused(answer, 400, "bad-json"))
    await _untouched(ward, session, before)
