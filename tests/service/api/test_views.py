"""What a tablet sees of an infusion, from check-in to discharge."""

from pathlib import Path
from typing import Any

import pytest

from drivers.quantities import NO_RATE, Rate, Volume
from service.core.times import minutes, seconds
from tests.service.api.harness import Bench, bench


async def test_the_ward_shows_what_it_is_made_of(ward: Bench) -> None:
    view = await ward.get("/ward")

    assert ("simulation", "Europe/Berlin", 1) == (view["mode"], view["zone"], view["speed"])
    assert {"id": "nurse-a", "name": "Nurse A", "role": "nurse"} in view["people"]
    assert {"id": "tablet-1", "name": "Tablet 1"} in view["tablets"]
    first = view["protocols"][0]["profiles"][0]
    assert {"id": "first", "from": 1, "to": 1} == first
    assert [chair.id for chair in ward.config.chairs] == [each["chair"] for each in view["chairs"]]
    assert "not a medical device" in view["disclaimer"]


async def test_a_pump_is_shown_as_it_said(ward: Bench) -> None:
    await ward.heard()
    ward.pumps["pump-1"].infused = Volume(12_500)
    await ward.heard()
    await ward.heard()

    pump = (await ward.get("/ward"))["chairs"][0]["pump"]

    assert ("pump-1", "NE-9000", "control") == (pump["id"], pump["model"], pump["capability"])
    assert ("stopped", "0", "12.5") == (pump["delivery"], pump["rate_ml_h"], pump["counter_ml"])
    assert pump["heard_at"].endswith("Z")
    assert (None, False) == (pump["trouble"], pump["stopping"])


@pytest.mark.shows("FDA-05")
async def test_a_silent_pump_says_why(ward: Bench) -> None:
    await ward.heard()
    ward.pumps["pump-1"].silent = True
    await ward.heard()

    pump = (await ward.get("/ward"))["chairs"][0]["pump"]

    assert pump["trouble"] == "no answer"
    assert pump["heard_at"] is not None


async def test_a_session_without_a_pump_waits(ward: Bench) -> None:
    session = await ward.checked_in()
    before = await ward.get("/ward")
    await ward.heard()
    body = {"patient": "P-1", "bag": "B-1", "chair": "chair-1", "pump": "pump-1"}
    await ward.done(f"/sessions/{session}/association", body)
    after = await ward.get("/ward")

    assert [session] == [each["id"] for each in before["waiting"]]
    assert before["chairs"][0]["session"] is None
    assert after["waiting"] == []
    assert after["chairs"][0]["session"]["id"] == session


async def test_the_staircase_is_the_protocols(ward: Bench) -> None:
    session = await ward.checked_in()

    view = await ward.get(f"/sessions/{session}")

    assert view["total_min"] == 200
    second = {"from_min": 60, "to_min": 90, "rate_ml_h": "50", "label_rate": None}
    assert second == view["planned"][1]
    assert ([], []) == (view["delivered"], view["tail"])
    assert (None, None, "preparing") == (view["step"], view["stop"], view["phase"])


async def test_a_running_step_counts_and_asks(ward: Bench) -> None:
    session = await ward.infusing(infusion_no=2)

    view = await ward.get(f"/sessions/{session}")
    step = view["step"]

    assert (1, "50", "100", 30) == (
        step["no"],
        step["rate_ml_h"],
        step["next_rate_ml_h"],
        step["serve_min"],
    )
    assert 29 < step["due_in_min"] <= 30
    assert 24 < step["attest"]["opens_in_min"] <= 25
    assert (True, False) == (step["attest"]["needed"], step["attest"]["open"])
    assert {"kind": "running", "rate_ml_h": "50"} == view["wanted"]
    assert view["reported_rate_ml_h"] == "50"
    assert [{"at_min": 0, "rate_ml_h": "50"}] == view["delivered"]
    assert abs(view["total_min"] - 112.5) < 0.1


