"""Tablets that are held by people: each with cookies of its own, as browsers keep them."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from httpx2 import ASGITransport, AsyncClient, Response

from service.core.times import after, minutes
from service.people import register
from service.people.acts import From
from service.people.file import people_path
from service.people.roll import Enrolled
from service.people.secret import code_hash
from tests.people.staff import badge, beside, pin
from tests.service.api.harness import Bench

_taps = itertools.count(1)
_codes = itertools.count(1)


@dataclass
class Held:
    """A tablet of the ward, or a browser that is none."""

    ward: Bench
    client: AsyncClient

    async def enrol(self, name: str) -> Response:
        """Enrol with a code, as `chairside enrol` offers it."""
        assert self.ward.people is not None
        now, code = self.ward.people.now(), f"CODE-{next(_codes)}"
        offer, until = Enrolled(id=name, name=name.capitalize()), after(now, minutes(10))
        with beside(people_path(self.ward.store.path)) as file:
            file.write(
                lambda c: register.offer_enrolment(c, From(at=now), offer, code_hash(code), until)
            )
        return await self.client.post("/api/v1/tablets/enrolment", json={"code": code})

    async def sign_in(self, person: str, typed: str | None = None) -> Response:
        """Sign somebody in by badge and PIN."""
        body = {"badge": badge(person), "pin": typed or pin(person)}
        return await self.client.post("/api/v1/sign-in", json=body)

    async def tap(self, path: str, body: Any = None, **headers: str) -> Response:
        """Give a command: no name is said, and no tablet."""
        sent = {"Idempotency-Key": tap(), **{k.replace("_", "-"): v for k, v in headers.items()}}
        return await self.client.post(f"/api/v1{path}", json=body or {}, headers=sent)

    async def granted(self, path: str, body: Any = None, *, second: str | None = None) -> Response:
        """Give a command with a PIN: of whoever is signed in, or of a second person."""
        key = tap()
        found = await self.grant(f"POST /api/v1{path}", key, second=second)
        assert found.status_code == 200, found.text
        return await self.tap(path, body, Idempotency_Key=key, X_Grant=found.json()["grant"])

    async def grant(self, action: str, key: str, *, second: str | None = None) -> Response:
        """Ask for a PIN's word: of whoever is signed in, or of a second person."""
        asked = {"action": action, "tap": key}
        if second is not None:
            by = {"badge": badge(second), "pin": pin(second)}
            return await self.client.post("/api/v1/sign-in/second", json={**asked, **by})
        who = (await self.client.get("/api/v1/sign-in")).json()["person"]["id"]
        return await self.client.post("/api/v1/sign-in/step-up", json={**asked, "pin": pin(who)})

    async def get(self, path: str) -> Response:
        return await self.client.get(f"/api/v1{path}")


@asynccontextmanager
async def browser(
    ward: Bench, address: str = "127.0.0.1", scheme: str = "http"
) -> AsyncIterator[Held]:
    """Open a browser at some address of the network."""
    transport = ASGITransport(app=ward.app, client=(address, 5))
    async with AsyncClient(transport=transport, base_url=f"{scheme}://ward") as client:
        yield Held(ward, client)


def tap() -> str:
    return f"held-tap-{next(_taps):06d}"


def kind(answer: Response) -> str:
    """Return the id of the problem that was answered; empty where it is none."""
    if answer.status_code < 400:
        return ""
    return str(answer.json()["type"]).removeprefix("/problems/")
