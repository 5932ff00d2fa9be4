"""Every refusal is a problem with a stable id, a status and a sentence."""

import pytest
from httpx2 import Response

from service.api.problem_kinds import KINDS
from service.core.refusals import RefusalId
from tests.orders import CHECK_IN
from tests.service.api.harness import Bench

GIVEN = {"item": "paracetamol", "route": "oral", "dose_mg": "650"}


def problem(answer: Response) -> str:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    found = answer.json()
    assert found["status"] == answer.status_code
    assert found["title"]
    assert found["detail"]
    kind: str = found["type"].removeprefix("/problems/")
    assert KINDS[kind].status == answer.status_code
    return kind


@pytest.mark.parametrize("refusal", RefusalId)
def test_every_refusal_of_core_is_a_conflict_with_an_explanation(refusal: RefusalId) -> None:
    assert KINDS[refusal.value].status == (422 if refusal is RefusalId.NOT_PLAUSIBLE else 409)
    assert KINDS[refusal.value].explanation.endswith(".")


async def test_every_problem_explains_itself(ward: Bench) -> None:
    for kind in KINDS:
        answer = await ward.client.get(f"/problems/{kind}")

        assert answer.status_code == 200
        assert answer.json()["type"] == f"/problems/{kind}"
        assert answer.json()["status"] == KINDS[kind].status


async def test_an_unknown_problem_is_not_found(ward: Bench) -> None:
    assert "not-found" == problem(await ward.client.get("/problems/none"))


@pytest.mark.shows("INV-02")
async def test_a_start_names_every_gate(ward: Bench) -> None:
    session = await ward.checked_in()

    answer = await ward.post(f"/sessions/{session}/start", {})

    assert "gates-closed" == problem(answer)
    assert {
        "neutrophils-missing",
        "temperature-missing",
        "blood-group-missing",
        "not-associated",
        "bag-missing",
        "premedication-missing",
        "second-check-missing",
    } == {each["id"] for each in answer.json()["reasons"]}
    view = await ward.get(f"/sessions/{session}")
    shown = [{"id": each["id"], "sentence": each["sentence"]} for each in view["start_gates"]]
    assert shown == answer.json()["reasons"]
    sentences = [each["sentence"] for each in view["start_gates"]]
    assert "paracetamol has not been given." in sentences
    assert len(sentences) == len(set(sentences)) == 9


@pytest.mark.parametrize(
    ("command", "body"),
    [
        ("resume", {}),
        ("grade", {"grade": 2}),
        ("flush", {"volume_ml": "20"}),
        ("discharge", {}),
        ("attestation", {"step": 1, "no_reaction": True, "vitals_taken": True}),
    ],
)
async def test_the_wrong_phase_is_a_conflict(
    ward: Bench, command: str, body: dict[str, object]
) -> None:
    session = await ward.checked_in()

    assert "wrong-phase" == problem(await ward.post(f"/sessions/{session}/{command}", body))


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("attestation/withdrawal", {}, "nothing-to-withdraw"),
        ("premedication", {**GIVEN, "item": "aspirin"}, "unknown-premedication"),
        ("premedication", {**GIVEN, "route": "nasal"}, "wrong-route"),
        ("second-check", {"rate_ml_h": "25"}, "not-associated"),
    ],
)
async def test_single_refusals_keep_their_id(
    ward: Bench, path: str, body: dict[str, object], kind: str
) -> None:
    session = await ward.checked_in()

    assert kind == problem(await ward.post(f"/sessions/{session}/{path}", body))


@pytest.mark.parametrize(
    ("chair", "pump", "kind"),
    [
        ("chair-99", "pump-1", "unknown-chair"),
        ("chair-1", "pump-99", "unknown-pump"),
        ("chair-1", "pump-2", "pump-not-at-chair"),
    ],
)
async def test_chair_and_pump_must_be_of_the_ward(
    ward: Bench, chair: str, pump: str, kind: str
) -> None:
    session = await ward.checked_in()
    await ward.heard()
    body = {"patient": "P-1", "bag": "B", "chair": chair, "pump": pump}

    assert kind == problem(await ward.post(f"/sessions/{session}/association", body))


async def test_a_pump_that_has_not_said_who_it_is_cannot_be_taken(ward: Bench) -> None:
    session = await ward.checked_in()
    ward.ward.keepers["pump-1"].identity = None
    body = {"patient": "P-1", "bag": "B", "chair": "chair-1", "pump": "pump-1"}

    assert "pump-silent" == problem(await ward.post(f"/sessions/{session}/association", body))


@pytest.mark.shows("INV-22")
async def test_a_pump_in_use_is_taken(ward: Bench) -> None:
    await ward.prepared()
    other = await ward.checked_in()
    body = {"patient": "P-1", "bag": "B", "chair": "chair-1", "pump": "pump-1"}

    assert "pump-taken" == problem(await ward.post(f"/sessions/{other}/association", body))


@pytest.mark.parametrize("command", ["start", "reaction", "pause", "discontinue"])
async def test_an_unknown_session_is_not_found(ward: Bench, command: str) -> None:
    assert "unknown-session" == problem(await ward.post(f"/sessions/none/{command}", {}))


@pytest.mark.parametrize("path", ["/sessions/none", "/sessions/none/record"])
async def test_an_unknown_session_cannot_be_read(ward: Bench, path: str) -> None:
    assert "unknown-session" == problem(await ward.client.get(f"/api/v1{path}"))


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"Idempotency_Key": None}, "tap-missing"),
        ({"Idempotency_Key": "short"}, "bad-input"),
        ({"Idempotency_Key": "tap with spaces"}, "bad-input"),
        ({"X_Person": None}, "unknown-person"),
        ({"X_Person": "nobody"}, "unknown-person"),
        ({"X_Tablet": None}, "unknown-tablet"),
        ({"X_Tablet": "tablet-9"}, "unknown-tablet"),
    ],
)
async def test_a_command_says_who_and_with_which_tap(
    ward: Bench, changed: dict[str, str | None], kind: str
) -> None:
    body = CHECK_IN

    assert kind == problem(await ward.post("/sessions", body, **changed))
    assert not ward.ward.runners


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/api/v1/nothing", "not-found"),
        ("POST", "/api/v1/ward", "method-not-allowed"),
        ("DELETE", "/api/v1/sessions", "method-not-allowed"),
        ("GET", "/api/v1/pumps/pump-1/stop", "method-not-allowed"),
        ("GET", "/no-such-page", "not-found"),
        ("GET", "/api/v1/sessions?limit=0", "bad-input"),
        ("GET", "/api/v1/sessions?limit=x", "bad-input"),
        ("GET", "/api/v1/sessions?all=perhaps", "bad-input"),
        ("GET", "/api/v1/sessions?after=none", "bad-input"),
    ],
)
async def test_addresses_methods_and_queries(
    ward: Bench, method: str, path: str, kind: str
) -> None:
    assert kind == problem(await ward.client.request(method, path))
