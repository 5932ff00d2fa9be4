"""Histories for tests of the pure core: commands and reports in, events and wishes out."""

import os
from collections import defaultdict
from collections.abc import Callable
from copy import copy
from dataclasses import replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Self, TypeVar, cast

import config
from drivers.port import Capabilities, Delivery, Identity, Offer, PumpAlarm, PumpReport
from drivers.quantities import MS_PER_HOUR, NO_RATE, Rate, Volume
from service.catalog import load_defaults, load_protocol
from service.cli.readiness import facts_of
from service.core.protocol import Protocol
from service.core.refusals import Refusal
from service.core.rules import Rules
from service.core.session import commands as c
from service.core.session.decide import decide
from service.core.session.events import Event, Sampled
from service.core.session.evolve import evolve, open_session
from service.core.session.ready_state import NO_HISTORY, History
from service.core.session.state import Person, Session
from service.core.times import Instant, Span, minutes
from tests.orders import order_of

ISATUXIMAB = load_protocol(config.find("protocols", "isatuximab"))
FIRST: Rules = load_defaults(config.find("wards", "default")).rules
RULES = replace(
    FIRST,
    readiness=replace(FIRST.readiness, signed_only=False, number_checked=False),
    vitals=replace(FIRST.vitals, recorded=False),
)
"""The first values, in a simulation: the protocol is a draft, and a nurse's word is enough for the
vital signs and for the infusion's number.
"""
NURSE = Person("nurse-a", "Nurse A", "nurse")
SECOND = Person("nurse-b", "Nurse B", "nurse")
T0 = Instant(1_800_000_000_000)

PUMP = Capabilities(
    kind="control",
    bench_only=True,
    rate_min=Rate(100),
    rate_max=Rate(999_900),
    rate_increment=Rate(100),
    volume_increment=Volume(100),
    counter_max=Volume(999_900),
    watchdog_s=30,
    moves_limit_while_running=False,
    answer_max_ms=500,
    report_every_ms=1_000,
)
IDENTITY = Identity("NE-9000", "V3.923", None, "sim:pump-1")


def ml(text: str) -> Volume:
    return Volume.from_ml(text)


def rate(text: str) -> Rate:
    return Rate.from_ml_per_h(text)


T = TypeVar("T")
P = ParamSpec("P")
_TOLD: dict[object, list[tuple[object, object, object]]] = defaultdict(list)
_TOLD_BY: list[str | None] = []
"""The core that told them, and where mutmut notes which tests come by which rules, the test."""


def told_once(
    method: Callable[Concatenate["Story", P], T],
) -> Callable[Concatenate["Story", P], T]:
    """Tell the same hours of the same story once in a process: the core is pure, so they repeat.

    Most tests begin with the same half hour, told in readings two seconds apart.
    """

    @wraps(method)
    def told(self: "Story", /, *args: P.args, **kwargs: P.kwargs) -> T:
        by = os.environ.get("MUTANT_UNDER_TEST")  # mutmut's: another core in the same process
        if by == "stats":  # every test has to come by the rules itself, once
            by = os.environ.get("PYTEST_CURRENT_TEST")
        if _TOLD_BY != [by]:
            _TOLD.clear()
            _TOLD_BY[:] = [by]
        known = _TOLD[method.__name__, args, tuple(kwargs.items()), self.now, self._taps]
        before = self.snapshot()
        for earlier, after, result in known:
            if earlier == before:
                self.restore(after)
                return cast("T", self if result is None else copy(result))
        found = method(self, *args, **kwargs)
        known.append((before, self.snapshot(), None if found is self else copy(found)))
        return found

    return told