async def test_an_attestation_is_shown_and_can_be_withdrawn(tmp_path: Path) -> None:
    async with bench(tmp_path / "ward.sqlite", attest_open=minutes(60)) as ward:
        session = await ward.infusing(infusion_no=2)
        word = {"step": 1, "no_reaction": True, "vitals_taken": True}
        await ward.done(f"/sessions/{session}/attestation", word)
        given = (await ward.get(f"/sessions/{session}"))["step"]["attest"]
        await ward.done(f"/sessions/{session}/attestation/withdrawal", {})
        taken_back = (await ward.get(f"/sessions/{session}"))["step"]["attest"]

    assert (False, True, "nurse-a") == (given["needed"], given["open"], given["given_by"])
    assert (True, None, None) == (
        taken_back["needed"],
        taken_back["given_by"],
        taken_back["given_at"],
    )


async def test_a_pause_goes_on_at_the_same_rate(ward: Bench) -> None:
    session = await ward.infusing(infusion_no=2)
    await ward.done(f"/sessions/{session}/pause")
    await ward.until(lambda: ward.ward.runners[session].session.stopped)
    await ward.heard()
    paused = await ward.get(f"/sessions/{session}")
    await ward.done(f"/sessions/{session}/resume", {})
    await ward.until(lambda: ward.pumps["pump-1"].rate > NO_RATE)
    await ward.until(lambda: ward.ward.runners[session].session.reached == Rate(50_000))
    going = await ward.get(f"/sessions/{session}")

    assert ("paused", "nurse", "50") == (
        paused["phase"],
        paused["pause"],
        paused["resume_rate_ml_h"],
    )
    assert paused["resume_gates"] == []
    assert paused["stop"]["confirmed_at"] is not None
    assert ("infusing", None) == (going["phase"], going["stop"])
    assert ["50", "0", "50"] == [each["rate_ml_h"] for each in going["delivered"]]


async def test_a_reaction_is_graded_and_resumed_by_the_protocol(ward: Bench) -> None:
    session = await ward.infusing(infusion_no=2)
    path = f"/sessions/{session}"
    await ward.done(f"{path}/reaction")
    await ward.until(lambda: ward.ward.runners[session].session.stopped)
    ungraded = await ward.get(path)
    await ward.done(f"{path}/grade", {"grade": 2})
    await ward.heard()
    graded = await ward.get(path)
    await ward.done(f"{path}/second-check", {"rate_ml_h": "25"}, X_Person="nurse-b")
    checked = await ward.get(path)
    await ward.done(f"{path}/resume", {"improved_to": 1, "prescriber": "prescriber-a"})
    await ward.until(lambda: ward.pumps["pump-1"].rate == Rate(25_000))

    assert ["not-graded"] == [each["id"] for each in ungraded["resume_gates"]]
    assert (112.5, []) == (ungraded["total_min"], ungraded["tail"])
    assert (2, "resume") == (graded["reaction"]["grade"], graded["reaction"]["action"])
    assert ["second-check-missing"] == [each["id"] for each in graded["resume_gates"]]
    assert graded["resume_rate_ml_h"] == "25"
    assert ["25", "50", "100", "200"] == [each["rate_ml_h"] for each in graded["tail"]]
    assert ("nurse-b", "25") == (
        checked["second_check"]["by"],
        checked["second_check"]["rate_ml_h"],
    )
    assert checked["resume_gates"] == []


async def test_a_hand_at_the_pump_is_held_and_shown(ward: Bench) -> None:
    session = await ward.infusing()
    ward.pumps["pump-1"].rate = Rate(100_000)
    await ward.until(lambda: ward.ward.runners[session].session.hold is not None)

    view = await ward.get(f"/sessions/{session}")

    assert ("held", "changed-at-pump", "infusing") == (
        view["phase"],
        view["hold"],
        view["held_from"],
    )
    assert ("high", "raised-at-pump") == (view["alarms"][0]["priority"], view["alarms"][0]["id"])
    assert (None, "100") == (view["wanted"], view["reported_rate_ml_h"])
    assert "100" == view["delivered"][-1]["rate_ml_h"]


