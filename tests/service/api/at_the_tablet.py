"""What people do at a tablet, as the tests of signing in need it done."""

from typing import Any

from drivers.quantities import NO_RATE
from service.api.views.times import iso
from service.cli.readiness import order_body, order_number, premedication_body, still_to_record
from service.core.times import Instant
from tests.orders import CHECK_IN
from tests.service.api.harness import Bench
from tests.service.api.tablets import Held

STOPS = ("reaction", "pause", "discontinue")


# -- helpers


async def signed_in(held: Held) -> str | None:
    person = (await held.get("/sign-in")).json()["person"]
    return None if person is None else str(person["id"])


async def check_in(held: Held) -> dict[str, Any]:
    patient = f"P-{len(held.ward.ward.runners) + 1}"
    order = order_body((await held.get("/ward")).json(), "isatuximab", order_number(patient, 1))
    return {**CHECK_IN, "patient": patient, "infusion_no": 1, "order": order}


async def prepared(held: Held, ward: Bench, *, checked: bool = True) -> str:
    """Let nurse K do everything before the start, at this tablet."""
    assert (await held.sign_in("nurse-k")).status_code == 200
    body = await check_in(held)
    answer = await held.tap("/sessions", body)
    assert answer.status_code == 201, answer.text
    session = str(answer.json()["session"])
    at = f"/sessions/{session}"
    await ward.heard()
    place = {"patient": body["patient"], "bag": "B-1", "chair": "chair-1", "pump": "pump-1"}
    assert (await held.tap(f"{at}/association", place)).status_code == 200
    view = (await held.get(at)).json()
    facts = list(still_to_record(view))
    given_at = iso(Instant(ward.ward.now() - 20 * 60_000))
    facts += [
        ("premedication", premedication_body(each, given_at)) for each in view["premedication"]
    ]
    for verb, fact in facts:
        done = await held.tap(f"{at}/{verb}", fact)
        assert done.status_code == 200, done.text
    if checked:
        done = await held.granted(f"{at}/second-check", {"rate_ml_h": "25"}, second="nurse-m")
        assert done.status_code == 200, done.text
    await ward.heard()
    return session


async def infusing(held: Held, ward: Bench) -> str:
    session = await prepared(held, ward)
    done = await held.granted(f"/sessions/{session}/start")
    assert done.status_code == 200, done.text
    await ward.until(lambda: ward.pumps["pump-1"].rate > NO_RATE)
    return session


async def document(ward: Bench) -> dict[str, Any]:
    found: dict[str, Any] = (await ward.client.get("/api/v1/openapi.json")).json()
    return found
