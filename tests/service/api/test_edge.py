"""The outer edge: headers, other sites' pages, faults of our own."""

import logging

import pytest

from tests.orders import CHECK_IN
from tests.service.api.harness import Bench


@pytest.mark.parametrize("path", ["/", "/api/v1/ward", "/api/v1/nothing", "/problems/bad-json"])
async def test_every_answer_is_guarded(ward: Bench, path: str) -> None:
    headers = (await ward.client.get(path)).headers

    assert headers["content-security-policy"].startswith("default-src 'self';")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("site", ["cross-site", "same-site", "anything"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/v1/ward"), ("POST", "/api/v1/sessions"), ("POST", "/api/v1/pumps/pump-1/stop")],
)
async def test_another_sites_page_gets_nothing(
    ward: Bench, site: str, method: str, path: str
) -> None:
    answer = await ward.client.request(method, path, headers={"Sec-Fetch-Site": site})

    assert (403, "/problems/cross-site") == (answer.status_code, answer.json()["type"])


@pytest.mark.parametrize("site", ["same-origin", "none"])
async def test_our_own_page_is_served(ward: Bench, site: str) -> None:
    answer = await ward.client.get("/api/v1/ward", headers={"Sec-Fetch-Site": site})

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"


async def test_a_link_to_the_page_may_stand_anywhere(ward: Bench) -> None:
    answer = await ward.client.get("/", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code != 403


async def test_a_fault_of_our_own_is_logged_and_not_shown(
    ward: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    ward.app.state.reception = None

    with caplog.at_level(logging.ERROR, "service.api.edge"):
        answer = await ward.client.get("/api/v1/ward")

    assert (500, "/problems/internal") == (answer.status_code, answer.json()["type"])
    assert "NoneType" not in answer.text
    assert "GET '/api/v1/ward' failed" in caplog.text


@pytest.mark.shows("INV-06")
async def test_a_stop_is_never_sent_to_another_address(ward: Bench) -> None:
    """A redirect would make the tablet ask twice; many programs do not even follow one."""
    answer = await ward.post("/pumps/pump-1/stop/", Host="elsewhere.example")

    assert (404, "/problems/not-found") == (answer.status_code, answer.json()["type"])
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/v1/sessions", "GET, POST"),
        ("/api/v1/ward", "GET"),
        ("/api/v1/pumps/pump-1/stop", "POST"),
    ],
)
async def test_a_wrong_method_is_told_all_right_ones(ward: Bench, path: str, allowed: str) -> None:
    answer = await ward.client.request("PUT", path)

    assert (405, allowed) == (answer.status_code, answer.headers["allow"])


async def test_the_host_header_tells_no_two_taps_apart(ward: Bench) -> None:
    """It is the sender's to choose, and a proxy's to change, and never part of what was asked."""
    body = CHECK_IN
    first = await ward.post("/sessions", body, Idempotency_Key="same-tap-9", Host="ward/x")
    again = await ward.post("/sessions", body, Idempotency_Key="same-tap-9", Host="ward.example")

    assert (201, first.text) == (again.status_code, again.text)
