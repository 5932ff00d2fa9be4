"""Opening a pump behind a gateway: whose word it is, and who else is there."""

import asyncio

import pytest

from drivers.ihe_pcd.driver import IhePcdDriver
from drivers.link.lines import Mount
from drivers.port import AtThePump, Delivery, Done, PortUnavailable, PumpReport, WrongPump
from tests.drivers.far_gateway import PUMP, URL
from tests.drivers.ihe_pcd_ward import AT_25, AT_50, CAN, Ward, mount, tick, told, ward
from tests.drivers.virtual import run


def test_the_identity_is_the_pumps_id_and_eui_64() -> None:
    async def story() -> None:
        made = await ward()
        made.pump.model = "B Braun SpacePlus Infusomat"
        identity = await made.driver.open()
        await made.close()

        assert ("B Braun SpacePlus Infusomat", f"A0001 ({PUMP})") == (
            identity.model,
            identity.serial_number,
        )

    run(story())


@pytest.mark.shows("GIP-17")
def test_another_model_than_the_profiles_is_the_wrong_pump() -> None:
    async def story() -> None:
        made = await ward()
        made.pump.model = "Other"
        expected = Mount(url=URL, model="Infusomat", capabilities=CAN)
        driver = IhePcdDriver(expected, made.lines)
        with pytest.raises(WrongPump, match="a Other, where a Infusomat is expected"):
            await driver.open()
        await driver.close()
        await made.close()

    run(story())


@pytest.mark.shows("COM-07")
def test_another_pump_with_the_same_id_is_the_wrong_pump_and_is_not_heard() -> None:
    async def story() -> None:
        made = await ward()
        made.pump.eui = "080019FFFE3E9999"
        with pytest.raises(WrongPump, match="A0001 is 080019FFFE3E9999, not 080019FFFE3E0001"):
            await made.driver.open()

        assert any("reports no pump of ours" in reason for reason in made.refused)
        await made.close()

    run(story())


def test_a_pump_that_has_not_reported_is_not_there_and_its_later_word_is_found() -> None:
    async def story() -> None:
        made = await ward()
        made.far.mute = True
        with pytest.raises(PortUnavailable, match="has not reported yet"):
            await made.driver.open()
        made.far.mute = False
        made.pump.tell()
        await tick()
        before = asyncio.get_running_loop().time()
        await made.driver.open()

        assert before == asyncio.get_running_loop().time()
        await made.close()

    run(story())


def test_a_gateway_with_another_certificate_gets_no_byte() -> None:
    async def story() -> None:
        made = await ward()
        made.net.shown[3000] = "080019FFFE3EFFFF"
        with pytest.raises(WrongPump, match="not that of 080019FFFE3ED02D"):
            await made.driver.open()

        assert [] == made.far.orders
        await made.close()

    run(story())


def test_what_was_said_before_the_port_was_lost_does_not_open_it() -> None:
    """Another pump may stand there by now."""

    async def story(made: Ward) -> None:
        with pytest.raises(PortUnavailable, match="has not reported yet"):
            await made.driver.open()
        made.pump.eui = "080019FFFE3E9999"
        made.pump.tell()
        with pytest.raises(WrongPump):
            await made.driver.open()
        with pytest.raises(PortUnavailable):
            await made.driver.read()

    told(story)


def test_pumps_behind_one_gateway_share_its_connection_and_do_not_hear_one_another() -> None:
    async def story() -> None:
        made = await ward(pumps=3)
        urls = [
            URL.replace("A0001", f"A000{n}").replace(PUMP, f"080019FFFE3E000{n}") for n in (1, 2, 3)
        ]
        drivers = [IhePcdDriver(mount(url), made.lines) for url in urls]
        await asyncio.gather(*(driver.open() for driver in drivers))
        seen = [await driver.read() for driver in drivers]
        assert isinstance(seen[1], PumpReport)
        await drivers[1].apply(AT_25, seen=seen[1])
        made.far.pumps[1].run()
        await tick()
        found = [await driver.read() for driver in drivers]

        assert [Delivery.STOPPED, Delivery.RUNNING, Delivery.STOPPED] == [
            each.delivery for each in found if isinstance(each, PumpReport)
        ]
        assert 1 == len(made.far._in)
        for driver in drivers:
            await driver.close()
        assert {} == made.gateway.hearing.ears
        await made.close()

    run(story())


def test_one_pump_is_opened_by_one_driver() -> None:
    async def story(made: Ward) -> None:
        second = IhePcdDriver(mount(), made.lines)
        with pytest.raises(PortUnavailable, match="already open"):
            await second.open()

    told(story)


def test_a_new_service_adopts_the_order_that_it_finds_running() -> None:
    """Its own number is in the echo, so a change of rate belongs to that order."""

    async def story(made: Ward) -> None:
        await made.started()
        await made.driver.close()
        await tick()
        fresh = IhePcdDriver(mount(), made.lines)
        asyncio.get_running_loop().call_later(1, made.pump.tell)
        await fresh.open()
        seen = await fresh.read()
        assert isinstance(seen, PumpReport)
        assert Done() == await fresh.apply(AT_25, seen=seen)
        outcome = await fresh.apply(AT_50, seen=seen)
        await fresh.close()

        assert AtThePump("confirm 50 mL/h at the pump") == outcome
        assert f"ORC|XO|{made.pump.order}^" == made.far.orders[-1][2][: len(made.pump.order) + 8]

    told(story)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("socket://127.0.0.1:3000", "must begin with"),
        (URL.replace("mllp://", "mllps://"), "certificates belong"),
        (URL + "&certificates=/x", "certificates belong"),
        (URL + "&own=1", "once"),
        (URL.replace("&own", "&owner"), "once"),
        (URL.replace(PUMP, "12345"), "not an EUI-64"),
        (URL.replace("/A0001", ""), "the pump's id"),
        (URL.replace(":3001", ""), "a host and a port"),
        (URL.replace(":3001", ":99999"), "ort"),
    ],
)
def test_a_port_that_says_not_all_is_not_opened(url: str, why: str) -> None:
    async def story() -> None:
        with pytest.raises(PortUnavailable, match=why):
            await IhePcdDriver(mount(url)).open()

    run(story())
