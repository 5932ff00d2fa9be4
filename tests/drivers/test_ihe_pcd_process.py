"""The driver and the simulator as a process of its own, over real sockets with mutual TLS."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from drivers.ihe_pcd.driver import IhePcdDriver
from drivers.link.lines import Lines
from drivers.port import AtThePump, Delivery, PortUnavailable, PumpReport
from tests.drivers.far_gateway import GATEWAY, OWN
from tests.drivers.ihe_pcd_ward import AT_25, mount
from tests.drivers.test_mllp_sockets import Authority, free_port, url

ROOT = Path(__file__).parent.parent.parent
LONGEST_S = 30
"""A whole process starts meanwhile, on a machine that does other things too."""


@pytest.mark.slow
async def test_an_infusion_on_the_simulator_in_another_process(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    ours, theirs = authority.certificates(OWN), Path(authority.certificates(GATEWAY))
    ward_port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulators", "ihe_pcd", "--listen", "0"),
        *("--report-to", f"127.0.0.1:{ward_port}", "--report-every", "0.2", "--die-with-parent"),
        *("--tls", theirs / "own.pem", theirs / "own.key", theirs / "authority.pem"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    assert process.stdin
    try:
        async with asyncio.timeout(LONGEST_S):
            ready = json.loads(await process.stdout.readline())
            driver = IhePcdDriver(mount(url("mllps", ready["listen"], ward_port, ours)), Lines())
            while True:
                try:
                    await driver.open()
                    break
                except PortUnavailable:
                    await asyncio.sleep(0.1)
            seen = await driver.read()
            assert isinstance(seen, PumpReport)
            outcome = await driver.apply(AT_25, seen=seen)
            assert AtThePump("confirm 25 mL/h at the pump") == outcome
            while True:  # the simulated nurse confirms after five seconds
                found = await driver.read()
                assert isinstance(found, PumpReport)
                if found.delivery is Delivery.RUNNING:
                    break
                await asyncio.sleep(0.05)
            await driver.close()

        assert (AT_25.rate, None) == (found.rate, found.offer)
    finally:
        process.stdin.close()
        await asyncio.wait_for(process.wait(), LONGEST_S)