class Story:
    """One session and its pump, told in minutes since the start of the story."""

    def __init__(
        self,
        infusion_no: int = 1,
        *,
        rules: Rules = RULES,
        pump: Capabilities = PUMP,
        protocol: Protocol = ISATUXIMAB,
        order: dict[str, object] | None = None,
        history: History = NO_HISTORY,
    ):
        self.rules, self.pump = rules, pump
        self.events: list[Event] = []
        self.now = T0
        self._turned = 0  # of the pump's motor, in µL x ms / h: exact whatever the slices
        self.running = NO_RATE
        self.epoch = 1
        self.offer: Offer | None = None
        self._taps = 0
        self.state: Session | None = None
        opened = self.say(
            c.CheckIn,
            patient="p1",
            infusion_no=infusion_no,
            protocol=protocol,
            order=order_of(protocol, T0, **(order or {})),
            history=history,
        )
        assert not isinstance(opened, Refusal), opened

    def snapshot(self) -> dict[str, object]:
        """Everything that this story is, at this moment."""
        return {**vars(self), "events": tuple(self.events)}

    def restore(self, snapshot: object) -> None:
        """Be again what a story was at the moment of `snapshot`."""
        vars(self).update(cast("dict[str, object]", snapshot))
        self.events = list(self.events)

    @property
    def s(self) -> Session:
        assert self.state is not None
        return self.state

    @property
    def counter(self) -> Volume:
        """What the pump's counter reads."""
        return Volume(self._turned // MS_PER_HOUR)

    @counter.setter
    def counter(self, volume: Volume) -> None:
        self._turned = volume.ul * MS_PER_HOUR

    def take(self, command: c.Command) -> tuple[Event, ...] | Refusal:
        """Decide and evolve; telemetry is applied and not kept, as in the product."""
        answer = decide(self.state, command, self.rules)
        if isinstance(answer, Refusal):
            return answer
        for event in answer:
            self.state = evolve(self.state, event) if self.state else open_session(event)  # type: ignore[arg-type]
            if not isinstance(event, Sampled):
                self.events.append(event)
        return tuple(event for event in answer if not isinstance(event, Sampled))

    def say(
        self, kind: type[c.Said], by: Person = NURSE, **fields: object
    ) -> tuple[Event, ...] | Refusal:
        self._taps += 1
        return self.take(
            kind(at=self.now, by=by, tablet="t1", tap=f"tap-{self._taps}", **fields)  # type: ignore[arg-type]
        )

    def report(
        self,
        running: Rate | None = None,
        *,
        delivery: Delivery | None = None,
        alarms: frozenset[PumpAlarm] = frozenset(),
        counter: Volume | None = None,
    ) -> tuple[Event, ...]:
        """The pump reports now. Without `running`: what it did at the last report."""
        if running is not None:
            self.running = running
        if counter is not None:
            self.counter = counter
        moving = Delivery.RUNNING if self.running > NO_RATE else Delivery.STOPPED
        report = PumpReport(
            delivery=delivery or moving,
            rate=self.running,
            infused=self.counter,
            increment=ml("0.1"),
            epoch=self.epoch,
            alarms=alarms,
            offer=self.offer,
        )
        answer = self.take(c.HearPump(at=self.now, report=report))
        assert not isinstance(answer, Refusal)
        return answer

    def hear_offer(self, offer: Offer | None) -> tuple[Event, ...]:
        """What lies at the pump changes."""
        self.offer = offer
        answer = self.take(c.HearOffer(at=self.now, offer=offer))
        assert not isinstance(answer, Refusal)
        return answer

    def wait(self, span: Span) -> None:
        """Time passes and the pump pumps; nobody looks."""
        self.now = Instant(self.now + span)
        self._turned += self.running.ul_per_h * span * self.rules.speed

    @told_once
    def run(self, span: Span, *, every: Span = Span(2_000)) -> list[Event]:
        """Time passes with a report every two seconds."""
        seen: list[Event] = []
        for _ in range(span // every):
            self.wait(every)
            seen += self.report()
        return seen

    def prepared(self) -> Self:
        """Associated, bag and blood recorded, premedicated, checked by a second person, heard."""
        self.say(
            c.Associate,
            patient="p1",
            bag="b1",
            chair="chair-1",
            pump="pump-1",
            capabilities=self.pump,
            identity=IDENTITY,
        )
        self.facts()
        for item in self.s.protocol.premedication:
            fits = item.not_before <= minutes(30) <= item.not_after
            before = minutes(30) if fits else Span((item.not_before + item.not_after) // 2)
            self.give(item.id, before)
        self.say(c.CheckSecond, SECOND, rate=self.s.ladder[0].rate)
        self.report()
        return self

    def facts(self) -> None:
        """Blood, temperature and bag are as they should be."""
        for kind, fields in facts_of(self.now, "b1"):
            self.say(kind, **fields)

    def give(self, name: str, ago: Span, **changes: object) -> tuple[Event, ...] | Refusal:
        """An item of premedication was given `ago`."""
        item = next(each for each in self.s.protocol.premedication if each.id == name)
        fields: dict[str, Any] = {"route": item.routes[0], "dose_ug": item.dosing.least_ug or 1_000}
        return self.say(
            c.GivePremedication,
            item=name,
            given_at=Instant(self.now - ago),
            **{**fields, **changes},
        )

    @told_once
    def started(self) -> Self:
        """Running at the first step."""
        self.prepared()
        assert not isinstance(self.say(c.Start), Refusal)
        self.wait(Span(100))
        self.report(self.s.current.rate)
        return self

    def attest(self) -> tuple[Event, ...] | Refusal:
        return self.say(c.AttestNoReaction, step_no=self.s.step_no)

    @told_once
    def until_raising(self) -> Self:
        """Run on until the raise is ordered: within the few minutes that its word is young."""
        for _ in range(120):
            if self.s.raising:
                return self
            self.run(Span(5_000))
        raise AssertionError("the raise was never ordered")

    @told_once
    def climb(self, step_no: int) -> Self:
        """Serve and attest until `step_no` is reached and running."""
        while self.s.step_no < step_no:
            before = self.s.step_no
            serve = self.s.current.serve
            assert serve is not None
            self.run(Span(max(0, serve - self.s.served - minutes(2))), every=minutes(0.05))
            assert not isinstance(self.attest(), Refusal)
            self.until_raising()
            self.report(self.s.target.rate)
            assert before < self.s.step_no, "the raise was never reached"
        return self

    @told_once
    def climb_to_raise(self) -> Self:
        """The first raise is ordered; the pump has not been touched yet."""
        self.started()
        self.run(minutes(58))
        self.attest()
        self.until_raising()
        return self

    def with_rules(self, **changes: object) -> Self:
        self.rules = replace(self.rules, **changes)  # type: ignore[arg-type]
        return self


def kinds(events: object) -> list[str]:
    assert not isinstance(events, Refusal), events
    return [type(event).__name__ for event in events]  # type: ignore[attr-defined]


def interrupted(grade: int | None = None) -> Story:
    story = Story().started().climb(3)
    story.say(c.ReportReaction)
    story.report(NO_RATE)
    if grade is not None:
        story.say(c.GradeReaction, grade=grade)
    return story
