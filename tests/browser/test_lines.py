"""Lines that die unnoticed: a STOP has its three seconds all the same, and what returns is used."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.born import Demo
from tests.browser.conftest import Tablet, opened
from tests.browser.lossy import Network, network

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

RUNS = 5
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.fixture
def line(demo: Demo) -> Iterator[Network]:
    with network(urlsplit(demo.address).port or 0) as it:
        yield it


@pytest.fixture
def far(line: Network, browser: "Browser") -> Tablet:
    """A tablet whose line to the ward may be lost."""
    it = opened(browser, line.address)
    it.page.wait_for_selector("body[data-link=live] .card")
    return it


def stops(far: Tablet) -> None:
    """Tap REACTION; the pump says that it has stopped."""
    react = far.page.locator(f"{far.card(RUNS)} .react")
    react.click()
    far.page.wait_for_selector(f"{far.card(RUNS)} .react >> text=Pump stopped", timeout=6_000)


@pytest.mark.shows("INV-25")
def test_a_stop_goes_round_lines_that_have_died_and_are_still_believed(
    far: Tablet, line: Network
) -> None:
    far.page.wait_for_timeout(3_000)  # lines that were used are kept open
    line.kill_all_open()  # also the one on which the page would hear that the pump has stopped

    far.page.locator(f"{far.card(RUNS)} .react").click()

    far.page.wait_for_selector(f"{far.card(RUNS)} .react >> text=Accepted", timeout=4_000)
    told = [each for each in far.sent if each.url.endswith("/reaction")]
    assert 2 <= len(told)
    assert 1 == len({each.headers["idempotency-key"] for each in told})
    record = far.page.request.get(told[0].url.replace("/reaction", "/record")).json()
    assert 1 == [each["kind"] for each in record["entries"]].count("ReactionReported")


@pytest.mark.shows("INV-25")
def test_after_a_silent_loss_the_page_is_live_again_and_a_stop_arrives(
    far: Tablet, line: Network
) -> None:
    """Fourteen seconds: longer than it takes until every line to the ward is held by something."""
    line.lost = True
    far.page.wait_for_selector("#no-link:visible", timeout=14_000)
    far.page.wait_for_timeout(4_000)
    line.lost = False
    far.page.wait_for_selector("body[data-link=live]", timeout=8_000)
    stops(far)


@pytest.mark.shows("INV-25")
def test_a_reaction_is_told_although_a_pause_is_on_its_way(tablet: Tablet) -> None:
    def late(route: "Route") -> None:
        """Carry it to the ward at once, and its answer back after a second."""
        answer = route.fetch()
        tablet.page.wait_for_timeout(1_000)
        route.fulfill(response=answer)

    page = tablet.page
    page.route("**/pause", late)
    page.locator(f"{tablet.card(RUNS)} .open").click()
    page.locator("#panel .safe .pause").click()
    page.locator("#panel .safe .react").click()
    page.wait_for_selector(f"{tablet.card(RUNS)}[data-kind=reaction]", timeout=6_000)

    sent = [each for each in tablet.sent if "/sessions/" in each.url]
    told = [(each.url.rpartition("/")[2], each.headers["idempotency-key"]) for each in sent]
    # What was not answered in time is said once more, by the same key.
    assert ["pause", "reaction"] == [verb for verb, _ in dict.fromkeys(told)]
    record = page.request.get(f"{sent[0].url.rpartition('/')[0]}/record").json()
    assert "ReactionReported" in [each["kind"] for each in record["entries"]]
    assert tablet.complaints == []
