"""What is peculiar to a BCC station: parts and receipts, old parts, errors, and what is unknown."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal

import pytest

from drivers.port import Delivery, PortUnavailable, PumpReport, Unanswered
from drivers.quantities import NO_RATE, NO_VOLUME, Rate
from tests.drivers.bbraun_bcc_bench import OTHER, driver
from tests.drivers.far_bcc import FarSpace, FarStation, frame
from tests.drivers.stations import Station
from tests.drivers.virtual import run

ASK = "MEM:GETSLOT#13"


class Ward:
    """One station, and the driver of its pump in pillar 1, slot 3."""

    def __init__(self) -> None:
        self.pump = FarSpace(rate=Decimal("12.5"))
        self.far = FarStation(s13=self.pump)
        self.station = Station(self.far)
        self.driver = driver(self.station.lines)

    async def report(self) -> PumpReport:
        found = await self.driver.read()
        assert isinstance(found, PumpReport), found
        return found

    async def unanswered(self) -> str:
        found = await self.driver.read()
        assert isinstance(found, Unanswered), found
        return found.reason


def tell(story: Callable[[Ward], Awaitable[None]]) -> None:
    async def whole() -> None:
        ward = Ward()
        await story(ward)
        await ward.driver.close()

    run(whole())


def now() -> float:
    return asyncio.get_running_loop().time()


@pytest.mark.shows("RULE-11")
def test_what_no_source_names_is_unknown_and_not_guessed() -> None:
    async def story(ward: Ward) -> None:
        identity = await ward.driver.open()
        found = await ward.report()

        assert ("688F030006", "BCC V3.30", None) == (
            identity.model,
            identity.firmware,
            identity.serial_number,
        )
        assert (Delivery.OTHER, Rate(12_500)) == (found.delivery, found.rate)
        assert (NO_VOLUME, NO_VOLUME, frozenset()) == (found.infused, found.increment, found.alarms)

    tell(story)


def test_a_pump_on_standby_with_a_rate_counts_as_moving_and_not_as_running() -> None:
    async def story(ward: Ward) -> None:
        ward.pump.rate, ward.pump.standby = Decimal("0.10"), True
        await ward.driver.open()
        found = await ward.report()

        assert (Delivery.OTHER, Rate(100), True) == (found.delivery, found.rate, found.moving)

    tell(story)


def test_a_rate_of_zero_is_a_pump_that_stands() -> None:
    async def story(ward: Ward) -> None:
        ward.pump.rate = Decimal(0)
        await ward.driver.open()
        found = await ward.report()

        assert (Delivery.STOPPED, NO_RATE) == (found.delivery, found.rate)

    tell(story)


@pytest.mark.parametrize("value", ["INRT,_NV", "INRT", "INRT,-1", "INRT,1e3", "INRT,12 mL/h"])
def test_a_rate_that_cannot_be_read_is_no_reading(value: str) -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        ward.far.more = [value]

        assert "rate" in await ward.unanswered()

    tell(story)


@pytest.mark.parametrize("told", ["9,50113,INVI,4", ""])
def test_an_answer_without_a_rate_is_no_reading(told: str) -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        await ward.report()
        ward.far.instead[ASK] = told

        assert "does not tell this pump's rate" in await ward.unanswered()

    tell(story)


def test_an_answer_in_many_parts_is_put_together_and_each_part_gets_its_receipt() -> None:
    async def story(ward: Ward) -> None:
        ward.far.per_part = 1
        await ward.driver.open()
        ward.far.receipts = 0

        assert Rate(12_500) == (await ward.report()).rate
        await asyncio.sleep(0)
        assert 3 == ward.far.receipts

    tell(story)


def test_an_answer_that_never_ends_is_given_up() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        ward.far.per_part = 1
        ward.far.more = [f"INX{n},4" for n in range(40)]

        assert "parts" in await ward.unanswered()

    tell(story)


@pytest.mark.shows("COM-08")
def test_pumps_on_one_station_do_not_come_between_each_others_parts() -> None:
    async def story(ward: Ward) -> None:
        ward.far.per_part, ward.far.takes_s = 1, 0.1
        ward.far.pumps["22"] = FarSpace("7", Decimal(99))
        other = driver(ward.station.lines, address=26)
        await asyncio.gather(ward.driver.open(), other.open())
        await asyncio.sleep(10)
        ours, theirs = await asyncio.gather(ward.driver.read(), other.read())
        await other.close()

        assert isinstance(ours, PumpReport), ours
        assert isinstance(theirs, PumpReport), theirs
        assert (Rate(12_500), Rate(99_000)) == (ours.rate, theirs.rate)

    tell(story)


@pytest.mark.shows("RULE-8")
def test_a_part_that_is_sent_again_is_not_taken_for_the_next_answer() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        await ward.report()
        old = frame(ward.far.tell(ASK))
        await asyncio.sleep(10)
        ward.pump.rate, ward.far.takes_s = Decimal(0), 0.5
        asyncio.get_running_loop().call_later(0.2, ward.far.receive, old)

        assert Delivery.STOPPED is (await ward.report()).delivery

    tell(story)


def test_a_part_that_comes_twice_gets_one_receipt() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        await ward.report()
        ward.far.receipts = 0
        part = frame(f"{int(now()) + 6},50113,INVI,1", end=b"\x17")
        ward.far.instead[ASK] = part
        asyncio.get_running_loop().call_later(5.1, ward.far.receive, part)

        assert "no answer" in await ward.unanswered()
        assert 1 == ward.far.receipts  # a second one would skip what the station sends next

    tell(story)


def test_a_station_whose_clock_stands_tells_nothing_new() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        ward.far.instead[ASK] = ward.far.tell(ASK)
        await ward.report()

        for _ in range(5):
            assert "no answer" in await ward.unanswered()

    tell(story)


@pytest.mark.parametrize("happens", ["restart", "another", "new"])
def test_a_new_pump_and_a_restarted_station_begin_a_new_epoch(happens: str) -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        await asyncio.sleep(100)
        before = (await ward.report()).epoch
        if happens == "restart":
            ward.far.restart()
            ward.pump.new = False
        elif happens == "another":
            ward.pump.serial = OTHER
        else:
            ward.pump.new = True
        after = (await ward.report()).epoch

        assert before + 1 == after
        assert after == (await ward.report()).epoch

    tell(story)


def test_a_restarted_station_whose_clock_has_caught_up_is_believed_once_it_goes_on() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        before = (await ward.report()).epoch
        await asyncio.sleep(60)
        ward.far.restart()
        ward.pump.new = False
        await asyncio.sleep(20)

        assert "no answer" in await ward.unanswered()
        assert before + 1 == (await ward.report()).epoch == (await ward.report()).epoch

    tell(story)


@pytest.mark.parametrize(
    ("code", "said"),
    [("11", "no pump"), ("39", "taken out"), ("811", "no such slot"), ("77", "error 77")],
)
def test_what_the_station_reports_as_wrong_is_said(code: str, said: str) -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        ward.far.instead[ASK] = f"9,50113,INRT,25{chr(30)}9,50113,GNERR,{code}"
        assert said in await ward.unanswered()

        with pytest.raises(PortUnavailable, match=said):
            await ward.driver.open()
        with pytest.raises(PortUnavailable, match="not open"):
            await ward.driver.read()

    tell(story)


def test_an_error_of_the_request_itself_is_said_at_once() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        ward.far.instead[ASK] = "9,50100,GNERR,68"
        began = now()

        assert "did not understand" in await ward.unanswered()
        assert began == now()

    tell(story)


def test_a_request_that_is_refused_is_said_at_once() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        ward.far.instead[ASK] = b"\x15"
        began = now()

        assert "NAK" in await ward.unanswered()
        assert began == now()

    tell(story)


@pytest.mark.parametrize("address", [0, 73])
def test_an_address_that_names_no_slot_opens_nothing(address: int) -> None:
    async def story(ward: Ward) -> None:
        with pytest.raises(PortUnavailable, match="names no slot"):
            await driver(ward.station.lines, address=address).open()

        assert [] == ward.station.links

    tell(story)


def test_a_station_is_asked_for_a_slot_no_more_than_every_five_seconds() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        taken = [(await ward.report()).taken_ms for _ in range(3)]
        await asyncio.sleep(7)
        taken.append((await ward.report()).taken_ms)

        assert [0, 5_000, 10_000, 17_000] == taken

    tell(story)


def test_a_station_is_called_by_its_own_bed_once_that_is_known() -> None:
    async def story(ward: Ward) -> None:
        heard: list[bytes] = []
        await ward.driver.open()
        ward.station.links[0].trace = lambda way, data, at: heard.append(data)
        await ward.report()

        assert b"ComSystem/1/1>MEM:GETSLOT#13" in heard[0]

    tell(story)


def test_nothing_but_the_three_requests_and_receipts_ever_leaves() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        await ward.driver.stop()
        await ward.report()

        assert ["ADMIN:ALIVE", "ADMIN:VERSION", ASK, ASK] == ward.far.log

    tell(story)
