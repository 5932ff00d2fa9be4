"""What a reaction was, through the API: asked after the stop, with its own time, shown to all."""

from dataclasses import replace
from typing import Any

import pytest
from httpx2 import Response

from drivers.quantities import NO_RATE
from service.api.views.gates import gates_before_resume
from service.api.views.times import iso
from service.core.session.state import Session
from service.core.times import Instant, minutes
from tests.core.session.story import Story, interrupted
from tests.service.api.harness import Bench

SYMPTOMS = {"reaction": 1, "symptoms": ["fever", "chills"], "words": "back pain"}
DRUG = {
    "reaction": 1,
    "name": "hydrocortisone",
    "dose": "100",
    "unit": "mg",
    "route": "intravenous",
}
CALL = {"reaction": 1, "whom": "Prescriber A"}
OUTCOME = {"reaction": 1, "outcome": "resolving"}
EACH: list[tuple[str, dict[str, Any]]] = [
    ("symptoms", SYMPTOMS),
    ("drugs", DRUG),
    ("calls", CALL),
    ("outcome", OUTCOME),
]
SIGNS = {
    "systolic_mmhg": 98,
    "diastolic_mmhg": 60,
    "pulse_per_min": 110,
    "breaths_per_min": 22,
    "temperature_c": "38.2",
    "saturation_percent": 93,
}


async def reacting(ward: Bench) -> str:
    """A session whose pump was stopped because of a reaction."""
    session = await ward.infusing()
    await ward.done(f"/sessions/{session}/reaction")
    await ward.until(lambda: ward.pumps["pump-1"].rate == NO_RATE)
    return session


def kind(answer: Response) -> str:
    assert answer.status_code >= 400, answer.text
    return str(answer.json()["type"]).removeprefix("/problems/")


async def test_the_whole_of_it_is_shown_oldest_first_with_who_and_when(ward: Bench) -> None:
    session = await reacting(ward)

    for verb, body in EACH[:1]:
        await ward.done(f"/sessions/{session}/reaction/{verb}", body)
    await ward.done(f"/sessions/{session}/vital-signs", SIGNS)
    await ward.done(f"/sessions/{session}/grade", {"grade": 2, "hospitalised": False})
    for verb, body in EACH[1:]:
        await ward.done(f"/sessions/{session}/reaction/{verb}", body, X_Person="nurse-b")

    (reaction,) = (await ward.get(f"/sessions/{session}"))["reactions"]
    assert (1, 2, "resolving", False) == tuple(
        reaction[each] for each in ("no", "grade", "outcome", "over")
    )
    assert [
        ("symptoms", "chills, fever, back pain", "nurse-a"),
        (
            "vital-signs",
            "98/60 mmHg, pulse 110/min, breathing 22/min, 38.2 °C, saturation 93 %",
            "nurse-a",
        ),
        ("grade", "2, no hospital stay needed", "nurse-a"),
        ("drug", "hydrocortisone 100 mg intravenous", "nurse-b"),
        ("call", "Prescriber A", "nurse-b"),
        ("outcome", "resolving", "nurse-b"),
    ] == [(each["about"], each["text"], each["by"]) for each in reaction["entries"]]
    assert not any(each["late"] or each["back_dated"] for each in reaction["entries"])


@pytest.mark.parametrize(
    ("said", "stay"),
    [
        ({"hospitalised": True}, ", hospital stay needed"),
        ({"hospitalised": False}, ", no hospital stay needed"),
        ({"hospitalised": None}, ""),
        ({}, ""),
    ],
)
async def test_a_stay_in_hospital_is_shown_as_it_was_answered(
    ward: Bench, said: dict[str, Any], stay: str
) -> None:
    session = await reacting(ward)

    await ward.done(f"/sessions/{session}/grade", {"grade": 2, **said})

    view = await ward.get(f"/sessions/{session}")
    assert said.get("hospitalised") is view["reaction"]["hospitalised"]
    assert f"2{stay}" == view["reactions"][0]["entries"][-1]["text"]
    record = await ward.get(f"/sessions/{session}/record")
    graded = next(each for each in record["entries"] if each["kind"] == "ReactionGraded")
    made = "the infusion ends for good" if said.get("hospitalised") else "it may be resumed slowly"
    assert f"Grade 2{stay}: by the protocol {made}." == graded["sentence"]


