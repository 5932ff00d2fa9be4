"""What a journal claims that a pump said, held against what was heard of it on the line."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from drivers.port import Delivery
from service.cli import refuse
from service.core.session.events import JOURNALED, Associated, Event, RateReached, StopConfirmed
from service.store.batch import Sample
from service.store.codec import Codec
from service.store.engine import open_engine
from service.store.journal import BEFORE_ALL, events, samples
from service.store.verify import verify

NEAR_MS = 5_000
"""Ward time stands still in no step of the wall clock, so the two may differ by such a step; and a
reading is recorded when it has been decided on, not when its last byte came."""
SAMPLES_MAX = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One reading, as the line gave it."""

    at_ms: int
    """Wall clock, UTC."""
    delivery: str
    rate_ul_h: int
    infused_ul: int

    @property
    def looks(self) -> tuple[str, int]:
        """What is worth a line when it changes."""
        return self.delivery, self.rate_ul_h

    @property
    def wall(self) -> datetime:
        """When the last byte of it came."""
        return datetime.fromtimestamp(self.at_ms / 1_000, UTC)

    @property
    def text(self) -> str:
        """The reading in words."""
        return _words(self.delivery, self.rate_ul_h, self.infused_ul)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One entry of the journal that must have been heard. None: the entry does not say."""

    at_ms: int
    delivery: str
    rate_ul_h: int | None = None
    infused_ul: int | None = None

    @property
    def text(self) -> str:
        """The entry in words."""
        return _words(self.delivery, self.rate_ul_h, self.infused_ul)

    def told_by(self, heard: Heard) -> bool:
        """Whether a reading says what this entry says."""
        if self.delivery == Delivery.KVO.value:  # an alarm code made this of a slow run
            return heard.delivery == Delivery.RUNNING.value and heard.infused_ul == self.infused_ul
        return (
            heard.delivery == self.delivery
            and self.rate_ul_h in (None, heard.rate_ul_h)
            and self.infused_ul in (None, heard.infused_ul)
        )


def first_disagreement(claims: Sequence[Claim], heard: Sequence[Heard]) -> Claim | None:
    """Return the earliest claim that no reading near its time bears out."""
    for claim in sorted(claims, key=lambda each: each.at_ms):
        near = (each for each in heard if abs(each.at_ms - claim.at_ms) <= NEAR_MS)
        if not any(claim.told_by(each) for each in near):
            return claim
    return None


def claims_of(path: Path, pump: str) -> list[Claim]:
    """Return what a whole journal claims of one pump; a damaged one is refused."""
    if not verify(path).ok:
        refuse(f"{path} is damaged: see `chairside verify-journal`")
    engine = open_engine(path, read_only=True)
    claims: list[Claim] = []
    with closing(engine.connect()) as connection:
        streams: set[str] = set()
        for row in events(connection, Codec[Event](JOURNALED)):
            if isinstance(row.event, Associated):
                (streams.add if row.event.pump == pump else streams.discard)(row.stream)
            if row.stream in streams:
                claims += _claims(row.event)
        for stream in sorted(streams):
            claims += map(_sampled, samples(connection, stream, BEFORE_ALL, SAMPLES_MAX))
    engine.dispose()
    if not claims:
        refuse(f"{path} says nothing of a pump {pump}")
    return claims


def _claims(event: Event) -> list[Claim]:
    if isinstance(event, RateReached):
        running = Delivery.RUNNING.value
        return [Claim(at_ms=event.at, delivery=running, rate_ul_h=event.rate.ul_per_h)]
    if isinstance(event, StopConfirmed):
        return [Claim(at_ms=event.at, delivery=Delivery.STOPPED.value)]
    return []


def _sampled(sample: Sample) -> Claim:
    return Claim(
        at_ms=sample.at_ms,
        delivery=sample.delivery,
        rate_ul_h=sample.rate_ul_h,
        infused_ul=sample.infused_ul,
    )


def _words(delivery: str, rate_ul_h: int | None, infused_ul: int | None) -> str:
    rate = f" at {rate_ul_h / 1_000:g} mL/h" if rate_ul_h else ""
    infused = "" if infused_ul is None else f", {infused_ul / 1_000:g} mL infused"
    return f"{delivery}{rate}{infused}"
