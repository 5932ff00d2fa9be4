"""Alarms in a whole service: they age by its clock, reach stations, and delay no stop."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from service.cli.nurse import NURSE
from service.core.alarm_table import AlarmId
from service.core.session.events import AlarmRaised
from service.core.session.state import Phase
from service.core.times import seconds
from tests.stories.bedside import Bedside, bedside, in_virtual_time, infusing, now, ward_of

RATE_2, RATE_3 = 50.0, 200.0
FAST = ward_of(speed=60)


async def alarm(bed: Bedside, name: str) -> dict[str, Any]:
    alarms: list[dict[str, Any]] = (await bed.look())["alarms"]
    (found,) = (each for each in alarms if each["id"] == name)
    return found


async def ward_alarms(bed: Bedside) -> dict[str, str]:
    return {each["id"]: each["priority"] for each in (await bed.ward())["alarms"]}


async def beats(bed: Bedside, tablet: str, *, sounds: bool = True) -> None:
    answer = await bed.client.post(
        "/api/v1/stations/heartbeat", json={"sounds": sounds}, headers={"X-Tablet": tablet}
    )
    assert 200 == answer.status_code, answer.text


async def hears(bed: Bedside) -> None:
    await bed.tablet.tap("/stations/heard", NURSE)


async def held(bed: Bedside) -> None:
    """A hand stops the pump: a medium alarm that stays until somebody decides."""
    bed.pump.press("stop")
    await bed.until(lambda: bed.s.phase is Phase.HELD, 5)


@pytest.mark.shows("GIP-08")
@in_virtual_time
async def test_a_paused_sound_comes_back_after_120_s_and_a_new_alarm_sounds_at_once() -> None:
    async with infusing() as bed:
        bed.pump.cut()
        await bed.until(lambda: bool(bed.s.standing), 15)
        await bed.tap("alarms/audio-pause")
        paused = await alarm(bed, "pump-silent")
        assert ("audio-paused", False, 120) == (
            paused["state"],
            paused["sounds"],
            paused["audio_paused_s"],
        )

        await asyncio.sleep(119.9)
        new = await alarm(bed, "pump-silent-long")

        assert ("active", True, "high") == (new["state"], new["sounds"], new["priority"])

    async with infusing() as bed:
        await held(bed)
        await bed.tap("alarms/audio-pause")
        await asyncio.sleep(119.9)
        assert "audio-paused" == (await alarm(bed, "held"))["state"]
        await asyncio.sleep(0.2)
        assert "active" == (await alarm(bed, "held"))["state"]
        assert (await alarm(bed, "held"))["sounds"]


@pytest.mark.shows("A18-07")
@in_virtual_time
async def test_an_alarm_that_nobody_answers_rises_and_reaches_all_stations() -> None:
    async with infusing(2, ward=FAST) as bed:
        await bed.until(lambda: bool(bed.s.standing), 60)  # nobody attests
        raised_at = bed.s.standing[0].raised_at
        assert "medium" == (await alarm(bed, "attestation-due"))["priority"]
        elapsed_s = (bed.world.service.ward.now() - raised_at) / 1_000
        await asyncio.sleep(119.9 - elapsed_s)
        assert "medium" == (await alarm(bed, "attestation-due"))["priority"]
        await asyncio.sleep(0.2)
        risen = await alarm(bed, "attestation-due")
        assert ("high", False) == (risen["priority"], risen["all_stations"])
        await asyncio.sleep(59.7)
        assert not (await alarm(bed, "attestation-due"))["all_stations"]
        await asyncio.sleep(0.3)
        assert (await alarm(bed, "attestation-due"))["all_stations"]


@pytest.mark.shows("A18-05")
@pytest.mark.shows("A18-10")
@in_virtual_time
async def test_a_high_alarm_waits_for_a_person_and_the_record_names_her() -> None:
    async with infusing() as bed:
        bed.pump.faults.deaf = True
        await bed.tap("reaction")
        await bed.until(lambda: bool(bed.s.standing), 15)
        bed.pump.faults.deaf = False
        await bed.until(lambda: bed.s.stopped, 10)
        await asyncio.sleep(600)
        ended = await alarm(bed, "stop-not-confirmed")
        assert "resolved" == ended["state"]
        assert "The pump stands still." in ended["sentence"]
        assert "While it lasted it said: NOT CONFIRMED" in ended["sentence"]
        assert "NOT CONFIRMED" not in ended["short"]  # where there is little room it would be cut
        assert ended["short"].endswith("The pump stands still.")

        await bed.tap("alarms/acknowledgement", alarm="stop-not-confirmed")

        assert [] == (await bed.look())["alarms"]
        entries = (await bed.tablet.get(f"/sessions/{bed.session}/record"))["entries"]
        (said,) = (each for each in entries if each["kind"] == "AlarmAcknowledged")
        assert (NURSE, "tablet-1") == (said["by"]["id"], said["tablet"])


@pytest.mark.shows("INV-26")
@pytest.mark.shows("GIP-18")
@pytest.mark.shows("A18-08")
@in_virtual_time
async def test_a_ward_that_no_station_hears_says_so_within_10_s() -> None:
    async with infusing() as bed:
        await asyncio.sleep(2)
        assert "no-station-hears" in await ward_alarms(bed)
        await hears(bed)
        assert {} == await ward_alarms(bed)

        await beats(bed, "tablet-1")
        await asyncio.sleep(9.8)
        assert {} == await ward_alarms(bed)
        await asyncio.sleep(0.3)
        assert {"no-station-hears": "medium", "station-lost": "low"} == await ward_alarms(bed)


@pytest.mark.shows("A18-08")
@in_virtual_time
async def test_one_lost_station_is_told_at_the_others() -> None:
    async with infusing() as bed:
        await hears(bed)
        body = {"Idempotency-Key": "tap-other-1", "X-Person": NURSE, "X-Tablet": "tablet-2"}
        await bed.client.post("/api/v1/stations/heard", json={}, headers=body)
        for _ in range(6):
            await asyncio.sleep(2)
            await beats(bed, "tablet-2")

        assert {"station-lost": "low"} == await ward_alarms(bed)
        heard = {each["tablet"]: each["heard"] for each in (await bed.ward())["stations"]}
        assert {"tablet-1": False, "tablet-2": True} == heard


@pytest.mark.shows("INV-26")
@in_virtual_time
async def test_a_muted_tablet_counts_as_one_that_cannot_be_heard() -> None:
    async with infusing() as bed:
        await hears(bed)

        await beats(bed, "tablet-1", sounds=False)

        assert "no-station-hears" in await ward_alarms(bed)


@in_virtual_time
async def test_a_tablet_that_nobody_has_heard_does_not_count() -> None:
    async with infusing() as bed:
        for _ in range(3):
            await asyncio.sleep(2)
            await beats(bed, "tablet-1")

        assert "no-station-hears" in await ward_alarms(bed)


@in_virtual_time
async def test_alarms_on_a_frozen_disk_delay_no_stop() -> None:
    async with infusing() as bed:
        bed.disk.freeze()
        await held(bed)
        bed.pump.press("start")  # a hand runs it again: another alarm, and no record
        await bed.until(lambda: bed.pump.rate_ml_h() > 0, 5)
        tapped_at = now()

        await bed.post("reaction", tap="tap-frozen-1")
        took = await bed.runs_at(0, within_s=3.0)

        assert bed.pump.commands(tapped_at).count("STP") > 0
        assert took < 1.0
        bed.disk.release()


@in_virtual_time
async def test_an_alarm_between_word_and_raise_only_waits_for_its_record() -> None:
    async with infusing(2, ward=FAST) as bed:
        await bed.until(lambda: bool(bed.s.standing), 60)
        await bed.attest()

        await bed.runs_at(100, within_s=10.0)

        kinds = bed.kinds()
        assert kinds.index("AlarmRaised") < kinds.index("AlarmResolved") < kinds.index("StepServed")


@in_virtual_time
async def test_an_alarm_in_the_record_does_not_hide_the_last_reading_after_a_restart(
    tmp_path: Path,
) -> None:
    """A reading a minute old is a short gap, whatever has become of an alarm since."""
    ward, store = ward_of(speed=60, gap_max=seconds(90)), tmp_path / "ward.sqlite"
    async with infusing(2, ward=ward, store=store) as first:
        await first.until(lambda: "AlarmEscalated" in first.kinds(), 200)
    async with bedside(after=first, store=store) as bed:
        await bed.until(lambda: not bed.s.unproven, 10)

        assert Phase.INFUSING is bed.s.phase
        assert AlarmId.ATTESTATION_DUE in {each.alarm for each in bed.s.standing}


@pytest.mark.shows("A18-01")
@pytest.mark.parametrize("infusion_no", [1, 2, 3])
def test_a_clean_infusion_raises_nothing_but_what_asks_for_an_action(infusion_no: int) -> None:
    @in_virtual_time
    async def story() -> None:
        async with bedside(ward=FAST) as bed:
            await hears(bed)
            beating = asyncio.create_task(_keep_beating(bed))
            await bed.start(infusion_no)
            await bed.nurse.infuse([], now())
            await asyncio.sleep(30)
            beating.cancel()
            raised = [
                event.alarm.value
                for event in bed.world.service.ward.runners[bed.session].happened
                if isinstance(event, AlarmRaised)
            ]
            assert ["flush-due"] == raised
            assert {} == await ward_alarms(bed)

    story()


async def _keep_beating(bed: Bedside) -> None:
    while True:
        await beats(bed, "tablet-1")
        await asyncio.sleep(2)
