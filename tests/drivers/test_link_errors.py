"""Every piece lost once, and answers of another address (COM-04, COM-08)."""

import asyncio
from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest

from drivers.link.in_process import FarSide
from drivers.port import Done, NotDone, NotSafe, Outcome, PortUnavailable, PumpReport, Running
from tests.drivers.far_pump import FarPump, packet
from tests.drivers.new_era_ward import HIGH, LOW, TOTAL, Ward, tell
from tests.drivers.wires import Wire


class LoseOne(Wire):
    """Loses the n-th piece, counted in both directions."""

    def __init__(self, far: FarSide, piece: int) -> None:
        super().__init__(far)
        self.piece, self.seen = piece, 0

    def carry(self, data: bytes, to: Callable[[bytes], None]) -> None:
        self.seen += 1
        if self.seen != self.piece:
            to(data)


def runs_at(pump: FarPump) -> Decimal:
    pump.live()
    return pump.rate if pump.status == "I" else Decimal(0)


@pytest.mark.shows("COM-04")
@pytest.mark.shows("INV-12")
@pytest.mark.parametrize("piece", range(1, 80))
def test_a_lost_piece_is_neither_done_nor_failed_before_a_reading_says_so(piece: int) -> None:
    async def story(ward: Ward) -> None:
        try:
            await ward.driver.open()
        except (PortUnavailable, NotSafe):
            return
        for rate in (LOW, HIGH):
            found = await ward.driver.read()
            if not isinstance(found, PumpReport):
                continue
            before, runs = runs_at(ward.pump), ward.pump.log.count("RUN")
            outcome = await ward.driver.apply(Running(rate=rate, until_total=TOTAL), seen=found)

            said: dict[type[Outcome], set[Decimal]] = {
                Done: {Decimal(rate.ml_per_h)},
                NotDone: {before},
            }
            assert runs_at(ward.pump) in said.get(type(outcome), {before, Decimal(rate.ml_per_h)})
            assert ward.pump.log.count("RUN") - runs <= 1  # no retry inside the driver

    tell(story, partial(LoseOne, piece=piece))


@pytest.mark.shows("COM-04")
@pytest.mark.shows("INV-05")
@pytest.mark.parametrize("piece", range(1, 9))
def test_a_stop_of_which_a_piece_is_lost_is_done_only_if_the_pump_stands(piece: int) -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        assert isinstance(ward.wire, LoseOne)
        ward.wire.piece = ward.wire.seen + piece

        outcome = await ward.driver.stop()

        assert ward.pump.status == "S" or not isinstance(outcome, Done)
        assert ward.pump.log.count("STP") <= 2  # the second one makes a pause a full stop
        for _ in range(3):
            if await ward.driver.stop() == Done():
                break
        assert ward.pump.status == "S"

    tell(story, partial(LoseOne, piece=-1))


@pytest.mark.shows("COM-08")
@pytest.mark.shows("BYTE-05")
def test_an_answer_of_another_address_is_not_taken_for_ours() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()

        def say(text: str) -> None:
            body = text if text.startswith("A?") else ward.pump.status + text
            ward.pump.receive(packet(f"01{body}"))

        # One scripted pump speaks otherwise in this test alone.
        ward.pump.say = say  # type: ignore[method-assign]

        assert not isinstance(await ward.driver.read(), PumpReport)
        assert await ward.driver.stop() != Done()
        await asyncio.sleep(1)
        del ward.pump.say
        assert await ward.driver.stop() == Done()

    tell(story)


@pytest.mark.shows("COM-08")
def test_every_command_names_its_address() -> None:
    async def story(ward: Ward) -> None:
        sent: list[bytes] = []
        write = ward.wire.write
        # Both calls are for their effect; what the tuple holds is thrown away.
        ward.wire.write = lambda data: (sent.append(data), write(data))  # type: ignore[func-returns-value]
        await ward.started()
        await ward.apply(HIGH)
        await ward.driver.stop()

        assert len(sent) > 30
        assert {b"0"} == {data[2:3] for data in sent}

    tell(story)