async def test_a_reaction_in_which_the_infusion_was_ended_first_is_graded_and_no_longer_open(
    ward: Bench,
) -> None:
    session = await reacting(ward)
    await ward.done(f"/sessions/{session}/discontinue", {"reason": "anaphylaxis"})
    open_items = (await ward.get(f"/sessions/{session}"))["open_items"]
    assert "The reaction is not graded." in open_items
    await ward.done(f"/sessions/{session}/reaction")  # a late one
    await ward.heard()

    await ward.done(f"/sessions/{session}/grade", {"grade": 4, "hospitalised": True})

    view = await ward.get(f"/sessions/{session}")
    assert ("discontinued", 4) == (view["phase"], view["reaction"]["grade"])
    assert "The reaction is not graded." not in view["open_items"]
    assert [4, None] == [each["grade"] for each in view["reactions"]]
    record = await ward.get(f"/sessions/{session}/record")
    graded = next(each for each in record["entries"] if each["kind"] == "ReactionGraded")
    assert (
        "Grade 4, hospital stay needed, given after the infusion had ended." == graded["sentence"]
    )
    again = await ward.post(f"/sessions/{session}/grade", {"grade": 1, "hospitalised": False})
    assert "wrong-phase" == kind(again)


def test_that_no_resume_is_left_is_said_before_anybody_taps() -> None:
    """Of a record that an older version wrote: it offers what a hand has used up."""
    story = interrupted(2)
    used_up = replace(story.s, resumes=1)

    assert "resume-not-allowed" not in gates_of(story.s, story)
    assert "resume-not-allowed" in gates_of(used_up, story)


def gates_of(s: Session, story: Story) -> list[str]:
    return [each.id for each in gates_before_resume(s, story.now, story.rules)]


async def test_without_a_reaction_there_is_nothing_to_tell_of(ward: Bench) -> None:
    session = await ward.infusing()

    for verb, body in EACH:
        answer = await ward.post(f"/sessions/{session}/reaction/{verb}", body)
        assert (409, "no-such-reaction") == (answer.status_code, kind(answer))
    assert [] == (await ward.get(f"/sessions/{session}"))["reactions"]


@pytest.mark.parametrize(
    ("field", "value", "status", "problem"),
    [
        ("symptoms", [], 409, "symptoms-missing"),
        ("symptoms", ["fever", "fever"], 422, "bad-input"),
        ("symptoms", ["death"], 422, "bad-input"),
        ("symptoms", "fever", 422, "bad-input"),
        ("symptoms", None, 422, "bad-input"),
        ("words", "", 422, "bad-input"),
        ("words", "a\u202eb", 422, "bad-input"),
        ("happened_at", "yesterday", 422, "bad-input"),
        ("happened_at", "2026-11-22T14:03:07", 422, "bad-input"),
        ("happened_at", "2099-01-01T00:00:00Z", 409, "in-the-future"),
        ("happened_at", "2001-01-01T00:00:00Z", 409, "before-reaction"),
        ("amends", 9_999, 409, "no-such-entry"),
        ("reaction", 2, 409, "no-such-reaction"),
    ],
)
async def test_symptoms_that_cannot_be_are_refused(
    ward: Bench, field: str, value: Any, status: int, problem: str
) -> None:
    session = await reacting(ward)
    body = {"reaction": 1, "symptoms": [], field: value}
    if field not in ("symptoms", "words"):
        body["symptoms"] = ["fever"]

    answer = await ward.post(f"/sessions/{session}/reaction/symptoms", body)

    assert (status, problem) == (answer.status_code, kind(answer))
    assert [] == (await ward.get(f"/sessions/{session}"))["reactions"][0]["entries"]


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("name", "", "bad-input"),
        ("dose", 100, "bad-input"),
        ("dose", "0", "not-plausible"),
        ("dose", "0.0001", "bad-input"),
        ("unit", "µg", "bad-input"),
        ("unit", "IU", "bad-input"),
        ("unit", {"a": 1}, "bad-input"),
        ("unit", ["mg"], "bad-input"),
        ("route", "intrathecal", "bad-input"),
    ],
)
async def test_a_drug_that_cannot_be_is_refused(
    ward: Bench, field: str, value: Any, problem: str
) -> None:
    session = await reacting(ward)

    answer = await ward.post(f"/sessions/{session}/reaction/drugs", {**DRUG, field: value})

    assert (422, problem) == (answer.status_code, kind(answer))
    assert field in answer.json()["errors"][0]["field"]


@pytest.mark.shows("INV-36")
async def test_an_earlier_time_stands_beside_the_time_of_the_entry(ward: Bench) -> None:
    session = await reacting(ward)
    began = (await ward.get(f"/sessions/{session}"))["reactions"][0]["at"]

    await ward.done(f"/sessions/{session}/reaction/drugs", {**DRUG, "happened_at": began})

    ((entry,),) = (
        each["entries"] for each in (await ward.get(f"/sessions/{session}"))["reactions"]
    )
    assert (True, began) == (entry["back_dated"], entry["happened_at"])
    assert entry["at"] > began
    record = await ward.get(f"/sessions/{session}/record")
    assert (
        f"Given for reaction 1: hydrocortisone 100 mg intravenous; back-dated to {began}."
        == record["entries"][-1]["sentence"]
    )


