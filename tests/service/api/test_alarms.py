"""What tablets may do about alarms: acknowledge, pause the sound for a while, be heard."""

import pytest

from drivers.quantities import Rate
from service.core.alarm_table import TABLE, AlarmId
from tests.service.api.harness import Bench
from tests.service.api.test_described import routes

VERBS = {
    ("/sessions/{session_id}/alarms/acknowledgement", "POST"),
    ("/sessions/{session_id}/alarms/audio-pause", "POST"),
    ("/alarms/acknowledgement", "POST"),
    ("/alarms/audio-pause", "POST"),
    ("/stations/heard", "POST"),
    ("/stations/heartbeat", "POST"),
}
WORDS = ("alarm", "audio", "sound", "/station", "silence", "mute", "volume")


async def raised(ward: Bench) -> str:
    """An infusion whose pump a hand has set above the attested rate."""
    session = await ward.infusing()
    ward.pumps["pump-1"].rate = Rate(30_000)
    await ward.until(lambda: bool(ward.ward.runners[session].session.standing))
    return session


@pytest.mark.shows("A18-06")
async def test_there_is_no_way_to_switch_an_alarm_off(ward: Bench) -> None:
    found = {
        (route.path, method)
        for route in routes(ward)
        for method in route.methods or ()
        if any(word in route.path for word in WORDS)
    }

    assert VERBS == found


@pytest.mark.shows("A18-06")
@pytest.mark.shows("A18-10")
async def test_an_alarm_is_acknowledged_by_a_named_person_and_still_shown(ward: Bench) -> None:
    session = await raised(ward)
    path = f"/sessions/{session}/alarms/acknowledgement"

    nobody = await ward.post(path, {"alarm": "raised-at-pump"}, X_Person=None)
    answer = await ward.done(path, {"alarm": "raised-at-pump"})

    assert 403 == nobody.status_code
    assert (["AlarmAcknowledged"], True) == (answer["events"], answer["recorded"])
    (alarm,) = (await ward.get(f"/sessions/{session}"))["alarms"]
    assert ("raised-at-pump", "acknowledged", "nurse-a", False) == (
        alarm["id"],
        alarm["state"],
        alarm["acknowledged_by"],
        alarm["sounds"],
    )
    assert TABLE[AlarmId.RAISED_AT_PUMP].response == alarm["response"]


@pytest.mark.shows("GIP-08")
async def test_the_sound_rests_for_a_while_that_is_counted_down(ward: Bench) -> None:
    session = await raised(ward)

    await ward.done(f"/sessions/{session}/alarms/audio-pause", {})

    (alarm,) = (await ward.get(f"/sessions/{session}"))["alarms"]
    assert ("audio-paused", False) == (alarm["state"], alarm["sounds"])
    assert 60 < alarm["audio_paused_s"] <= 120


@pytest.mark.shows("GIP-08")
async def test_a_pause_takes_no_length_and_a_repeated_tap_makes_it_no_longer(ward: Bench) -> None:
    session = await raised(ward)
    path = f"/sessions/{session}/alarms/audio-pause"

    longer = await ward.post(path, {"seconds": 3600})
    first = await ward.post(path, {}, Idempotency_Key="tap-pause-1")
    until = (await ward.get(f"/sessions/{session}"))["alarms"][0]["audio_paused_until"]
    again = await ward.post(path, {}, Idempotency_Key="tap-pause-1")

    assert 422 == longer.status_code
    assert first.json() == again.json()
    assert until == (await ward.get(f"/sessions/{session}"))["alarms"][0]["audio_paused_until"]


@pytest.mark.parametrize("alarm", ["held", "no-such-thing", 5, None])
async def test_what_does_not_stand_cannot_be_acknowledged(ward: Bench, alarm: object) -> None:
    session = await raised(ward)

    for path in (f"/sessions/{session}/alarms/acknowledgement", "/alarms/acknowledgement"):
        answer = await ward.post(path, {"alarm": alarm})

        assert (409 if alarm == "held" else 422) == answer.status_code, answer.text


@pytest.mark.shows("INV-26")
async def test_a_person_proves_the_sound_of_her_tablet(ward: Bench) -> None:
    await raised(ward)
    await ward.until(lambda: bool(ward.ward.bells.standing))
    before = [each["id"] for each in (await ward.get("/ward"))["alarms"]]

    answer = await ward.done("/stations/heard", {}, X_Tablet="tablet-2", X_Person="nurse-b")

    assert ["no-station-hears"] == before
    assert [] == answer["alarms"]
    (station,) = (each for each in answer["stations"] if each["tablet"] == "tablet-2")
    assert (True, "nurse-b") == (station["heard"], station["proved_by"])


async def test_the_wards_own_alarm_is_acknowledged_and_paused(ward: Bench) -> None:
    await raised(ward)
    await ward.until(lambda: bool(ward.ward.bells.standing))

    paused = await ward.done("/alarms/audio-pause", {})
    answer = await ward.done("/alarms/acknowledgement", {"alarm": "no-station-hears"})

    assert "audio-paused" == paused["alarms"][0]["state"]
    assert "acknowledged" == answer["alarms"][0]["state"]
    assert "nurse-a" == (await ward.get("/ward"))["alarms"][0]["acknowledged_by"]


@pytest.mark.parametrize("tablet", [None, "tablet-99"])
async def test_an_unknown_tablet_is_no_station(ward: Bench, tablet: str | None) -> None:
    answer = await ward.post("/stations/heartbeat", {"sounds": True}, X_Tablet=tablet)

    assert 403 == answer.status_code


async def test_a_record_that_is_not_saved_is_an_alarm_of_the_ward(ward: Bench) -> None:
    session = await ward.infusing()
    ward.disk.freeze()
    await ward.post(f"/sessions/{session}/pause", {})
    await ward.until(lambda: ward.ward.desk.writer.status.failing is not None, 20)

    assert "record-not-saved" in [each["id"] for each in (await ward.get("/ward"))["alarms"]]
    ward.disk.release()


@pytest.mark.shows("GIP-18")
async def test_a_list_of_alarms_that_fails_is_itself_an_alarm(
    ward: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("planted")

    session = await ward.infusing()
    monkeypatch.setattr("service.shell.runner.attend_session", broken)
    await ward.until(lambda: ward.ward.runners[session].alarms_faulty)
    stopped = await ward.post(f"/sessions/{session}/reaction", {})
    ward.ward.attend()

    assert 202 == stopped.status_code
    alarms = (await ward.get("/ward"))["alarms"]
    assert ("alarms-faulty", "high") == (alarms[0]["id"], alarms[0]["priority"])
