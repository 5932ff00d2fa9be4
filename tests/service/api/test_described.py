"""What the application says about itself, and what it never does."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from tests.service.api.harness import Bench

COMMANDS = {
    "check_in",
    "associate",
    "correct_order",
    "record_labs",
    "record_blood_group",
    "record_temperature",
    "record_bag",
    "give_premedication",
    "decide_premedication",
    "ask_override",
    "give_override",
    "amend",
    "check_second",
    "start",
    "take_vitals",
    "attest",
    "withdraw_attestation",
    "grade_reaction",
    "note_symptoms",
    "record_rescue_drug",
    "record_call",
    "record_outcome",
    "resume",
    "record_flush",
    "discharge",
    "take_chair_over",
    "acknowledge_alarm",
    "pause_audio",
    "acknowledge_ward_alarm",
    "pause_ward_audio",
    "hear_station",
    "hold_place",
    "book_visit",
    "move_visit",
    "cancel_visit",
    "take_arrival",
    "expect_late",
    "miss_visit",
    "seat_patient",
    "end_visit",
    "hold_series",
    "book_series",
    "wait_for_place",
    "leave_waiting_list",
    "cut_capacity",
    "accept_proposal",
    "acknowledge_notice",
    "take_plan",
    "make_feed",
    "revoke_feed",
    "add_person",
    "change_roles",
    "change_pin",
    "unlock_person",
    "disable_person",
    "offer_enrolment",
    "revoke_tablet",
}
PEOPLE = {"sign_in", "sign_out", "step_up", "give_second", "enrol_tablet"}
"""They say who will speak: no tap is needed, and no name before."""
ASKS = {"offer_places", "offer_series", "ask_for_proposal"}
"""Questions with a body: nothing is changed, so nobody has to say who asks."""
BEATS = {"beat_station"}
STOPS = {"report_reaction", "pause", "discontinue", "stop"}
READS = {
    "read_ward",
    "list_sessions",
    "read_session",
    "read_record",
    "live",
    "ready",
    "read_problem",
    "watch",
    "read_book",
    "read_board",
    "read_visit",
    "read_waiting_list",
    "read_changes",
    "read_proposals",
    "read_proposal",
    "read_due",
    "read_notices",
    "read_plans",
    "read_plan",
    "read_feeds",
    "read_calendar",
    "read_sign_in",
    "read_audit",
    "list_people",
    "list_tablets",
    "read_settings",
}


def routes(ward: Bench) -> list[APIRoute]:
    found = [context.original_route for context in iter_route_contexts(ward.app.routes)]
    return [route for route in found if isinstance(route, APIRoute)]


def calls(dependant: Dependant) -> Iterator[Any]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from calls(inner)


async def test_every_endpoint_and_dependency_stays_on_the_loop(ward: Bench) -> None:
    """FastAPI runs plain functions in worker threads, where the ward's state is not safe."""
    found = routes(ward)

    assert len(found) == len(COMMANDS | ASKS | BEATS | STOPS | PEOPLE | READS)
    for route in found:
        for call in calls(route.dependant):
            assert inspect.iscoroutinefunction(call) or inspect.isasyncgenfunction(call), call


async def test_operations_are_named_after_their_functions(ward: Bench) -> None:
    document = await ward.get("/openapi.json")
    operations = [each for path in document["paths"].values() for each in path.values()]

    assert {
        each["operationId"] for each in operations
    } == COMMANDS | ASKS | BEATS | STOPS | PEOPLE | READS


async def test_every_operation_declares_problems(ward: Bench) -> None:
    document = await ward.get("/openapi.json")

    assert "ProblemView" in document["components"]["schemas"]
    for path in document["paths"].values():
        for operation in path.values():
            refused = [code for code in operation["responses"] if code >= "400"]
            assert refused, operation["operationId"]
            for code in refused:
                content = operation["responses"][code]["content"]
                assert list(content) == ["application/problem+json"], operation["operationId"]


async def test_commands_declare_their_headers(ward: Bench) -> None:
    document = await ward.get("/openapi.json")
    for path in document["paths"].values():
        for operation in path.values():
            name = operation["operationId"]
            if name not in COMMANDS | STOPS:
                continue
            headers = [each for each in operation["parameters"] if each["in"] == "header"]
            needed = {each["name"] for each in headers if each["required"]}
            assert len(headers) == (5 if name in COMMANDS else 4)
            assert needed == (
                {"Idempotency-Key", "X-Person", "X-Tablet"} if name in COMMANDS else set()
            )
            assert ("requestBody" in operation) == (name in COMMANDS or name == "discontinue")


@pytest.mark.shows("GIP-13")
@pytest.mark.shows("INV-27")
async def test_quantities_are_described_as_text(ward: Bench) -> None:
    schemas = (await ward.get("/openapi.json"))["components"]["schemas"]

    for schema in schemas.values():
        for name, field in schema.get("properties", {}).items():
            if name.endswith(("_ml", "_ml_h")):
                forms = field.get("anyOf", [field])
                assert {each["type"] for each in forms} <= {"string", "null"}, name


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
async def test_no_page_that_loads_from_elsewhere(ward: Bench, path: str) -> None:
    assert (await ward.client.get(path)).status_code == 404
