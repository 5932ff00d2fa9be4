"""What happened on a demonstration ward before it was opened: sessions at different stages.

The past is told to the product's own core, report by report, and recorded by its own store. The
service then starts on it as after any restart: it replays, reads every pump and goes on with what
agrees. The simulated pumps are preset to where that past left them.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drivers.port import Delivery, Identity, PumpReport
from drivers.quantities import MS_PER_HOUR, NO_RATE, Rate, Volume
from service.catalog import PumpPlace, WardConfig
from service.cli.readiness import facts_of, order_number, order_of
from service.core.session import commands as c
from service.core.session.state import Phase, Session
from service.core.times import Instant, minutes
from service.shell.clock import WardClock
from service.shell.runner import Desk, Runner
from service.store.store import Store
from service.wiring import codec

REPORT_MS = 1_000
_SHOWN = Volume(100)
"""The last digit of the counter of these pumps above 100 mL."""
TABLET = "tablet-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where one chair stands when the demonstration opens."""

    infusion_no: int
    minute: int | None
    """Session minutes since the first RUN; None: not started yet."""
    premedicated_min: int = 30
    """Minutes before the start (or before now) at which premedication was given; 0: not yet."""
    checked: bool = True
    attests: bool = True
    """Whether somebody attested the step that is running."""
    then: type[c.Said] | None = None
    """The last command, after which the pump stands still."""
    stopped_by_hand: bool = False
    """The pump was stopped at the bedside while nobody watched: the service will find it so."""


async def write(
    ward: WardConfig, stages: dict[str, Stage], path: Path
) -> dict[str, dict[str, Any]]:
    """Record the past of the chairs in `stages` in a new store; return the presets by pump id."""
    store = Store.open(path, codec())
    try:
        clock = WardClock()
        desk = Desk(
            writer=store.writer,
            codec=store.codec,
            clock=clock,
            rules=ward.rules,
            sample_every=ward.timing.telemetry_sample,
            saved=lambda _: None,
        )
        presets = dict[str, dict[str, Any]]()
        for chair, stage in stages.items():
            past = _Past(ward, desk, chair)
            presets[ward.pump_of(chair).id] = past.told(stage)
            await past.saved  # a writer lets only so many events wait
        return presets
    finally:
        await store.close()


class _Past:
    """The story of one chair, told backwards from now."""

    def __init__(self, ward: WardConfig, desk: Desk, chair: str) -> None:
        self._ward = ward
        self._desk = desk
        self._chair = chair
        self._pump: PumpPlace = ward.pump_of(chair)
        self._runner = Runner(f"demo-{chair}", desk)
        self._now = desk.clock.now()
        self._rate = NO_RATE
        self._turned = 0
        self._taps = 0
        self.saved: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Whether all that was said is on the disk, as far as it has been told."""

    @property
    def _session(self) -> Session:
        return self._runner.session

    def told(self, stage: Stage) -> dict[str, Any]:
        """Tell the stage; return what the simulated pump has to be preset to."""
        present = self._now
        run_ms = 0 if stage.minute is None else minutes(stage.minute) // self._ward.rules.speed
        self._now = Instant(present - run_ms - minutes(5))
        self._prepare(stage, Instant(present - run_ms))
        if stage.minute is not None:
            self._say(c.Start)
            while self._now < present and self._session.phase is Phase.INFUSING:
                self._live(min(REPORT_MS, present - self._now), attests=stage.attests)
            if stage.then is not None:
                self._say(stage.then)
                self._stop()
        return self._preset(stopped=stage.stopped_by_hand)

    def _prepare(self, stage: Stage, start: Instant) -> None:
        session = self._chair.replace("chair", "demo-patient")
        protocol = self._ward.protocols[0]
        order = order_of(protocol, self._now, order_number(session, stage.infusion_no))
        self._say(
            c.CheckIn,
            patient=session,
            infusion_no=stage.infusion_no,
            protocol=protocol,
            order=order,
        )
        profile, bag = self._pump.profile, self._chair.replace("chair", "bag")
        self._say(
            c.Associate,
            patient=session,
            bag=bag,
            chair=self._chair,
            pump=self._pump.id,
            capabilities=profile.capabilities,
            identity=Identity(profile.model, "", None, self._pump.port),
        )
        for kind, fields in facts_of(self._now, bag):
            self._say(kind, **fields)
        self._now = start
        if stage.premedicated_min:
            given_at = Instant(start - minutes(stage.premedicated_min))
            for item in protocol.premedication:
                self._say(
                    c.GivePremedication,
                    item=item.id,
                    route=item.routes[0],
                    given_at=given_at,
                    dose_ug=item.dosing.least_ug or 1_000,
                )
        if stage.checked:
            self._say(c.CheckSecond, person=1, rate=self._session.ladder[0].rate)
        self._report()

    def _live(self, span_ms: int, *, attests: bool) -> None:
        """Let the pump do what is wanted for a second, and a nurse attest what is open."""
        if self._rate != self._session.target.rate:
            self._rate = self._session.target.rate
            self._report()
        self._now = Instant(self._now + span_ms)
        self._turned += self._rate.ul_per_h * span_ms * self._ward.rules.speed
        self._report()
        serve = self._session.current.serve
        opens = None if serve is None else serve - self._desk.rules.attest_open
        is_open = opens is not None and self._session.served >= opens
        if attests and is_open and not self._session.attested:
            self._say(c.AttestNoReaction, step_no=self._session.step_no)

    def _stop(self) -> None:
        self._rate = NO_RATE
        self._report()

    def _report(self) -> None:
        moving = self._rate > NO_RATE
        report = PumpReport(
            delivery=Delivery.RUNNING if moving else Delivery.STOPPED,
            rate=self._rate,
            infused=self._counter,
            increment=_SHOWN,
            epoch=1,
        )
        self._runner.handle(c.HearPump(at=self._now, report=report))

    @property
    def _counter(self) -> Volume:
        return Volume(self._turned // MS_PER_HOUR).rounded_down(_SHOWN)

    def _say(self, kind: type[c.Said], *, person: int = 0, **fields: object) -> None:
        self._taps += 1
        tap = f"{self._runner.id}-past-{self._taps}"
        said = {"at": self._now, "by": self._ward.people[person], "tablet": TABLET, "tap": tap}
        handled = self._runner.handle(kind(**said, **fields))  # type: ignore[arg-type]
        if handled.refusal:
            raise ValueError(f"{self._chair}: {handled.refusal.sentence}")
        if handled.saved is not None:
            self.saved = handled.saved

    def _preset(self, *, stopped: bool) -> dict[str, Any]:
        """Return the simulator's preset for the state that this past has left the pump in."""
        watchdog_s = self._pump.profile.capabilities.watchdog_s or 0
        if self._rate == NO_RATE and self._counter == Volume(0):
            return {"watchdog_s": watchdog_s}
        left = self._ward.protocols[0].bag_volume - self._counter
        rate = self._rate if self._rate > NO_RATE else Rate(25_000)
        return {
            "rate_ml_h": rate.ml_per_h,
            "infused_ml": self._counter.ml,
            "target_ml": left.ml,
            "running": self._rate > NO_RATE and not stopped,
            "watchdog_s": watchdog_s,
        }
