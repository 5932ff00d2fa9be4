"""Schemathesis at a ward where people sign in: what a held tablet may ask about people, and more.

The other operations have their turn in `test_hostile_schema.py`, where nobody has to sign in.
"""

import asyncio
import copy
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import schemathesis
from httpx2 import Response
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.specs.openapi import checks as declared

from service.api.problem_kinds import KINDS
from service.api.reception import KEY, NAMES_ITSELF
from service.api.rights import RIGHTS
from service.core.roles import Role
from tests.service.api.harness import bench, described
from tests.service.api.tablets import Held, browser

EXAMPLES = 15
_cases = itertools.count(1)
KNOWN = {"person_id": ["nurse-k", "nobody"], "tablet_id": ["tablet-2", "nothing"]}


def _narrowed() -> dict[str, Any]:
    document = copy.deepcopy(described())
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                # Here cookies say who and where: see `_describe_problems` of the application.
                parameter["required"] &= parameter["name"] not in NAMES_ITSELF
                if parameter["name"] in KNOWN:
                    parameter["schema"] = {"type": "string", "enum": KNOWN[parameter["name"]]}
    return document


schema = schemathesis.openapi.from_dict(_narrowed()).include(tag="people")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[asyncio.Runner, Held]]:
    monkeypatch.setattr("service.people.people.ANSWER_S", 30.0)  # however slow this disk is
    with asyncio.Runner() as runner:
        context = bench(tmp_path / "ward.sqlite", signed_in=True)
        ward = runner.run(context.__aenter__())
        opened = browser(ward)
        held = runner.run(opened.__aenter__())
        runner.run(held.enrol("tablet-1"))
        try:
            yield runner, held
        finally:
            runner.run(opened.__aexit__(None, None, None))
            runner.run(context.__aexit__(None, None, None))


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_answer_about_people_is_as_described(
    case: Case[Any], world: tuple[asyncio.Runner, Held]
) -> None:
    runner, held = world

    answer = runner.run(_sent(held, case))

    if answer.status_code >= 400:
        problem = answer.json()
        kind = KINDS[problem["type"].removeprefix("/problems/")]
        assert (kind.status, kind.status) == (answer.status_code, problem["status"])
    # The document cannot say which badge is whose.
    case.validate_response(answer, excluded_checks=[declared.positive_data_acceptance])


async def _sent(held: Held, case: Case[Any]) -> Response:
    """Send a case as somebody who may do all of this; what she sends may sign her out.

    Where a PIN is asked, it is given for half of the cases: the others try what they say.
    """
    right = RIGHTS[case.operation.definition.raw["operationId"]]
    await held.sign_in("admin-a" if Role.ADMIN in right.roles else "charge-c")
    sent = requests.Request(**case.as_transport_kwargs(base_url="http://ward")).prepare()
    assert sent.url
    assert sent.method
    body = sent.body.encode() if isinstance(sent.body, str) else sent.body
    assert body is None or isinstance(body, bytes)
    headers = [(name.encode(), _raw(value)) for name, value in sent.headers.items()]
    key = sent.headers.get("Idempotency-Key") or ""
    if right.pin and isinstance(key, str) and KEY.fullmatch(key) and next(_cases) % 2:
        granted = await held.grant(f"{sent.method} {urlsplit(sent.url).path}", key)
        word = granted.json().get("grant", "").encode()
        headers = [each for each in headers if each[0].lower() != b"x-grant"] + [(b"x-grant", word)]
    return await held.client.request(sent.method, sent.url, headers=headers, content=body)


def _raw(value: str | bytes) -> bytes:
    return value.encode("latin-1") if isinstance(value, str) else value
