"""Schemathesis reads our own OpenAPI document, and sends what it allows and what it forbids.

Every case goes to a ward that really runs, on the ward's own loop. The event stream is left out:
it never ends, and has its own tests.
"""

import asyncio
import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from httpx2 import Response
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import CheckFunction
from schemathesis.specs.openapi import checks as declared

from service.api.problem_kinds import KINDS
from tests.service.api.harness import Bench, bench, demo_ward, described

INFUSING, OPENED = "session-1", "session-2"
EXAMPLES = 15
WARD = demo_ward()
KNOWN = {
    "session_id": [INFUSING, OPENED, "nobody"],
    "pump_id": [*(pump.id for pump in WARD.pumps), "pump-99"],
    "problem_id": [*KINDS, "none"],
    "X-Person": [person.id for person in WARD.people],
    "X-Tablet": [tablet.id for tablet in WARD.tablets],
}
"""What a tablet knows of this ward and no document can: most cases shall get past the door.

All that there is: Hypothesis tries words of our own sources, and what is left out here counts as
forbidden.
"""
STOPS = {"report_reaction", "pause", "discontinue", "stop"}


def _narrowed() -> dict[str, Any]:
    document = copy.deepcopy(described())
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                if parameter["name"] in KNOWN:
                    parameter["schema"] = {"type": "string", "enum": KNOWN[parameter["name"]]}
                    parameter.pop("example", None)
    return document


schema = schemathesis.openapi.from_dict(_narrowed()).exclude(operation_id="watch")
# 428 is the answer to a command without its tap.
schema.config.checks.missing_required_header.expected_statuses += ["428"]
# 413 refuses a body for its size, before anybody has looked at what else is wrong with it.
schema.config.checks.negative_data_rejection.expected_statuses += ["413"]


@pytest.fixture
def world(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[asyncio.Runner, Bench]]:
    monkeypatch.setattr("service.api.taps.SAVE_WAIT_S", 30.0)  # however slow this disk is
    with asyncio.Runner() as runner:
        context = bench(tmp_path / "ward.sqlite")
        ward = runner.run(context.__aenter__())
        runner.run(ward.infusing())
        runner.run(ward.checked_in())
        try:
            yield runner, ward
        finally:
            runner.run(context.__aexit__(None, None, None))


@pytest.mark.shows("INV-27")
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    # One ward for all cases of an operation is meant: they meet what the earlier ones left.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_answer_is_as_described(case: Case[Any], world: tuple[asyncio.Runner, Bench]) -> None:
    runner, ward = world

    answer = runner.run(_sent(ward, case))

    if answer.status_code >= 400:
        problem = answer.json()
        kind = KINDS[problem["type"].removeprefix("/problems/")]
        assert (kind.status, kind.status) == (answer.status_code, problem["status"])
    case.validate_response(answer, excluded_checks=_not_for(case))


async def _sent(ward: Bench, case: Case[Any]) -> Response:
    sent = requests.Request(**case.as_transport_kwargs(base_url="http://ward")).prepare()
    assert sent.url
    assert sent.method
    body = sent.body.encode() if isinstance(sent.body, str) else sent.body
    headers = [(name.encode(), _raw(value)) for name, value in sent.headers.items()]
    assert body is None or isinstance(body, bytes)
    return await ward.client.request(sent.method, sent.url, headers=headers, content=body)


def _raw(value: str | bytes) -> bytes:
    return value.encode("latin-1") if isinstance(value, str) else value


def _not_for(case: Case[Any]) -> list[CheckFunction]:
    """Return the checks that cannot be made of an answer."""
    # The document cannot say which text is visible, and which ids this ward knows.
    checks: list[CheckFunction] = [declared.positive_data_acceptance]
    if case.operation.definition.raw["operationId"] in STOPS:
        checks.append(declared.negative_data_rejection)  # a stop is taken with anything
    return checks
