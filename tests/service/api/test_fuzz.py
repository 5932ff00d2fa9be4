"""Whatever is sent, it is an answer, a problem, and never a fault of ours."""

import asyncio
import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from service.api.strict_json import NotStrictJson, read_json
from tests.service.api.harness import bench

COMMANDS = [
    "sessions",
    "sessions/session-1/association",
    "sessions/session-1/premedication",
    "sessions/session-1/order",
    "sessions/session-1/labs",
    "sessions/session-1/bag",
    "sessions/session-1/overrides",
    "sessions/session-1/amendments",
    "sessions/session-1/second-check",
    "sessions/session-1/start",
    "sessions/session-1/attestation",
    "sessions/session-1/attestation/withdrawal",
    "sessions/session-1/grade",
    "sessions/session-1/resume",
    "sessions/session-1/flush",
    "sessions/session-1/discharge",
    "sessions/session-1/reaction",
    "sessions/session-1/pause",
    "sessions/session-2/discontinue",
    "pumps/pump-1/stop",
]
KEYS = ["patient", "protocol", "infusion_no", "item", "route", "given_at", "rate_ml_h", "step"]
WORDS = ["P-1", "isatuximab", "paracetamol", "oral", "25", "2026-11-22T14:03:07Z", "chair-1"]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=100)
    | st.sampled_from(WORDS)
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3), max_leaves=5)
OBJECTS = st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=12), VALUES, max_size=6)
BODIES = st.binary(max_size=200) | OBJECTS.map(lambda each: json.dumps(each).encode())


def test_no_body_is_a_fault_of_the_service(tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        context = bench(tmp_path / "ward.sqlite")
        ward = runner.run(context.__aenter__())
        runner.run(ward.checked_in())
        runner.run(ward.checked_in())

        @settings(max_examples=150)
        @given(st.sampled_from(COMMANDS), BODIES)
        def answered(command: str, body: bytes) -> None:
            answer = runner.run(ward.post_raw(f"/{command}", body))
            assert answer.status_code < 500, answer.text
            if answer.status_code >= 400:
                assert answer.json()["status"] == answer.status_code

        try:
            answered()
        finally:
            runner.run(context.__aexit__(None, None, None))


@given(BODIES)
def test_what_is_read_strictly_is_what_json_means(body: bytes) -> None:
    try:
        value = read_json(body)
    except NotStrictJson as refusal:
        json.dumps([refusal.field, refusal.reason]).encode()
    else:
        assert value == json.loads(body)
