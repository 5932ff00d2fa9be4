"""The outer edge: headers, other sites' pages, faults of our own."""

import logging

import pytest

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
    assert "GET /api/v1/ward failed" in caplog.text
