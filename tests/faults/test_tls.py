"""A ward served over TLS: a real process, a real certificate, and a tablet that enrols over it."""

import asyncio
import ssl
from pathlib import Path

import httpx2
import pytest
import trustme

from service.people.file import people_path
from tests.faults.places import command, finished, ward_of, write_ward_file
from tests.people.staff import badge, hired, pin

pytestmark = pytest.mark.slow


def signed_in_ward(folder: Path) -> tuple[Path, Path]:
    """Return the file of a ward in which people sign in, and its store; everybody is hired."""
    file, store = write_ward_file(folder / "ward.yaml", ward_of(1, speed=1)), folder / "w.sqlite"
    file.write_text(file.read_text("utf-8").replace('"trusted"', '"signed-in"'), "utf-8")
    hired(people_path(store))
    return file, store


async def code_of(tablet: str, *where: str) -> str:
    """Return the code that `chairside enrol` prints."""
    ended, said, errors = await finished("enrol", tablet, *where)
    assert ended == 0, errors
    return said.split(": ")[1].split()[0]


async def test_a_tablet_enrols_and_a_nurse_signs_in_over_tls(tmp_path: Path) -> None:
    file, store = signed_in_ward(tmp_path)
    authority = trustme.CA()
    own = authority.issue_cert("localhost", "127.0.0.1")
    own.cert_chain_pems[0].write_to_path(str(tmp_path / "cert.pem"))
    own.private_key_pem.write_to_path(str(tmp_path / "key.pem"))
    words = ["serve", "--config", str(file), "--port", "0", "--store", str(store)]
    words += ["--tls-cert", str(tmp_path / "cert.pem"), "--tls-key", str(tmp_path / "key.pem")]
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    where = ["--config", str(file), "--store", str(store)]

    service = await command(tmp_path / "log", *words)
    try:
        assert service.address.startswith("https://")
        code = await code_of("tablet-1", *where)
        async with httpx2.AsyncClient(base_url=service.address, verify=trusting) as tablet:
            enrolled = await tablet.post("/api/v1/tablets/enrolment", json={"code": code})
            assert "__Host-chairside-tablet" in enrolled.headers["set-cookie"]
            body = {"badge": badge("nurse-k"), "pin": pin("nurse-k")}
            found = (await tablet.post("/api/v1/sign-in", json=body)).json()
            assert found["person"]["id"] == "nurse-k"
    finally:
        await service.kill()
    assert "No tablet is enrolled yet" in service.said()
    assert "Nobody can sign in" not in service.said()
    assert "No TLS" not in service.said()
    for secret in (code, badge("nurse-k"), pin("nurse-k")):
        assert secret not in service.said()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--tls-cert", "cert.pem"], "belong together"),
        (["--tls-cert", "no.pem", "--tls-key", "no.pem"], "do not serve for TLS"),
    ],
)
async def test_a_certificate_that_does_not_serve_is_refused(
    tmp_path: Path, words: list[str], said: str
) -> None:
    file, store = signed_in_ward(tmp_path)
    where = ["--config", str(file), "--store", str(store), "--port", "0"]

    code, _, errors = await finished("serve", *where, *words)
    assert code == 2
    assert said in errors


async def test_a_proxy_at_this_machine_says_how_a_request_came(tmp_path: Path) -> None:
    file, store = signed_in_ward(tmp_path)
    where = ["--config", str(file), "--store", str(store)]
    over_tls = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.1.2.3"}
    plain = {"X-Forwarded-Proto": "http", "X-Forwarded-For": "10.1.2.3"}
    body = {"code": await code_of("tablet-1", *where)}

    service = await command(tmp_path / "log", "serve", *where, "--port", "0")
    try:
        async with httpx2.AsyncClient(base_url=f"{service.address}/api/v1") as far:
            path = "/tablets/enrolment"
            refused = await far.post(path, json=body, headers=plain)
            taken = await far.post(path, json=body, headers=over_tls)
    finally:
        await service.kill()

    assert refused.json()["type"] == "/problems/tls-missing"
    assert "__Host-chairside-tablet" in taken.headers["set-cookie"]
    assert "Secure" in taken.headers["set-cookie"]


async def test_a_tablet_that_is_taken_away_sees_nothing_more(tmp_path: Path) -> None:
    """While it watches, and although the service runs: whoever has it is not the ward's."""
    file, store = signed_in_ward(tmp_path)
    where = ["--config", str(file), "--store", str(store)]
    body = {"code": await code_of("tablet-1", *where)}

    service = await command(tmp_path / "log", "serve", *where, "--port", "0")
    try:
        async with httpx2.AsyncClient(base_url=f"{service.address}/api/v1", timeout=20) as held:
            assert (await held.post("/tablets/enrolment", json=body)).status_code == 200
            async with held.stream("GET", "/events") as stream:
                lines = stream.aiter_lines()
                assert await anext(lines) == "event: snapshot"
                await finished("enrol", "tablet-1", "--revoke", *where)
                async with asyncio.timeout(20):
                    async for _ in lines:
                        pass
            after = await held.get("/events")
            stop = await held.post("/pumps/pump-1/stop")
    finally:
        await service.kill()

    assert after.json()["type"] == "/problems/tablet-not-enrolled"
    assert stop.status_code == 202


async def test_without_tls_beyond_this_machine_it_is_said_what_is_missing(tmp_path: Path) -> None:
    file, store = signed_in_ward(tmp_path)
    text = file.read_text("utf-8").replace('"bind": "127.0.0.1"', '"bind": "0.0.0.0"')
    file.write_text(text.replace('"allow_lan": false', '"allow_lan": true'), "utf-8")

    where = ("--config", str(file), "--store", str(store), "--port", "0")
    service = await command(tmp_path / "log", "serve", *where)
    await service.kill()

    assert "No TLS: over this address no tablet enrols" in service.said()
