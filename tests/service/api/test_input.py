"""What is refused before anything happens: text, times, counts (numbers: test_hostile_numbers)."""

from typing import Any

import pytest

from tests.orders import CHECK_IN
from tests.service.api.harness import Bench


async def test_a_grade_is_a_whole_number_from_1_to_5(ward: Bench) -> None:
    session = await ward.checked_in()
    for value in (0, 6, -1, True, "2", 2.0, 2.5, None, [2], 10**14):
        answer = await ward.post(f"/sessions/{session}/grade", {"grade": value})

        assert answer.status_code == 422, value
        assert answer.json()["errors"][0]["field"] == "grade"


@pytest.mark.shows("INV-02")
@pytest.mark.parametrize("field", ["no_reaction", "vitals_taken"])
@pytest.mark.parametrize("value", [False, 1, "true", None])
async def test_both_words_of_an_attestation_must_be_true(
    ward: Bench, field: str, value: Any
) -> None:
    session = await ward.checked_in()
    body = {"step": 1, "no_reaction": True, "vitals_taken": True, field: value}

    answer = await ward.post(f"/sessions/{session}/attestation", body)

    assert answer.status_code == 422
    assert [field] == [each["field"] for each in answer.json()["errors"]]


async def test_text_is_one_visible_line(ward: Bench) -> None:
    texts = ["", " ", " P", "P ", "a\tb", "a\nb", "\u202eP", "x" * 81, 7, None, True, {}]
    for text in texts:
        body = {**CHECK_IN, "patient": text}
        answer = await ward.post("/sessions", body)

        assert answer.status_code == 422, text
        assert ["patient"] == [each["field"] for each in answer.json()["errors"]]


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-22T14:03:07",
        "2026-11-22",
        "2026-11-22 14:03:07Z",
        "2026-02-30T14:03:07Z",
        "2026-11-22T24:61:07Z",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "2026-11-22T14:03:07+99:00",
        1_790_000_000,
        "now",
        "",
    ],
)
async def test_a_time_says_its_zone(ward: Bench, moment: Any) -> None:
    session = await ward.checked_in()
    body = {"item": "paracetamol", "route": "oral", "dose_mg": "1000", "given_at": moment}

    answer = await ward.post(f"/sessions/{session}/premedication", body)

    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == "given_at"


async def test_a_time_of_another_zone_is_the_same_instant(ward: Bench) -> None:
    session = await ward.checked_in()
    given = {"item": "paracetamol", "route": "oral", "dose_mg": "1000"}
    given |= {"given_at": "2026-01-02T01:30:00+01:00"}

    await ward.done(f"/sessions/{session}/premedication", given)

    view = await ward.get(f"/sessions/{session}")
    item = next(each for each in view["premedication"] if each["item"] == "paracetamol")
    assert "2026-01-02T00:30:00.000Z" == item["given_at"]


async def test_an_unknown_field_is_refused(ward: Bench) -> None:
    session = await ward.checked_in()

    answer = await ward.post(f"/sessions/{session}/grade", {"grade": 1, "rate": "25"})

    assert answer.status_code == 422
    assert ["rate"] == [each["field"] for each in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("field", "value"), [("protocol", "nothing"), ("infusion_no", 0), ("infusion_no", 10_000)]
)
async def test_a_check_in_names_what_the_ward_has(ward: Bench, field: str, value: Any) -> None:
    body = {**CHECK_IN, field: value}

    answer = await ward.post("/sessions", body)

    assert answer.status_code == 422
    assert [field] == [each["field"] for each in answer.json()["errors"]]
    assert not ward.ward.runners


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"", 422),
        (b"[]", 422),
        (b'"text"', 422),
        (b"null", 422),
        (b'{"grade": 1, "grade": 2}', 400),
        (b'{"grade": {"a": 1, "a": 2}}', 400),
        (b'{"grade": 1}}', 400),
        (b"\xef\xbb\xbf{}", 400),
        (b'{"grade": "\xff"}', 400),
        (b'{"\\ud800": 1}', 400),
        (b"[" * 30_000, 400),
        (b'{"grade":' + b"[" * 9 + b"]" * 9 + b"}", 400),
        (b'{"grade": 1' + b" " * 65_536 + b"}", 413),
    ],
)
async def test_json_is_read_strictly(ward: Bench, body: bytes, status: int) -> None:
    session = await ward.checked_in()

    answer = await ward.post_raw(f"/sessions/{session}/grade", body)

    assert answer.status_code == status, answer.text
    assert answer.json()["status"] == status


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", "x"],
)
async def test_bodies_are_json_in_utf_8(ward: Bench, media_type: str) -> None:
    session = await ward.checked_in()

    answer = await ward.post_raw(f"/sessions/{session}/grade", b"{}", Content_Type=media_type)

    assert answer.status_code == 415


async def test_a_long_body_is_refused_before_it_has_been_sent(ward: Bench) -> None:
    answer = await ward.post_raw("/sessions", b"{}", Content_Length="9" * 40)

    assert answer.status_code == 413