@pytest.mark.shows("INV-36")
async def test_after_the_end_an_entry_is_late_and_says_so(ward: Bench) -> None:
    session = await reacting(ward)
    await ward.done(f"/sessions/{session}/grade", {"grade": 4})
    await ward.until(lambda: ward.ward.runners[session].session.stopped)
    await ward.done(f"/sessions/{session}/discharge", {})

    await ward.done(f"/sessions/{session}/reaction/outcome", OUTCOME)

    (reaction,) = (await ward.get(f"/sessions/{session}"))["reactions"]
    assert (True, True) == (reaction["over"], reaction["entries"][-1]["late"])
    record = await ward.get(f"/sessions/{session}/record")
    assert "Outcome of reaction 1: resolving; a late entry." == record["entries"][-1]["sentence"]


@pytest.mark.shows("INV-36")
async def test_a_correction_stands_beside_what_it_corrects(ward: Bench) -> None:
    session = await reacting(ward)
    wrong = (await ward.done(f"/sessions/{session}/reaction/drugs", DRUG))["version"]

    right = (
        await ward.done(
            f"/sessions/{session}/reaction/drugs", {**DRUG, "dose": "50", "amends": wrong}
        )
    )["version"]

    first, second = (await ward.get(f"/sessions/{session}"))["reactions"][0]["entries"]
    assert ([right], None) == (first["corrected_by"], first["amends"])
    assert ([], wrong) == (second["corrected_by"], second["amends"])
    entries = (await ward.get(f"/sessions/{session}/record"))["entries"]
    assert [right] == entries[wrong - 1]["corrected_by"]
    assert entries[right - 1]["sentence"].endswith(f"; this corrects entry {wrong}.")
    in_words = {"entry": right, "text": "not given at all"}
    said = (await ward.done(f"/sessions/{session}/amendments", in_words))["version"]
    _, second = (await ward.get(f"/sessions/{session}"))["reactions"][0]["entries"]
    assert [said] == second["corrected_by"]


@pytest.mark.shows("INV-36")
@pytest.mark.parametrize(("verb", "body"), EACH)
async def test_one_tap_is_one_entry(ward: Bench, verb: str, body: dict[str, Any]) -> None:
    session = await reacting(ward)
    path, tap = f"/sessions/{session}/reaction/{verb}", "tap-once-0001"

    first = await ward.post(path, body, Idempotency_Key=tap)
    again = await ward.post(path, body, Idempotency_Key=tap)
    other = await ward.post(path, {**body, "amends": 1}, Idempotency_Key=tap)

    assert first.json() == again.json()
    assert (422, "tap-reused") == (other.status_code, kind(other))
    assert 1 == len((await ward.get(f"/sessions/{session}"))["reactions"][0]["entries"])


@pytest.mark.parametrize(("verb", "body"), EACH)
async def test_an_entry_has_an_author_and_a_tap(
    ward: Bench, verb: str, body: dict[str, Any]
) -> None:
    session = await reacting(ward)
    path = f"/sessions/{session}/reaction/{verb}"

    assert "unknown-person" == kind(await ward.post(path, body, X_Person="nobody"))
    assert "tap-missing" == kind(await ward.post(path, body, Idempotency_Key=None))
    assert "unknown-session" == kind(await ward.post(f"/sessions/none/reaction/{verb}", body))


@pytest.mark.shows("INV-24")
async def test_a_stop_asks_for_nothing_of_it(ward: Bench) -> None:
    """The body of a stop may say anything about the reaction: it stops, and no word is recorded."""
    session = await ward.infusing()

    answer = await ward.post(f"/sessions/{session}/reaction", {**SYMPTOMS, "symptoms": ["death"]})

    assert 202 == answer.status_code
    await ward.until(lambda: ward.pumps["pump-1"].rate == NO_RATE)
    assert [] == (await ward.get(f"/sessions/{session}"))["reactions"][0]["entries"]


async def test_each_reaction_has_its_own_entries(ward: Bench) -> None:
    session = await reacting(ward)
    await ward.done(f"/sessions/{session}/grade", {"grade": 4})
    await ward.until(lambda: ward.ward.runners[session].session.stopped)
    await ward.done(f"/sessions/{session}/reaction")

    await ward.done(f"/sessions/{session}/reaction/calls", {**CALL, "reaction": 2})

    first, second = (await ward.get(f"/sessions/{session}"))["reactions"]
    assert ["grade"] == [each["about"] for each in first["entries"]]
    assert ["call"] == [each["about"] for each in second["entries"]]
    early = iso(Instant(ward.ward.runners[session].session.reported[1].at - minutes(1)))
    too_early = {**CALL, "reaction": 2, "happened_at": early}
    answer = await ward.post(f"/sessions/{session}/reaction/calls", too_early)
    assert "before-reaction" == kind(answer)


async def test_the_kit_is_a_list_of_names(ward: Bench) -> None:
    kit = (await ward.get("/ward"))["rescue_drugs"]

    assert "adrenaline" in kit
    assert not any(sign.isdigit() for name in kit for sign in name)