async def test_an_infusion_to_its_end(tmp_path: Path) -> None:
    async with bench(tmp_path / "ward.sqlite", speed=6_000, mismatch_volume=Volume(10**9)) as ward:
        session = await ward.infusing(infusion_no=3)
        path = f"/sessions/{session}"
        pump = ward.pumps["pump-1"]
        pump.infused, pump.rate = Volume(250_000), NO_RATE
        await ward.until(lambda: ward.ward.runners[session].session.stopped)
        flushing = await ward.get(path)
        await ward.done(f"{path}/flush", {"volume_ml": "20"})
        await ward.done(f"{path}/discharge", {})
        closed = await ward.get(path)
        record = await ward.get(f"{path}/record")
        still_open = await ward.get("/sessions")
        every = await ward.get("/sessions?all=true")

    assert ("flushing", "250", "0") == (
        flushing["phase"],
        flushing["infused_ml"],
        flushing["left_ml"],
    )
    assert ("completed", True, None) == (closed["phase"], closed["closed"], closed["step"])
    assert closed["ended_at"] is not None
    assert closed["total_min"] > 0
    assert "0" == closed["delivered"][-1]["rate_ml_h"]
    assert ([], [session]) == (still_open["sessions"], [each["id"] for each in every["sessions"]])
    _check_record(record)


def _check_record(record: dict[str, Any]) -> None:
    entries = record["entries"]
    kinds = [each["kind"] for each in entries if not each["kind"].startswith("Alarm")]
    assert kinds[0] == "CheckedIn"
    assert kinds[-2:] == ["Flushed", "Discharged"]
    assert list(range(1, len(entries) + 1)) == [each["version"] for each in entries]
    assert all(each["sentence"].endswith(".") for each in entries)
    (flushed,) = (each for each in entries if each["kind"] == "Flushed")
    assert "20" == flushed["fields"]["volume_ml"]
    assert {"id": "nurse-a", "name": "Nurse A", "role": "nurse"} == flushed["by"]
    assert "The line was flushed with 20 mL" in flushed["sentence"]
    reached = entries[kinds.index("RateReached")]
    assert (None, "200") == (reached["by"], reached["fields"]["rate_ml_h"])


async def test_the_list_of_sessions_has_pages(ward: Bench) -> None:
    opened = [await ward.checked_in() for _ in range(5)]

    first = await ward.get("/sessions?limit=2")
    second = await ward.get(f"/sessions?limit=2&after={first['next']}")
    third = await ward.get(f"/sessions?limit=2&after={second['next']}")

    shown = [each["id"] for page in (first, second, third) for each in page["sessions"]]
    assert shown == opened[::-1]
    assert third["next"] is None


async def test_silence_is_shown_as_an_alarm(tmp_path: Path) -> None:
    async with bench(tmp_path / "ward.sqlite", silent_after=seconds(0.1)) as ward:
        session = await ward.infusing()
        ward.pumps["pump-1"].silent = True
        await ward.until(lambda: ward.ward.runners[session].session.silent_since is not None, 15)

        view = await ward.get(f"/sessions/{session}")

    assert ["pump-silent"] == [each["id"] for each in view["alarms"]]
    assert view["wanted"] is None


async def test_a_late_attestation_is_asked_for_and_lets_the_step_go_on(tmp_path: Path) -> None:
    rules: dict[str, Any] = {"speed": 6_000, "mismatch_volume": Volume(10**9)}
    async with bench(tmp_path / "ward.sqlite", late_max=seconds(0.3), **rules) as ward:
        session = await ward.infusing(infusion_no=2)
        runner = ward.ward.runners[session]
        await ward.until(lambda: runner.session.late_since is not None)
        asked = await ward.get(f"/sessions/{session}")
        await ward.until(lambda: runner.session.pause is not None and runner.session.stopped)
        await ward.heard()
        paused = await ward.get(f"/sessions/{session}")
        word = {"step": 1, "no_reaction": True, "vitals_taken": True}
        await ward.done(f"/sessions/{session}/attestation", word)
        going = await ward.get(f"/sessions/{session}")

    assert (True, True) == (asked["step"]["attest"]["needed"], asked["step"]["attest"]["open"])
    assert asked["step"]["attest"]["late_min"] is not None
    assert asked["step"]["due_in_min"] == 0
    assert ("paused", "late-attestation") == (paused["phase"], paused["pause"])
    assert paused["step"]["attest"]["open"] is True
    assert ("infusing", None) == (going["phase"], going["pause"])
