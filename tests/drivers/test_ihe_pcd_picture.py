"""When a pump may have forgotten what it was told, each sign alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from drivers.ihe_pcd import codes
from drivers.ihe_pcd.codes import Code
from drivers.ihe_pcd.heard import Report
from drivers.ihe_pcd.messages import OrderId
from drivers.ihe_pcd.orders import Orders, Put
from drivers.ihe_pcd.picture import History
from drivers.ihe_pcd.place import PumpId
from drivers.port import Running
from drivers.quantities import NO_RATE, Rate, Volume
from tests.drivers.far_gateway import OWN, PUMP
from tests.drivers.ihe_pcd_net import START

OURS, OTHER = OrderId("O1", "WARDSVC", OWN), OrderId("O9", "X", "080019FFFE3EFFFF")
FIRST = Report(
    trigger="R42",
    pumps=(PumpId("A0001", PUMP),),
    order=OURS,
    at=START,
    infusing="infusing",
    delivery="delivering",
    flow_now=Rate(25_000),
    flow_set=Rate(25_000),
    volume_set=Volume(250_000),
    volume_left=Volume(240_000),
    infused=Volume(10_000),
)
NEXT = replace(FIRST, at=START + timedelta(seconds=1))


def forgot(*reports: Report) -> int:
    history = History(Orders(OWN, Volume(100)).is_ours)
    for report in reports:
        history.add(report)
    return history.picture.forgot


@pytest.mark.parametrize(
    ("then", "times"),
    [
        (NEXT, 0),
        (replace(NEXT, infused=Volume(10_100)), 0),
        (replace(NEXT, infused=None), 0),
        (replace(NEXT, infused=Volume(9_900)), 1),
        (replace(NEXT, order=None), 1),
        (replace(NEXT, order=OTHER), 1),
        (replace(NEXT, event=codes.PROGRAM_CLEARED), 1),
        (replace(NEXT, event=codes.COUNTERS_CLEARED), 1),
        (replace(NEXT, event=codes.OFFER_CLEARED), 0),
        (replace(NEXT, event=codes.STOP), 0),
        (replace(NEXT, trigger="R40", infused=Volume(0)), 0),
    ],
)
def test_each_sign_that_a_pump_forgot_counts_alone(then: Report, times: int) -> None:
    assert times == forgot(FIRST, then)


def test_what_is_older_than_all_that_is_kept_changes_nothing() -> None:
    history = History(Orders(OWN, Volume(100)).is_ours)
    for number in range(70):
        history.add(replace(FIRST, at=START + timedelta(seconds=number)))
    before = history.picture
    history.add(replace(FIRST, at=START, infused=Volume(0)))

    assert before is history.picture
    assert 1 == history.too_late


def put(rate: int = 25_000, volume: int | None = 250_000, before: Rate = NO_RATE) -> Orders:
    orders = Orders(OWN, Volume(100))
    orders.put(
        Put(
            setting=Running(rate=Rate(rate), until_total=Volume(250_000)),
            control="XO" if volume is None else "RE",
            order=OURS,
            volume=None if volume is None else Volume(volume),
            begun=START,
            rate_before=before,
            message_id="M1",
            body=b"",
        )
    )
    return orders


END = Volume(250_000)


@pytest.mark.parametrize(
    ("report", "taken"),
    [
        (FIRST, True),
        (replace(FIRST, order=replace(OURS, eui="")), True),
        (replace(FIRST, flow_set=None), True),
        (replace(FIRST, order=OTHER), False),
        (replace(FIRST, order=replace(OURS, eui=OTHER.eui)), False),
        (replace(FIRST, order=None), False),
        (replace(FIRST, flow_now=Rate(26_000)), False),
        (replace(FIRST, flow_set=Rate(26_000)), False),
        (replace(FIRST, volume_set=Volume(249_000)), False),
        (replace(FIRST, volume_set=None), False),
        (replace(FIRST, delivery="not-delivering"), False),
        (replace(FIRST, at=START - timedelta(seconds=1)), False),
    ],
)
def test_an_order_is_taken_by_an_echo_of_order_rate_and_volume(report: Report, taken: bool) -> None:
    orders = put()
    orders.heard(report, END)
    assert orders.latest

    assert taken == orders.latest.taken


@pytest.mark.parametrize(
    ("ends_at", "taken"), [(END, True), (Volume(249_000), False), (None, False)]
)
def test_a_rate_change_is_taken_only_where_the_pump_still_ends_at_the_order(
    ends_at: Volume | None, taken: bool
) -> None:
    orders = put(volume=None, before=Rate(50_000))
    orders.heard(FIRST, ends_at)
    assert orders.latest

    assert taken == orders.latest.taken


@pytest.mark.parametrize("code", [codes.START, codes.STOP, codes.COMPLETE])
def test_an_event_without_its_status_says_nothing_of_delivery(code: Code) -> None:
    bare = replace(FIRST, event=code, infusing="", delivery="", flow_now=None, flow_set=None)
    history = History(Orders(OWN, Volume(100)).is_ours)
    history.add(bare)

    assert "other" == history.picture.delivery.value


def test_a_pump_that_was_stopped_has_not_refused_the_rate_on_its_screen() -> None:
    orders = put(volume=None, before=Rate(50_000))
    stopped = replace(FIRST, infusing="not-infusing", delivery="not-delivering", flow_now=NO_RATE)
    orders.heard(stopped, END)
    assert orders.latest

    assert (False, "queued") == (orders.latest.taken, orders.latest.state)
