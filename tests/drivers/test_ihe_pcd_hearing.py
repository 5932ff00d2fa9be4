"""What is believed of what comes in, what is refused and recorded, and how old it is."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import pytest

from drivers.ihe_pcd.driver import IhePcdDriver
from drivers.link.lines import Mount
from drivers.port import (
    AtThePump,
    Delivery,
    Done,
    NotDone,
    PortUnavailable,
    PumpAlarm,
    PumpReport,
    Unanswered,
    WrongPump,
)
from drivers.quantities import Volume
from tests.drivers.far_gateway import GATEWAY, PUMP, URL
from tests.drivers.ihe_pcd_ward import AT_25, AT_50, CAN, Ward, mount, open_ward, tick, ward
from tests.drivers.virtual import run

Story = Callable[[Ward], Awaitable[None]]

PRESS_STOP = AtThePump("press STOP on the pump")


def told(story: Story) -> None:
    async def whole_story() -> None:
        made = await open_ward()
        await story(made)
        await made.close()

    run(whole_story())


def acknowledged(made: Ward, control_id: str) -> list[str]:
    """Every MSA-1 that the gateway got for one of its messages."""
    found = [line[1].split("|") for line in made.far.heard if line[1].startswith("MSA")]
    return [msa[1] for msa in found if msa[2] == control_id]


def control_id(text: str) -> str:
    return text.split("|")[9]


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


def test_silence_longer_than_one_and_a_half_intervals_is_unanswered() -> None:
    async def story(made: Ward) -> None:
        made.far.mute = True
        await asyncio.sleep(89)
        assert isinstance(await made.driver.read(), PumpReport)
        await asyncio.sleep(2)

        assert isinstance(await made.driver.read(), Unanswered)
        made.far.mute = False
        made.pump.tell()
        await tick()
        assert isinstance(await made.driver.read(), PumpReport)

    told(story)


def test_a_reading_says_when_the_pump_said_it_and_is_the_same_until_it_says_more() -> None:
    async def story(made: Ward) -> None:
        await asyncio.sleep(90)
        first = await made.report()
        await asyncio.sleep(10)
        again = await made.report()
        made.far.say(made.pump.alarm("MDC_EVT_FLUID_LINE_OCCL", "start", "196940"))
        await tick()
        alarmed = await made.report()
        made.pump.tell()
        await tick()
        later = await made.report()

        assert first.taken_ms == again.taken_ms == 60_000
        assert alarmed.taken_ms == 60_001
        assert later.taken_ms == 101_000

    told(story)


def test_a_buffered_event_is_as_old_as_its_own_time() -> None:
    async def story(made: Ward) -> None:
        made.far.held = []
        made.pump.event("STOP")
        await asyncio.sleep(310)
        made.far.held = made.far.held[:1]
        made.far.release()
        await tick()

        found = await made.driver.read()
        assert isinstance(found, Unanswered)
        assert "the pump's last report is 311 s old" == found.reason

    told(story)


@pytest.mark.parametrize("seed", range(5))
def test_events_of_an_outage_are_taken_in_the_order_of_the_pumps_clock(seed: int) -> None:
    async def story(made: Ward) -> None:
        await made.started()
        made.far.held = []
        for _ in range(6):
            await asyncio.sleep(120)
            made.pump.press_stop()
            await asyncio.sleep(120)
            made.pump.press_start()
        await asyncio.sleep(30)
        made.pump.press_stop()
        order = list(range(len(made.far.held)))
        random.Random(seed).shuffle(order)
        made.far.release(order)
        await asyncio.sleep(5)
        found = await made.report()

        assert Delivery.STOPPED is found.delivery
        assert Volume.from_ml(made.pump.counter()) == found.infused
        assert [] == made.refused

    told(story)


def test_an_order_that_ran_and_stopped_while_nobody_heard_is_no_open_offer() -> None:
    async def story(made: Ward) -> None:
        await made.apply(AT_25)
        made.far.held = []
        made.pump.run()
        await asyncio.sleep(20)
        made.pump.press_stop()
        await asyncio.sleep(10)
        made.far.release([1, 0])
        await tick()
        found = await made.report()

        assert (Delivery.STOPPED, None) == (found.delivery, found.offer)
        assert 20_000 == found.taken_ms

    told(story)


def test_an_event_of_before_the_offer_does_not_take_it() -> None:
    """50 → 25 → 50 again: a report of the first 50 that arrives late says nothing of the second."""

    async def story(made: Ward) -> None:
        await made.started(AT_50)
        late = made.pump.oru("R01")
        await made.started(AT_25)
        await asyncio.sleep(5)
        await made.apply(AT_50)
        made.far.say(late)
        await tick()

        offer = (await made.report()).offer
        assert offer is not None
        assert "offered" == offer.state

    told(story)


@pytest.mark.shows("COM-02")
def test_a_duplicate_is_acknowledged_again_and_not_taken_again() -> None:
    async def story(made: Ward) -> None:
        clear = made.pump.oru("R42", "PROG_CLEARED")
        made.far.say(clear)
        await tick()
        before = await made.report()
        made.far.say(clear)
        await tick()
        after = await made.report()

        assert ["CA", "CA"] == acknowledged(made, control_id(clear))
        assert before.epoch == after.epoch
        assert ["came before and was not taken again"] == made.refused

    told(story)


def test_another_message_under_an_id_that_was_used_is_refused_and_not_swallowed() -> None:
    """An acknowledged STOP that nobody heard would be worse than one that is sent again."""

    async def story(made: Ward) -> None:
        first, second = made.pump.oru("R01"), made.pump.oru("R42", "PROG_CLEARED")
        made.far.say(first)
        made.far.say(second.replace(f"|{control_id(second)}|", f"|{control_id(first)}|"))
        await tick()

        assert ["CA", "CE"] == acknowledged(made, control_id(first))
        assert ["another message had this control id"] == made.refused

    told(story)


def test_every_message_is_acknowledged_once() -> None:
    async def story(made: Ward) -> None:
        await made.started()
        await asyncio.sleep(200)
        made.far.say(made.pump.alarm("MDC_EVT_FLUID_LINE_OCCL", "start", "196940"))
        await tick()

        said = [line[1].split("|")[2] for line in made.far.heard if line[1].startswith("MSA")]
        assert 6 < len(said) == len(set(said))
        assert {"ACK^R01^ACK", "ACK^R42^ACK", "ACK^R40^ACK", "ACK^O16^ACK"} == {
            line[0].split("|")[8] for line in made.far.heard
        }

    told(story)


def test_an_answer_to_no_order_is_refused_and_recorded() -> None:
    async def story(made: Ward) -> None:
        await made.apply(AT_25)
        text = made.far.answer("AR", "9023^Rejected", of="NEVER-SENT")
        await tick()

        assert ["CR"] == acknowledged(made, control_id(text))
        assert "answers NEVER-SENT, which was not sent from here" in made.refused
        offer = (await made.report()).offer
        assert offer is not None
        assert "offered" == offer.state

    told(story)


def test_an_answer_to_an_older_action_is_refused_and_recorded() -> None:
    async def story(made: Ward) -> None:
        await made.apply(AT_25)
        made.far.answer("AR", "9023^Rejected", orc="ORC|RE||||||||20260102070000+0000\r")
        await tick()

        assert "answers an older action: ORC-9 is 20260102070000+0000" in made.refused
        offer = (await made.report()).offer
        assert offer is not None
        assert "offered" == offer.state

    told(story)


@pytest.mark.shows("COM-08")
def test_a_pump_that_is_not_ours_is_refused_and_recorded() -> None:
    async def story(made: Ward) -> None:
        text = made.pump.oru("R01").replace("A0001", "A0002")
        made.far.say(text)
        await tick()

        assert ["CR"] == acknowledged(made, control_id(text))
        assert [f"{GATEWAY} reports no pump of ours: A0002^{PUMP}"] == made.refused

    told(story)


def test_a_sender_that_is_not_the_gateway_speaks_for_no_pump_of_ours() -> None:
    async def story(made: Ward) -> None:
        text = made.pump.oru("R01").replace(f"PUMPGW^{GATEWAY}", "OTHER^080019FFFE3EFFFF")
        made.far.say(text)
        await tick()

        assert ["CR"] == acknowledged(made, control_id(text))

    told(story)


def test_the_certificate_must_be_the_senders() -> None:
    async def story(made: Ward) -> None:
        own = "080019FFFE3E0002"
        duplex = await made.net.connect("127.0.0.1", 3001, certificates=None, own=own)
        text = made.pump.oru("R01")
        await duplex.send(b"\x0b" + text.encode() + b"\x1c\r")
        answer = await duplex.receive()

        assert f"MSA|CR|{control_id(text)}".encode() in answer
        assert [f"the certificate is not of the sender {GATEWAY}"] == made.refused

    told(story)


def test_a_pump_with_a_certificate_of_its_own_speaks_for_itself_alone() -> None:
    async def story(made: Ward) -> None:
        duplex = await made.net.connect("127.0.0.1", 3001, certificates=None, own=PUMP)
        text = made.pump.oru("R01").replace(f"PUMPGW^{GATEWAY}", f"PUMP^{PUMP}", 1)
        other = text.replace(control_id(text), "OTHER").replace(f"A0001^^{PUMP}", "A0002^^FFFF")
        for each in (text, other):
            await duplex.send(b"\x0b" + each.encode() + b"\x1c\r")

        assert f"MSA|CA|{control_id(text)}".encode() in await duplex.receive()
        assert b"MSA|CR|OTHER" in await duplex.receive()

    told(story)


def test_a_gateway_with_another_certificate_gets_no_byte() -> None:
    async def story() -> None:
        made = await ward()
        made.net.shown[3000] = "080019FFFE3EFFFF"
        with pytest.raises(WrongPump, match="not that of 080019FFFE3ED02D"):
            await made.driver.open()

        assert [] == made.far.orders
        await made.close()

    run(story())


def test_a_clock_that_is_ahead_is_refused_and_recorded() -> None:
    async def story(made: Ward) -> None:
        text = made.pump.oru("R01").replace("|20260102080", "|20260102090")
        made.far.say(text)
        await tick()

        assert ["CE"] == acknowledged(made, control_id(text))
        assert ["the pump's clock is ahead: 2026-01-02 09:00:00+00:00"] == made.refused

    told(story)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda text: text.replace("ORU^R01", "ORU^R30"), "CR"),
        (lambda text: text.replace("|20260102", "|26010")[:400], "CE"),
    ],
)
def test_what_is_not_taken_is_acknowledged_as_such(spoil: Callable[[str], str], code: str) -> None:
    async def story(made: Ward) -> None:
        text = spoil(made.pump.oru("R01"))
        made.far.say(text)
        await tick()

        assert [code] == acknowledged(made, control_id(text))
        assert 1 == len(made.refused)

    told(story)


@pytest.mark.shows("COM-06")
def test_what_is_not_hl7_is_recorded_and_the_connection_goes_on() -> None:
    async def story(made: Ward) -> None:
        made.far.say("PID|is no head\r")
        made.far.say("MSH|^~\\&|caf\x07\r")
        half = made.pump.oru("R01").replace("|P1^", "|\x07^")
        text = made.pump.oru("R01")
        made.far.say(half)
        made.far.say(text)
        await tick()

        assert ["CE"] == acknowledged(made, control_id(half))
        assert ["CA"] == acknowledged(made, control_id(text))
        assert 3 == len(made.refused)

    told(story)


@pytest.mark.parametrize(("accept", "application", "code"), [("NE", "NE", None), ("", "", "AA")])
def test_the_sender_says_how_it_wants_to_be_acknowledged(
    accept: str, application: str, code: str | None
) -> None:
    async def story(made: Ward) -> None:
        text = made.pump.oru("R01").replace("|||AL|NE|", f"|||{accept}|{application}|")
        made.far.say(text)
        await tick()

        assert ([code] if code else []) == acknowledged(made, control_id(text))

    told(story)


def test_an_alarm_shows_until_it_ends_and_is_answered_where_that_is_asked_for() -> None:
    async def story(made: Ward) -> None:
        start = made.pump.alarm("MDC_EVT_FLUID_LINE_OCCL", "start", "196940", application="AL")
        made.far.say(start)
        made.far.say(made.pump.alarm("MDC_EVT_NEVER_HEARD_OF", "start"))
        await tick()
        alarming = (await made.report()).alarms
        made.far.say(made.pump.alarm("MDC_EVT_FLUID_LINE_OCCL", "end", "196940"))
        await tick()

        assert {PumpAlarm.OCCLUSION, PumpAlarm.OTHER} == alarming
        assert {PumpAlarm.OTHER} == (await made.report()).alarms
        thanks = [lines for lines in made.far.heard if "ORA^R41^ORA_R41" in lines[0]]
        assert [f"MSA|AA|{control_id(start)}"] == [lines[1] for lines in thanks]

    told(story)


def test_an_alarm_alone_does_not_make_a_silent_pump_heard() -> None:
    async def story(made: Ward) -> None:
        made.far.mute = True
        await asyncio.sleep(100)
        made.far.mute = False
        made.far.say(made.pump.alarm("MDC_EVT_FLUID_LINE_OCCL", "start", "196940"))
        await tick()

        assert isinstance(await made.driver.read(), Unanswered)

    told(story)


# ------------------------------------------------------------------------------------------- epoch


@pytest.mark.shows("INV-33")
def test_a_power_cycle_raises_the_epoch_and_old_readings_offer_nothing() -> None:
    async def story(made: Ward) -> None:
        await made.started()
        await asyncio.sleep(600)
        before = await made.report()
        made.pump.power_cycle()
        await tick()
        after = await made.report()

        assert after.epoch > before.epoch
        assert PumpAlarm.RESET in after.alarms
        sent = len(made.far.orders)
        assert isinstance(await made.driver.apply(AT_50, seen=before), NotDone)
        assert sent == len(made.far.orders)

    told(story)


def test_a_cleared_program_raises_the_epoch() -> None:
    async def story(made: Ward) -> None:
        await made.started()
        before = await made.report()
        made.pump.clear()
        await tick()

        assert (await made.report()).epoch > before.epoch

    told(story)


def test_a_gateway_that_forgot_our_order_raises_the_epoch() -> None:
    async def story(made: Ward) -> None:
        await made.started()
        before = await made.report()
        made.pump.order = "0"
        made.pump.tell()
        await tick()

        assert (await made.report()).epoch > before.epoch

    told(story)


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


def test_opening_again_raises_the_epoch() -> None:
    async def story(made: Ward) -> None:
        before = await made.report()
        await made.reopen()

        assert (await made.report()).epoch == before.epoch + 1

    told(story)


def test_a_connection_that_an_idle_gateway_closes_is_made_again_and_nothing_is_lost() -> None:
    async def story(made: Ward) -> None:
        await made.apply(AT_25)
        before = await made.report()
        made.net.cut()
        await tick()
        made.pump.run()
        await tick()
        after = await made.report()

        assert (before.epoch, Delivery.RUNNING, None) == (after.epoch, after.delivery, after.offer)

    told(story)


def test_a_gateway_that_is_gone_is_said_and_found_again() -> None:
    async def story(made: Ward) -> None:
        await made.started()
        made.net.down = True
        made.net.cut()
        await tick()
        with pytest.raises(PortUnavailable, match="nobody listens"):
            await made.driver.read()
        assert PRESS_STOP == await made.driver.stop()
        made.net.down = False
        await made.reopen()

        assert Delivery.RUNNING is (await made.report()).delivery

    told(story)


def test_a_gateway_that_hangs_up_at_once_is_not_called_again_and_again() -> None:
    async def story(made: Ward) -> None:
        made.net.hangs_up = True
        made.net.cut()
        before = made.net.connections
        await tick()
        with pytest.raises(PortUnavailable, match="hangs up at once"):
            await made.driver.read()

        assert made.net.connections - before < 10

    told(story)


# -------------------------------------------------------------------------------------------- stop


def test_stop_is_always_at_the_pump_until_the_pump_says_stopped() -> None:
    async def story(made: Ward) -> None:
        await made.started()
        sent = len(made.far.orders)
        assert PRESS_STOP == await made.driver.stop()
        await asyncio.sleep(5)
        assert PRESS_STOP == await made.driver.stop()
        made.pump.press_stop()
        await tick()

        assert Done() == await made.driver.stop()
        assert sent == len(made.far.orders)
        assert made.driver.stop_sent_at_ms is None

    told(story)


def test_an_old_word_that_it_stands_still_does_not_count() -> None:
    async def story(made: Ward) -> None:
        assert Done() == await made.driver.stop()
        made.far.mute = True
        await asyncio.sleep(100)

        assert PRESS_STOP == await made.driver.stop()

    told(story)


def test_a_stop_on_a_closed_port_is_at_the_pump() -> None:
    async def story() -> None:
        driver = IhePcdDriver(mount())
        assert PRESS_STOP == await driver.stop()
        with pytest.raises(PortUnavailable):
            await driver.read()

    run(story())


def test_after_a_stop_the_order_that_lies_at_the_pump_still_shows() -> None:
    """It cannot be taken back from here, and somebody may still confirm it."""

    async def story(made: Ward) -> None:
        await made.apply(AT_25)
        await made.driver.stop()
        still = (await made.report()).offer
        made.pump.run()
        await tick()
        found = await made.report()

        assert still is not None
        assert (1, True) == (still.no, still.open)
        assert (Delivery.RUNNING, None) == (found.delivery, found.offer)

    told(story)


def test_no_order_leaves_after_stop() -> None:
    async def story(made: Ward) -> None:
        seen = await made.report()
        made.net.connect_s = 2
        made.net.cut()
        applying = asyncio.ensure_future(made.driver.apply(AT_25, seen=seen))
        await asyncio.sleep(1)
        await made.driver.stop()

        assert NotDone("a stop was asked for") == await applying
        assert [] == made.far.orders
        assert (await made.report()).offer is None

    told(story)


def test_an_order_that_had_left_when_a_stop_was_asked_for_still_shows() -> None:
    async def story(made: Ward) -> None:
        made.far.accept_after_s = 2
        seen = await made.report()
        applying = asyncio.ensure_future(made.driver.apply(AT_25, seen=seen))
        await asyncio.sleep(1)
        await made.driver.stop()

        assert AtThePump("confirm 25 mL/h at the pump") == await applying
        assert 1 == len(made.far.orders)
        assert (await made.report()).offer is not None

    told(story)


def test_a_pump_that_was_stopped_by_hand_gets_a_rate_and_keeps_its_program() -> None:
    async def story(made: Ward) -> None:
        await made.started(AT_50)
        await asyncio.sleep(600)
        made.pump.press_stop()
        await tick()
        await made.driver.stop()
        before = await made.report()
        assert AtThePump("confirm 25 mL/h at the pump") == await made.apply(AT_25)
        made.pump.run()
        await tick()
        found = await made.report()

        assert "ORC|XO" == made.far.orders[-1][2][:6]
        assert (Delivery.RUNNING, AT_25.rate, None) == (found.delivery, found.rate, found.offer)
        assert before.infused <= found.infused
        assert before.epoch == found.epoch

    told(story)


def test_the_old_program_started_by_hand_is_not_the_lower_rate_that_was_offered() -> None:
    async def story(made: Ward) -> None:
        await made.started(AT_50)
        made.pump.press_stop()
        await tick()
        await made.apply(AT_25)
        made.pump.offered = None
        made.pump.press_start()
        await tick()
        found = await made.report()

        assert (Delivery.RUNNING, AT_50.rate) == (found.delivery, found.rate)
        assert found.offer is not None
        assert "refused" == found.offer.state

    told(story)


# -------------------------------------------------------------------------------- several and again


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
