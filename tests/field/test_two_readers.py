"""Another program reads the same port, and takes what it gets."""

import asyncio
import os
import pty
import select
import tty
from collections.abc import Iterator

import pytest

from drivers.link.opening import open_link
from tests.field.beside import BOTH, Kind, infusing, undisturbed
from tests.stories.bedside import in_virtual_time


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """The pump's end of a terminal, and the end of a program that asks for no lock."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    os.set_blocking(slave, False)
    yield master, slave
    os.close(slave)
    os.close(master)


@pytest.mark.shows("FIELD-01")
async def test_a_port_that_is_ready_and_has_nothing_to_read_is_let_go_and_says_why(
    ends: tuple[int, int],
) -> None:
    """The other program is quicker, once the kernel has told us that there is something."""
    pump, thief = ends
    link = await open_link(os.ttyname(thief), baudrate=19_200)
    heard: list[bytes] = []
    lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    link.on_bytes, link.on_lost = heard.append, lost.set_result
    os.write(pump, b"\x02taken\x03")
    assert select.select([thief], [], [], 5)[0]
    stolen: list[bytes] = []
    # Before the loop hands over what it finds when it next looks.
    asyncio.get_running_loop().call_soon(lambda: stolen.append(os.read(thief, 100)))
    async with asyncio.timeout(5):
        reason = await lost

    assert ([b"\x02taken\x03"], []) == (stolen, heard)
    assert "another process reads from this port" in reason
    (await open_link(os.ttyname(thief), baudrate=19_200)).close()  # and it can be opened again


@pytest.mark.shows("FIELD-01")
@pytest.mark.parametrize("share", [0.005, 0.05])
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_bytes_that_somebody_else_has_read_are_missed_and_nothing_else(
    kind: Kind, share: float
) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        async with undisturbed(bed):
            for _ in range(8):
                bed.pump.faults.drop_to_host = share
                await asyncio.sleep(3)
                bed.pump.faults.drop_to_host = 0.0
                await bed.reported()


@pytest.mark.shows("FIELD-01")
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_half_an_answer_is_none(kind: Kind) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        async with undisturbed(bed):
            for _ in range(5):
                bed.pump.faults.half_replies = 1
                await bed.until(lambda: bed.pump.faults.half_replies == 0, 10)
                await bed.reported()
