"""A hand-over through the API: what is open is told, and taken over exactly as it was shown."""

from typing import Any

import pytest
from httpx2 import Response

from drivers.quantities import NO_RATE
from service.api.bodies_hand_over import ITEMS_MAX
from service.api.fields import SENTENCE_MAX
from service.api.schemas.parts import AlarmView, ReasonView
from service.api.schemas.session import SessionView
from service.api.views.open_items import open_items
from tests.service.api.harness import Bench


def kind(answer: Response) -> str:
    assert answer.status_code >= 400, answer.text
    return str(answer.json()["type"]).removeprefix("/problems/")


async def shown(ward: Bench, session: str) -> dict[str, Any]:
    """What a tablet shows of a session, as the body of a hand-over."""
    view = await ward.get(f"/sessions/{session}")
    return {"version": view["version"], "open_items": view["open_items"]}


async def reacting(ward: Bench) -> str:
    session = await ward.infusing()
    await ward.done(f"/sessions/{session}/reaction")
    await ward.until(lambda: ward.pumps["pump-1"].rate == NO_RATE)
    await ward.until(lambda: ward.ward.runners[session].session.stopped)
    return session


async def test_what_is_open_is_told_in_sentences(ward: Bench) -> None:
    session = await reacting(ward)
    view = await ward.get(f"/sessions/{session}")
    at = view["reactions"][0]["at"]

    for item in (
        "The reaction is not graded.",
        f"Reaction at {at}: nobody has said yet how it came out.",
        f"Vital signs are due at {view['vital_signs']['due_at']}.",
        "Grade the reaction first.",
        f"The bag has to be empty by {view['ready']['bag']['warm_until']}.",
    ):
        assert item in view["open_items"]
    await ward.done(f"/sessions/{session}/grade", {"grade": 2})
    outcome = {"reaction": 1, "outcome": "not-resolved"}
    await ward.done(f"/sessions/{session}/reaction/outcome", outcome)
    items = (await ward.get(f"/sessions/{session}"))["open_items"]
    assert "The reaction is not graded." not in items
    assert f"Reaction at {at}: not resolved." in items
    await ward.done(f"/sessions/{session}/reaction/outcome", {"reaction": 1, "outcome": "resolved"})
    items = (await ward.get(f"/sessions/{session}"))["open_items"]
    assert not any(each.startswith("Reaction at") for each in items)


async def test_a_chair_is_taken_over_and_shows_with_whom_it_is(ward: Bench) -> None:
    session = await reacting(ward)
    assert (await ward.get(f"/sessions/{session}"))["taken_over"] is None
    body = await shown(ward, session)

    done = await ward.done(f"/sessions/{session}/hand-over", body, X_Person="nurse-b")

    taken = (await ward.get(f"/sessions/{session}"))["taken_over"]
    assert ("nurse-b", None) == (taken["by"], taken["handed_over_by"])
    entry = (await ward.get(f"/sessions/{session}/record"))["entries"][done["version"] - 1]
    assert ("ChairTakenOver", "nurse-b") == (entry["kind"], entry["by"]["id"])
    assert body["open_items"] == entry["fields"]["open_items"]
    assert "open then: " in entry["sentence"]
    assert "The reaction is not graded" in entry["sentence"]
    again = await shown(ward, session)
    await ward.done(f"/sessions/{session}/hand-over", again, X_Person="nurse-c")
    taken = (await ward.get(f"/sessions/{session}"))["taken_over"]
    assert ("nurse-c", "nurse-b") == (taken["by"], taken["handed_over_by"])
    record = await ward.get(f"/sessions/{session}/record")
    assert record["entries"][-1]["sentence"].startswith("Taken over at chair-1 from Nurse B;")


async def test_what_has_moved_on_is_refused_and_nothing_is_recorded(ward: Bench) -> None:
    session = await reacting(ward)
    body = await shown(ward, session)
    await ward.done(f"/sessions/{session}/grade", {"grade": 2})
    version = (await shown(ward, session))["version"]

    answer = await ward.post(f"/sessions/{session}/hand-over", body)

    assert (409, "hand-over-stale") == (answer.status_code, kind(answer))
    assert version == (await shown(ward, session))["version"]
    other = {**await shown(ward, session), "open_items": ["Nothing at all."]}
    assert "hand-over-stale" == kind(await ward.post(f"/sessions/{session}/hand-over", other))


