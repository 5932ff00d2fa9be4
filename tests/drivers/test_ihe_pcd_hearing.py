"""What is believed of what comes in, and what is refused and recorded."""

import asyncio
from collections.abc import Callable

import pytest

from drivers.port import PumpAlarm
from tests.drivers.far_gateway import GATEWAY, PUMP
from tests.drivers.ihe_pcd_ward import AT_25, Ward, acknowledged, control_id, tick, told


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
