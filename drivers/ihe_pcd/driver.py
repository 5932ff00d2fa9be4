"""The driver of one pump behind an IHE PCD gateway: offers settings, and believes reports only.

IHE PCD cannot start, pause, stop or clear a pump (TF9 volume 1, 4.5). `apply` puts a setting to the
pump, once, and a person at the pump confirms it; `stop` always asks for that person. What the pump
does is known from what it reports, about once a minute and at each event.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from drivers.ihe_pcd.gateway import Gateway, MayHaveLeft, NotSent, gateway_of
from drivers.ihe_pcd.heard import Answer, Report
from drivers.ihe_pcd.labelling import labels_of
from drivers.ihe_pcd.messages import Labels
from drivers.ihe_pcd.orders import Orders, Put
from drivers.ihe_pcd.picture import History, Picture, ends_at
from drivers.ihe_pcd.place import Place, PumpId, read_place
from drivers.ihe_pcd.writing import Writer
from drivers.link.lines import Lines, Mount
from drivers.port import (
    AtThePump,
    Capabilities,
    Delivery,
    Done,
    Identity,
    Label,
    NotDone,
    Outcome,
    PortUnavailable,
    PumpReport,
    Running,
    Unanswered,
    WrongPump,
)

FAMILY = "ihe_pcd"

ANY_MODEL = "IHE PCD pump"
"""Model of a profile that takes every pump: which one it is, is said by its id and EUI-64."""
OPEN_WAIT_S = 5.0
"""How long one opening waits for the pump's first report. The listener stays open after it, so that
the next opening finds a report that came meanwhile."""
AGAIN_FOR = timedelta(minutes=4)
"""An order that nobody acknowledged goes out again as the same message while its ORC-9 is younger;
gateways refuse what is older than some minutes (9022), so later it is a new message."""
IN_FLIGHT_S = 30.0
"""How long an order without an answer keeps the next one from being sent."""

PRESS_STOP = "press STOP on the pump"


class IhePcdDriver:
    """One pump, with as many others as there are behind the same gateway."""

    def __init__(self, mount: Mount, lines: Lines | None = None) -> None:
        self._mount = mount
        self._lines = lines or Lines()
        self._place: Place | None = None
        self._gateway: Gateway | None = None
        self._open = False
        self._heard = False
        """Whether the pump has reported since the port was last lost or closed."""
        self.labels = Labels()
        """Printed on the orders from now on: for whom, of what, by whom."""
        self._word = 0
        self._orders = Orders("", self.capabilities.volume_increment)
        self._history = History(self._orders.is_ours)
        self._heard_at_s = 0.0
        self._taken_ms = 0
        self._news = asyncio.Event()
        self._opens = 0
        self._forgot = 0
        self._stops = 0
        self._sending = False
        self._sent_at_s = 0.0

    @property
    def capabilities(self) -> Capabilities:
        """What this profile can do."""
        return self._mount.capabilities

    @property
    def stop_sent_at_ms(self) -> int | None:
        """Never anything: there is no frame that stops such a pump."""
        return None

    def label(self, label: Label) -> None:
        """Print `label` on the orders from now on; at a person's new word forget a refusal."""
        self.labels = labels_of(label, self._place.ends.own.facility if self._place else "")
        if label.word != self._word:
            self._word = label.word
            self._orders.forget_refusal()

    async def open(self) -> Identity:
        """Listen, connect, and wait for the pump's own word.

        What it said before the port was lost proves nothing about who is there now. Raises
        `PortUnavailable` also while the pump has not reported: keep asking.
        """
        if self._open:
            self._open = self._heard = False
        place = read_place(self._mount.url)
        if self._place is None:
            self._place = place
            self._orders = Orders(place.ends.own.eui, self.capabilities.volume_increment)
            self._history = History(self._orders.is_ours)
        self._gateway = gateway_of(self._lines, place.ends)
        await self._gateway.join(self)
        model = await self._first_report(self._gateway)
        if model and self._mount.model not in (ANY_MODEL, model):
            raise WrongPump(
                f"{self._mount.url}: a {model}, where a {self._mount.model} is expected"
            )
        self._open = True
        self._opens += 1
        pump = place.pump
        return Identity(model or ANY_MODEL, "", f"{pump.id} ({pump.eui})", self._mount.url)

    async def close(self) -> None:
        """Hear no more. Sends nothing; an order that is open at the pump stays open there."""
        self._open = self._heard = False
        if self._gateway:
            self._gateway.leave(self)
            self._gateway = None

    async def read(self) -> PumpReport | Unanswered:
        """Return the latest report, unless it is older than 1.5 × the reporting interval."""
        self._must_be_open()
        return self._report()

    async def apply(
        self,
        setting: Running,
        *,
        seen: PumpReport,
        hindered: Callable[[], str | None] = lambda: None,
    ) -> Outcome:
        """Put `setting` to the pump, unless it already runs so or has it on its screen.

        A stopped pump gets a new infusion, or, where it still holds an order of ours, a new rate;
        a running one gets a new rate. `Done` only when the pump already reports it.
        """
        if refusal := self._refusal(setting, seen):
            return NotDone(refusal)
        put = self._orders.latest
        again = bool(put and not put.taken and put.setting == setting)
        if put and again and put.state != "queued":
            return self._standing(put)
        picture = self._history.picture
        if self._runs(picture, setting):
            return Done()
        if not again and self._in_flight(put):
            return NotDone("the pump has not answered the order before this one yet")
        stops = self._stops

        def unwanted() -> str | None:
            if self._stops != stops:
                return "a stop was asked for"
            return self._refusal(setting, seen, sending=True) or hindered()

        self._sending = True
        try:
            return await self._offer(put if again else None, setting, picture, unwanted)
        finally:
            self._sending = False

    async def stop(self) -> Outcome:
        """Ask for a person at the pump; `Done` only when the pump itself says that it stands still.

        An order that lies at the pump stays in the report: it cannot be taken back from here.
        """
        self._stops += 1
        self._orders.forget_refusal()
        if self._open and self._gateway and not self._gateway.gone:
            found = self._report()
            if isinstance(found, PumpReport) and found.delivery is Delivery.STOPPED:
                return Done()
        return AtThePump(PRESS_STOP)

    # ------------------------------------------------------------------- what the gateway calls

    @property
    def pump(self) -> PumpId:
        """Whose reports this driver wants."""
        if self._place is None:
            raise PortUnavailable(f"{self._mount.url} is not open")
        return self._place.pump

    def report(self, report: Report) -> None:
        """Take a report of the pump."""
        before, loop = self._history.picture, asyncio.get_running_loop()
        self._history.add(report)
        picture = self._history.picture
        if picture != before:
            self._taken_ms = max(self._taken_ms + 1, self._said_ms(loop.time()))
        self._forgot = max(self._forgot, picture.forgot)
        self._orders.heard(report, ends_at(report.infused or picture.infused, report.volume_left))
        self._heard_at_s = loop.time()
        self._heard = self._heard or report.alarm is None
        self._news.set()

    def _answered(self, answer: Answer) -> str | None:
        refused = self._orders.answered(answer)
        self._news.set()
        return refused

    # ---------------------------------------------------------------------------------- reading

    def _must_be_open(self) -> None:
        if not self._open or self._gateway is None:
            raise PortUnavailable(f"{self._mount.url} is not open")
        if self._gateway.gone:
            raise PortUnavailable(f"{self._gateway.where}: {self._gateway.gone}")

    async def _first_report(self, gateway: Gateway) -> str:
        try:
            async with asyncio.timeout(OPEN_WAIT_S):
                while self._stale(gateway):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            if stranger := gateway.hearing.strangers.get(self.pump.id):
                raise WrongPump(
                    f"{self._mount.url}: {self.pump.id} is {stranger}, not {self.pump.eui}"
                ) from None
            raise PortUnavailable(f"{self._mount.url}: {self._stale(gateway)}") from None
        return self._history.picture.model

    def _stale(self, gateway: Gateway) -> str | None:
        """Return why what is known of the pump is too old to count, or None.

        A report is as old as its own time says, and never younger than its arrival.
        """
        at = self._history.picture.at
        if at is None or not self._heard:
            return "the pump has not reported yet"
        limit_s = 1.5 * self.capabilities.report_every_ms / 1_000
        age_s = (gateway.letterhead.now() - at).total_seconds()
        silent_s = asyncio.get_running_loop().time() - self._heard_at_s
        oldest_s = max(age_s, silent_s)
        return f"the pump's last report is {oldest_s:.0f} s old" if oldest_s > limit_s else None

    def _report(self) -> PumpReport | Unanswered:
        picture, gateway = self._history.picture, self._gateway
        if gateway is None:
            return Unanswered("the port is not open")
        if stale := self._stale(gateway):
            return Unanswered(stale)
        if picture.infused is None:
            return Unanswered("the pump does not say how much it has delivered")
        return PumpReport(
            delivery=picture.delivery,
            rate=picture.rate,
            infused=picture.infused,
            increment=self.capabilities.volume_increment,
            epoch=self._epoch,
            alarms=frozenset(picture.alarms.values()),
            offer=self._orders.offer,
            taken_ms=self._taken_ms,
        )

    def _said_ms(self, loop_s: float) -> int:
        """Return the loop time (ms) at which the pump said what it said last."""
        at, gateway = self._history.picture.at, self._gateway
        if at is None or gateway is None:
            return int(loop_s * 1_000)
        age_s = max(0.0, (gateway.letterhead.now() - at).total_seconds())
        return int((loop_s - age_s) * 1_000)

    @property
    def _epoch(self) -> int:
        return self._opens + self._forgot

    # --------------------------------------------------------------------------------- offering

    def _refusal(self, setting: Running, seen: PumpReport, *, sending: bool = False) -> str | None:
        """Return why this setting is refused before anything is sent, or None."""
        if not self._open or self._gateway is None:
            return "the port is not open"
        if self._sending and not sending:
            return "another order is under way"
        if seen.epoch != self._epoch:
            return "the pump was cleared, replaced or reconnected since it was read"
        if seen.delivery in (Delivery.KVO, Delivery.OTHER):
            return f"the pump is {seen.delivery.value}: a person must stop it first"
        return self.capabilities.beyond(setting)

    def _standing(self, put: Put) -> Outcome:
        """Return how an order stands that was sent and answered; sends nothing."""
        if put.state == "refused":
            return NotDone(put.reason)
        return AtThePump(f"confirm {put.setting.rate.ml_per_h} mL/h at the pump")

    def _runs(self, picture: Picture, setting: Running) -> bool:
        """Whether the pump runs an order of ours exactly as wanted."""
        if picture.delivery is not Delivery.RUNNING or not self._orders.is_ours(picture.order):
            return False
        ends, put = picture.ends_at, self._orders.latest
        if ends is not None:
            right = self._orders.near(ends, setting.until_total)
        else:  # it says only once, or nowhere, where it will end
            right = put is not None and put.taken and put.setting == setting
        return picture.rate == setting.rate and right

    def _in_flight(self, put: Put | None) -> bool:
        waits = put is not None and not put.taken and put.state in ("queued", "accepted")
        return waits and asyncio.get_running_loop().time() - self._sent_at_s < IN_FLIGHT_S

    async def _offer(
        self,
        again: Put | None,
        setting: Running,
        picture: Picture,
        unwanted: Callable[[], str | None],
    ) -> Outcome:
        """Send an order, new or `again`, and wait for what is said about it at once."""
        gateway = self._gateway
        if gateway is None:
            return NotDone("the port is not open")
        writer = Writer(gateway.letterhead, self.pump, self.labels, self.capabilities)
        put = again or writer.order(setting, picture, self._orders)
        if isinstance(put, NotDone):
            return put
        try:
            await gateway.ready()
            if reason := unwanted():
                return NotDone(reason)
            if again is None:
                self._orders.put(put)
            elif gateway.letterhead.now() - put.begun > AGAIN_FOR:
                self._orders.rewritten(put, writer.again(put))
            self._sent_at_s = asyncio.get_running_loop().time()
            await gateway.send(put.message_id, put.body, self._answered)
        except NotSent as error:
            if again:
                return Unanswered(f"{error}; what was sent before may have been taken")
            self._orders.forget(put)
            return NotDone(str(error))
        except MayHaveLeft as error:
            return Unanswered(str(error))
        await self._until(lambda: put.state != "queued")
        if put.state == "queued":
            return Unanswered("the gateway has not acknowledged the order: it may have taken it")
        await self._until(lambda: put.state != "accepted")
        return self._standing(put)

    async def _until(self, done: Callable[[], bool]) -> None:
        """Wait for answers until `done`, at most as long as the family may take to answer."""
        try:
            async with asyncio.timeout(self.capabilities.answer_max_ms / 1_000):
                while not done():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            pass