async def test_one_tap_takes_over_once(ward: Bench) -> None:
    session = await reacting(ward)
    body, tap = await shown(ward, session), "tap-once-0002"
    path = f"/sessions/{session}/hand-over"

    first = await ward.post(path, body, Idempotency_Key=tap)
    again = await ward.post(path, body, Idempotency_Key=tap)

    assert first.json() == again.json()
    entries = (await ward.get(f"/sessions/{session}/record"))["entries"]
    assert 1 == [each["kind"] for each in entries].count("ChairTakenOver")


async def test_a_session_without_a_chair_has_nothing_to_take_over(ward: Bench) -> None:
    session = await ward.checked_in()

    answer = await ward.post(f"/sessions/{session}/hand-over", await shown(ward, session))

    assert (409, "not-associated") == (answer.status_code, kind(answer))
    assert "unknown-session" == kind(
        await ward.post("/sessions/none/hand-over", {"version": 1, "open_items": []})
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", 0),
        ("version", "1"),
        ("version", None),
        ("open_items", None),
        ("open_items", "The reaction is not graded."),
        ("open_items", [""]),
        ("open_items", [1]),
        ("open_items", [["deep"]]),
        ("open_items", ["a\u202eb"]),
        ("open_items", ["x" * (SENTENCE_MAX + 1)]),
        ("open_items", ["x"] * (ITEMS_MAX + 1)),
        ("shown", []),
    ],
)
async def test_a_body_that_no_page_has_shown_is_refused(
    ward: Bench, field: str, value: Any
) -> None:
    session = await ward.prepared()
    body = {**await shown(ward, session), field: value}

    answer = await ward.post(f"/sessions/{session}/hand-over", body)

    assert (422, "bad-input") == (answer.status_code, kind(answer))
    assert answer.json()["errors"][0]["field"].split(".")[0] == field


async def test_every_item_of_a_chair_can_be_given_back(ward: Bench) -> None:
    """What the ward says is never too long, nor too much, for its own hand-over."""
    session = await ward.checked_in()
    patient = (await ward.get(f"/sessions/{session}"))["patient"]
    body = {"patient": patient, "bag": "B-1", "chair": "chair-1", "pump": "pump-1"}
    await ward.heard()
    await ward.done(f"/sessions/{session}/association", body)
    bare = await shown(ward, session)

    assert len(bare["open_items"]) > 5
    await ward.done(f"/sessions/{session}/hand-over", bare)


async def test_each_kind_of_open_item_has_its_sentence(ward: Bench) -> None:
    session = await ward.infusing()
    found = await ward.get(f"/sessions/{session}")
    calm = SessionView.model_validate(found, strict=False).model_copy(
        update={"start_gates": [], "alarms": []}
    )
    assert calm.step is not None
    asks = calm.step.attest.model_copy(update={"needed": True, "open": True})
    early = asks.model_copy(update={"open": False})
    alarm = AlarmView.model_validate(
        {
            **dict.fromkeys(AlarmView.model_fields),
            "id": "held",
            "priority": "high",
            "sentence": "Held.",
            "short": "Short.",
            "response": "Look.",
            "state": "active",
            "sounds": True,
            "all_stations": False,
        }
    )
    rows: list[tuple[dict[str, Any], str | None]] = [
        ({"alarms": [alarm]}, "Alarm: Held."),
        (
            {"step": calm.step.model_copy(update={"attest": asks})},
            "Step 1: a word is asked for before the next rate.",
        ),
        ({"step": calm.step.model_copy(update={"attest": early})}, None),
        (
            {"observe_until": "2026-11-22T15:00:00.000Z"},
            "Observe until 2026-11-22T15:00:00.000Z.",
        ),
        ({"start_gates": [ReasonView(id="x", sentence="Take it now.")]}, "Take it now."),
        ({"resume_gates": [ReasonView(id="x", sentence="Stop it.")]}, "Stop it."),
    ]
    before = open_items(calm)
    for update, sentence in rows:
        new = [each for each in open_items(calm.model_copy(update=update)) if each not in before]
        assert ([sentence] if sentence else []) == new, update
    assert [] == open_items(calm.model_copy(update={"closed": True}))
    ended = calm.model_copy(update={"ended_at": "2026-11-22T15:00:00.000Z"})
    assert not any("The bag" in each for each in open_items(ended))
