"""The adapter of a line with three pumps is pulled out and plugged in again, elsewhere.

Real time, a service's process, real bytes over a pty. The ward file names a link, as
`/dev/serial/by-id` has them; it moves to another device as udev would move it.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from service.cli.prehistory import Stage, write
from simulators.line import Line
from simulators.new_era import NewEra
from simulators.ports import PtyPort
from tests.bench.stopping import BAUD
from tests.faults.on_pty import Asked
from tests.faults.places import name_below_dev, served, ward_of, write_ward_file
from tests.faults.scene import Page, alarms, once, page_of, running, stop_confirmed

PUMPS = 3
RATE_NL_H = 200_000_000
"""At which a third infusion runs (200 mL/h)."""


@dataclass
class Adapter(Asked):
    """The line behind its adapter, which can be pulled out."""

    link: Path = Path()
    stops_lost: int = 0
    """STOPs that the line swallows: noise while the plug goes in."""
    port: PtyPort = field(init=False)

    def __post_init__(self) -> None:
        """Plug it in."""
        super().__post_init__()
        self.port = PtyPort(str(self.link), BAUD)
        self.receive = self.port.write
        self._listen()

    def write(self, data: bytes) -> None:
        """Take what the service sends, or swallow it."""
        if b"STP" in data and self.stops_lost:
            self.stops_lost -= 1
        else:
            super().write(data)

    def pull_out(self) -> None:
        """Hang up; the link is gone as well."""
        self._loop.remove_reader(self.port.files()[0])
        self.port.vanish()

    def plug_in(self) -> None:
        """Come back under another device name, behind the same link."""
        self.catch_up()
        self.line.plug_in()
        self.port.come_back()
        self._listen()

    def motor_nl_h(self, address: int) -> int:
        """Return how fast a pump turns now (nL/h)."""
        self.catch_up()
        return self.line.devices[address].truth().motor_rate_nl_h

    def _listen(self) -> None:
        self._loop.add_reader(self.port.files()[0], lambda: self.write(self.port.read()))


@asynccontextmanager
async def three_on_a_line(folder: Path) -> AsyncIterator[tuple[Page, Adapter]]:
    """Run three infusions on one line; yield the page and the line's adapter."""
    ward = ward_of(PUMPS, speed=1)
    with name_below_dev() as link:
        places = (replace(p, port=str(link), address=n) for n, p in enumerate(ward.pumps))
        ward, store = replace(ward, pumps=tuple(places)), folder / "ward.sqlite"
        stages = {chair.id: Stage(infusion_no=3, minute=5) for chair in ward.chairs}
        presets = await write(ward, stages, store)
        devices = [NewEra("ne9000", seed=n, address=n) for n in range(PUMPS)]
        for place, device in zip(ward.pumps, devices, strict=True):
            device.preset(presets[place.id])
        adapter = Adapter(Line(*devices, baud=BAUD), link=link)
        file = write_ward_file(folder / "ward.yaml", ward)
        try:
            async with (
                served(file, store, folder / "log") as service,
                page_of(service.address) as client,
            ):
                page = Page(client, service)
                for number in range(1, PUMPS + 1):
                    await page.until(running, number)
                yield page, adapter
        finally:
            adapter.pull_out()
            adapter.port.close()


def silent(found: dict[str, Any]) -> bool:
    """Whether the page tells that the pump cannot be heard, and where."""
    return "pump-silent" in alarms(found) and "usb-pump-1" in (found["pump"]["trouble"] or "")


async def read_again(adapter: Adapter) -> None:
    """Wait until every pump of the line has been read twice from now on."""
    since_s = asyncio.get_running_loop().time()
    await once(
        lambda: all(len(adapter.times(f"{n}DIS", since_s)) >= 2 for n in range(PUMPS)),
    )


def started(adapter: Adapter) -> list[str]:
    """Return every order to run that any pump of the line has heard."""
    return [text for _, text in adapter.heard if "RUN" in text]


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.shows("F-02")
@pytest.mark.shows("INV-15")
async def test_every_pump_of_a_line_that_was_pulled_out_is_told_and_found_again(
    tmp_path: Path,
) -> None:
    async with three_on_a_line(tmp_path) as (page, adapter):
        before = os.readlink(adapter.link)
        adapter.pull_out()
        lost = [await page.until(silent, number) for number in range(1, PUMPS + 1)]
        adapter.plug_in()
        assert os.readlink(adapter.link) != before

        for number in range(1, PUMPS + 1):
            await page.until(lambda each: "pump-silent" not in alarms(each), number)
        await read_again(adapter)

        assert [None] * PUMPS == [each["session"]["wanted"] for each in lost]
        for number in range(1, PUMPS + 1):
            found = await page.chair(number)
            assert (found["session"]["phase"], found["pump"]["trouble"]) == ("infusing", None)
            assert adapter.motor_nl_h(number - 1) == RATE_NL_H
        assert [] == started(adapter)


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.shows("F-02")
@pytest.mark.shows("INV-32")
async def test_stop_is_sent_until_confirmed_on_a_line_that_came_back_and_nothing_is_started(
    tmp_path: Path,
) -> None:
    """Meanwhile one pump was stopped at its keys, one has a reaction, and one infuses on."""
    async with three_on_a_line(tmp_path) as (page, adapter):
        adapter.pull_out()
        adapter.catch_up()
        adapter.line.devices[1].press("stop")
        session = (await page.chair(3))["session"]["id"]
        answer = await page.tap(f"/sessions/{session}/reaction")
        told = await page.until(lambda each: "stop-not-confirmed" in alarms(each), 3)
        await page.until(silent, 1)
        adapter.stops_lost = 3
        adapter.plug_in()

        stopped = await page.until(stop_confirmed, 3)
        held = await page.until(lambda each: each["session"]["phase"] == "held", 2)
        await page.until(lambda each: "pump-silent" not in alarms(each), 1)
        await read_again(adapter)

        assert answer.status_code == 202
        assert told["session"]["stop"]["sent_at"] is None
        assert adapter.stops_lost == 0
        assert stopped["session"]["phase"] == "interrupted"
        assert held["session"]["hold"] == "found-stopped"
        assert [RATE_NL_H, 0, 0] == [adapter.motor_nl_h(n) for n in range(PUMPS)]
        assert {"2STP"} == {text for _, text in adapter.heard if "STP" in text}
        assert [] == started(adapter)
