"""What the API offers no way to ask for: that is shown by everything that it does offer."""

from typing import Any

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from tests.service.api.harness import Bench

MAY_CARRY_A_RATE = {"/api/v1/sessions/{session_id}/second-check"}
"""A second person keys the rate that she expects; any other than the protocol's is refused."""


def bodies(document: dict[str, Any]) -> dict[str, set[str]]:
    """The fields of the body of every command, by its path."""
    schemas = document["components"]["schemas"]
    found: dict[str, set[str]] = {}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            content = operation.get("requestBody", {}).get("content", {})
            for media in content.values():
                name = media["schema"].get("$ref", "").rpartition("/")[2]
                fields = schemas[name] if name else media["schema"]
                found.setdefault(path, set()).update(fields.get("properties", {}))
    return found


@pytest.mark.shows("C-24")
@pytest.mark.shows("INV-13")
async def test_nothing_can_be_changed_or_deleted_but_only_added(ward: Bench) -> None:
    routes = [each.original_route for each in iter_route_contexts(ward.app.routes)]
    methods = {
        verb for route in routes if isinstance(route, APIRoute) for verb in route.methods or ()
    }

    assert {"GET", "POST"} == methods


@pytest.mark.shows("C-24")
@pytest.mark.parametrize("verb", ["DELETE", "PUT", "PATCH"])
@pytest.mark.parametrize("end", ["", "/record", "/attestation", "/association"])
async def test_no_record_can_be_taken_away(ward: Bench, verb: str, end: str) -> None:
    session = await ward.infusing()
    before = (await ward.get(f"/sessions/{session}/record"))["entries"]

    answer = await ward.client.request(
        verb, f"/api/v1/sessions/{session}{end}", headers=ward.headers()
    )

    assert answer.status_code in (404, 405)
    assert before == (await ward.get(f"/sessions/{session}/record"))["entries"]


@pytest.mark.shows("REC-02")
async def test_no_command_orders_a_rate(ward: Bench) -> None:
    fields = bodies(await ward.get("/openapi.json"))

    assert len(fields) > 10
    with_rate = {path for path, names in fields.items() if any("rate" in name for name in names)}
    assert MAY_CARRY_A_RATE == with_rate


@pytest.mark.shows("REC-02")
@pytest.mark.shows("REC-01")
@pytest.mark.parametrize("keyed", ["250", "2.5", "26"])
async def test_a_rate_that_is_not_the_protocols_is_refused(ward: Bench, keyed: str) -> None:
    session = await ward.checked_in()
    await ward.heard()
    body = {"patient": "P-1", "bag": "B-1", "chair": "chair-1", "pump": "pump-1"}
    await ward.done(f"/sessions/{session}/association", body)

    answer = await ward.post(
        f"/sessions/{session}/second-check", {"rate_ml_h": keyed}, X_Person="nurse-b"
    )

    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/second-check-other-rate"
