"""A ward's file, real sockets with mutual TLS, and the gateway as a process of its own."""

import asyncio
import json
import sys
from pathlib import Path

import httpx2
import pytest

import config
from service.catalog import load_ward
from service.cli.client import Tablet
from service.cli.nurse import Nurse
from service.wiring import running
from tests.drivers.far_gateway import GATEWAY, OWN
from tests.drivers.test_mllp_sockets import Authority, free_port, url
from tests.service.catalog.edits import shipped
from tests.service.catalog.test_gateway_ports import LINE

ROOT = Path(__file__).parent.parent.parent
LONGEST_S = 50
"""A whole process starts meanwhile, on a machine that does other things too."""


@pytest.mark.slow
@pytest.mark.shows("RULE-11")
async def test_a_ward_that_names_a_gateway_in_its_file_infuses_through_it(tmp_path: Path) -> None:
    authority, ours = Authority(tmp_path), free_port()
    own, theirs = authority.certificates(OWN), Path(authority.certificates(GATEWAY))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulators", "ihe_pcd", "--listen", "0"),
        *("--report-to", f"127.0.0.1:{ours}", "--report-every", "0.5", "--die-with-parent"),
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
            port = url("mllps", ready["listen"], ours, own)
            place = f'    family: ihe_pcd\n    profile: ihe_pcd\n    port: "{port}"\n'
            file = tmp_path / "bench.yaml"
            text = shipped("wards", "bench").replace("people: signed-in", "people: trusted")
            file.write_text(text.replace(LINE, place), encoding="utf-8")
            ward = load_ward(file, find=config.find)
            async with running(ward, tmp_path / "ward.sqlite") as service:
                transport = httpx2.ASGITransport(app=service.app)
                async with httpx2.AsyncClient(transport=transport, base_url="http://w") as client:
                    nurse = Nurse(Tablet(client, ward.tablets[0].id), patience_s=LONGEST_S)
                    await nurse.prepare("patient-1", "isatuximab", 1, "chair-3", "pump-3")
                    await nurse.start()  # the simulated nurse at the pump confirms
                    view = await nurse.look()

        assert ("infusing", "25") == (view["phase"], view["reported_rate_ml_h"])
    finally:
        process.stdin.close()
        await asyncio.wait_for(process.wait(), LONGEST_S)
