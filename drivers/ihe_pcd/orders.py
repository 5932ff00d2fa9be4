"""What we put to one pump, and how far each of it has got.

    queued ── CA ──> accepted ── RRG AA ──> offered ── the pump runs so ──> taken
       └── CE, CR, AE, AR, rejected, edited or cleared at the pump ──> refused

Only a report that echoes order, rate and volume makes an order *taken*; no acknowledgement does.
The state depends on what was said and when it happened, not on when it arrived.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from drivers.ihe_pcd import codes
from drivers.ihe_pcd.errors import sentence
from drivers.ihe_pcd.heard import Answer, Report
from drivers.ihe_pcd.messages import OrderId, read_stamp
from drivers.ihe_pcd.picture import delivered_as
from drivers.port import Delivery, Offer, Running
from drivers.quantities import Rate, Volume

SENT_KEPT = 16
"""Orders whose late answers are still understood."""

CLEARED = "The order was cleared at the pump."


@dataclass(slots=True, kw_only=True, eq=False)
class Put:
    """One order."""

    setting: Running
    control: Literal["RE", "XO"]
    order: OrderId
    volume: Volume | None
    """What a new infusion has to infuse; None for a change of rate."""
    begun: datetime
    """ORC-9, whole seconds: a report of before that says nothing about this order."""
    rate_before: Rate
    """What the pump was running at when this was put to it; zero when it stood still."""
    message_id: str
    body: bytes
    state: Literal["queued", "accepted", "offered", "refused"] = "queued"
    reason: str = ""
    no: int = 0
    """Rises with every order; given when it is put."""
    taken: bool = False
    """Whether the pump has said that it runs so."""

    def refuse(self, reason: str) -> None:
        """Note that it will not be done, and why."""
        self.state, self.reason = "refused", reason


class Orders:
    """The orders of one pump. `own_eui`: whose they are; `increment`: what its volumes can hide."""

    def __init__(self, own_eui: str, increment: Volume) -> None:
        self._own_eui = own_eui
        self._increment = increment
        self._count = 0
        self._sent: dict[str, Put] = {}
        self.latest: Put | None = None

    @property
    def offer(self) -> Offer | None:
        """The latest order as the port shows it, until the pump runs so."""
        put = self.latest
        if put is None or put.taken:
            return None
        return Offer(no=put.no, setting=put.setting, state=put.state, reason=put.reason)

    def put(self, put: Put) -> None:
        """Take note of an order that is about to be sent."""
        if not put.no:
            self._count += 1
            put.no = self._count
        self.latest = put
        self._sent[put.message_id] = put
        while len(self._sent) > SENT_KEPT:
            del self._sent[next(iter(self._sent))]

    def rewritten(self, put: Put, fresh: Put) -> None:
        """Take note that an order goes out again as another message."""
        put.message_id, put.begun, put.body = fresh.message_id, fresh.begun, fresh.body
        self.put(put)

    def is_ours(self, order: OrderId | None) -> bool:
        """Whether an order is ours: by our EUI-64, or, where that was left out, by its number."""
        if order is None:
            return False
        known = any(put.order.id == order.id for put in self._sent.values())
        return order.eui == self._own_eui or (not order.eui and known)

    def forget(self, put: Put) -> None:
        """Take back an order of which certainly nothing has left."""
        self._sent.pop(put.message_id, None)
        if self.latest is put:
            self.latest = None

    def forget_refusal(self) -> None:
        """Let a setting that was refused be offered anew: a stop was asked for since.

        What was not refused stays: it may lie at the pump, and cannot be taken back from here.
        """
        if self.latest and self.latest.state == "refused":
            self.latest = None

    def answered(self, answer: Answer) -> str | None:
        """Take an answer; return why it counts for nothing, or None."""
        put = self._sent.get(answer.of)
        if put is None:
            return f"answers {answer.of[:40]}, which is no order of this pump"
        if answer.begun and not _same_time(answer.begun, put.begun):
            return f"answers an older action: ORC-9 is {answer.begun[:40]}"
        if answer.code in ("CE", "CR", "AE", "AR"):
            put.refuse(sentence(answer.error, answer.text))
        elif answer.code == "AA" and answer.final:
            if put.state != "refused":
                put.state = "offered"
        elif answer.code in ("AA", "CA"):
            if put.state == "queued":
                put.state = "accepted"
        else:
            return f"has the code {answer.code[:20]!r} in MSA-1"
        return None

    def heard(self, report: Report, ends_at: Volume | None) -> None:
        """Compare a report with the latest order. `ends_at`: counter at which the pump will end."""
        put = self.latest
        if put is None or put.taken or report.at < put.begun:
            return
        if report.event in (codes.PROGRAM_CLEARED, codes.OFFER_CLEARED):
            if put.state != "refused":  # the answer of the application says more
                put.refuse(CLEARED)
            return
        if report.order is None or report.order.id != put.order.id:
            return
        if report.order.eui and report.order.eui != put.order.eui:
            return
        delivery, rate = delivered_as(report)
        if delivery is not Delivery.RUNNING:
            return
        if rate != put.setting.rate or report.flow_set not in (None, put.setting.rate):
            if rate != put.rate_before:
                asked, runs = put.setting.rate.ml_per_h, rate.ml_per_h
                put.refuse(f"Changed at the pump: it runs at {runs} mL/h, offered were {asked}.")
            return
        volume_echoed = self._echoes_volume(put, report, ends_at)
        if volume_echoed:
            put.taken = True
        elif volume_echoed is False:
            put.refuse("Changed at the pump: it runs at the rate offered, with another volume.")

    def _echoes_volume(self, put: Put, report: Report, ends_at: Volume | None) -> bool | None:
        """Whether the report says the order's volume; None when it says none.

        A change of rate carries no volume: then the pump must still end where the setting ends.
        """
        if put.volume is not None:
            if report.volume_set is None:
                return None
            return self.near(report.volume_set, put.volume)
        return None if ends_at is None else self.near(ends_at, put.setting.until_total)

    def near(self, one: Volume, other: Volume) -> bool:
        """Whether two volumes are the same as far as a counter and what is left can show it."""
        return abs(one.ul - other.ul) <= 2 * self._increment.ul


def _same_time(text: str, at: datetime) -> bool:
    try:
        return read_stamp(text) == at
    except ValueError:
        return False
