"""Reads the rules of a ward, block by block: its own block where there is one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from drivers.quantities import NO_VOLUME, Volume
from service.catalog.block import Block
from service.catalog.readiness_rules import NO_READINESS, read_readiness
from service.catalog.sign_in_rules import NO_SIGN_IN, read_sign_in
from service.catalog.vitals import NO_VITALS, read_usual, read_vitals
from service.catalog.wards import Timing
from service.core.rules import AUDIO_PAUSE_MAX, AlarmRules, Attestation, Rules
from service.core.times import SECOND_MS, Span
from service.core.vitals import POSSIBLE

T = TypeVar("T")

ZERO = Span(0)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The two places a block of rules may stand in."""

    own: Block | None
    """`rules` of the ward's file, or None when it has none."""
    first: Block
    """`rules` of `default.yaml`, complete."""

    def block(self, key: str, read: Callable[[Block], T], instead: T) -> T:
        """Return what `read` makes of the ward's own block, or else of the first values."""
        first = self.first.block(key, read, instead)
        if self.own is not None and self.own.has(key):
            return self.own.block(key, read, instead)
        return first


def read_rules(chosen: Chosen, speed: int, *, signed_only: bool) -> tuple[Rules, Timing]:
    """Return the rules for the core and those for the shell.

    `speed` comes from the ward, and so does whether only signed protocols are started.
    """
    attest = chosen.block("attestation", _attestation, (Attestation.REQUIRED, ZERO, ZERO))
    late_max = chosen.block("late_attestation", _late_attestation, ZERO)
    silent_after, high_after, gap_max = chosen.block("silence", _silence, (ZERO, ZERO, ZERO))
    mismatch_volume, mismatch_percent = chosen.block("volume", _volume, (NO_VOLUME, 0))
    stall, sample = chosen.block("record", _record, (ZERO, ZERO))
    loop_stalled, loop_ends = chosen.block("event_loop", _event_loop, (ZERO, ZERO))
    aging = chosen.block("alarms", _alarms, (ZERO, ZERO, ZERO, ZERO, ZERO, ZERO))
    readiness = chosen.block(
        "readiness", lambda block: read_readiness(block, signed_only=signed_only), NO_READINESS
    )
    silent_station, proof = chosen.block("stations", _stations, (ZERO, ZERO))
    rules = Rules(
        attestation=attest[0],
        attest_open=attest[1],
        attestation_max_age=attest[2],
        late_max=late_max,
        second_check_max_age=chosen.block("second_check", _second_check, ZERO),
        silent_after=silent_after,
        silent_high_after=high_after,
        gap_max=gap_max,
        offer_max=chosen.block("offers", _offers, ZERO),
        mismatch_volume=mismatch_volume,
        mismatch_percent=mismatch_percent,
        stop_unconfirmed_after=chosen.block("stop", _stop, ZERO),
        vitals=chosen.block("vital_signs", read_vitals, NO_VITALS),
        usual_vitals=chosen.block("usual_vital_signs", read_usual, POSSIBLE),
        alarms=AlarmRules(
            medium_rises_after=aging[0],
            high_spreads_after=aging[1],
            audio_pause=aging[2],
            over_after=aging[3],
            again_after=aging[4],
            paused_max=aging[5],
            station_silent_after=silent_station,
            station_proof_max=proof,
        ),
        readiness=readiness,
        speed=speed,
    )
    timing = Timing(
        poll=chosen.block("polling", _polling, ZERO),
        writer_stall=stall,
        telemetry_sample=sample,
        loop_stalled=loop_stalled,
        loop_ends=loop_ends,
        sign_in=chosen.block("sign_in", read_sign_in, NO_SIGN_IN),
    )
    return rules, timing


def _attestation(block: Block) -> tuple[Attestation, Span, Span]:
    block.source()
    mode = block.word("mode", {each.value: each for each in Attestation})
    return mode, block.minutes("open_min", high=60), block.minutes("max_age_min", high=60)


def _late_attestation(block: Block) -> Span:
    block.source()
    return block.minutes("max_min", high=240)


def _second_check(block: Block) -> Span:
    block.source()
    return block.minutes("max_age_min", high=60)


def _silence(block: Block) -> tuple[Span, Span, Span]:
    block.source()
    silent, high = block.seconds("silent_after_s"), block.seconds("high_after_s")
    gap = block.minutes("gap_max_min", high=60)
    if block.sound() and high < silent:
        block.refuse("high_after_s", "comes before the pump counts as silent")
    if block.sound() and gap < silent:
        block.refuse("gap_max_min", "is shorter than the time after which a pump counts as silent")
    return silent, high, gap


def _offers(block: Block) -> Span:
    block.source()
    return block.minutes("open_max_min", high=60)


def _volume(block: Block) -> tuple[Volume, int]:
    block.source()
    volume, percent = block.volume("mismatch_ml"), block.whole("mismatch_percent", 1, 50)
    if block.sound() and volume <= NO_VOLUME:
        block.refuse("mismatch_ml", "a tolerance of 0 would alarm at every reading")
    return volume, percent


def _stop(block: Block) -> Span:
    block.source()
    return block.seconds("unconfirmed_after_s", high=60)


def _alarms(block: Block) -> tuple[Span, Span, Span, Span, Span, Span]:
    block.source()
    return (
        block.seconds("medium_rises_after_s"),
        block.seconds("high_spreads_after_s"),
        block.seconds("audio_pause_s", high=AUDIO_PAUSE_MAX // SECOND_MS),
        block.seconds("over_after_s", high=300),
        block.minutes("again_after_min", high=15),
        block.minutes("paused_max_min", high=240),
    )


def _stations(block: Block) -> tuple[Span, Span]:
    block.source()
    return block.seconds("silent_after_s", high=60), block.minutes("proof_max_min")


def _polling(block: Block) -> Span:
    block.source()
    return block.seconds("poll_s", high=60)


def _record(block: Block) -> tuple[Span, Span]:
    block.source()
    return block.seconds("writer_stall_s", high=60), block.seconds("telemetry_sample_s")


def _event_loop(block: Block) -> tuple[Span, Span]:
    block.source()
    stalled, ends = block.seconds("stalled_after_s", high=5), block.seconds("ends_after_s", high=30)
    if block.sound() and ends <= stalled:
        block.refuse("ends_after_s", "comes before the loop counts as stalled")
    return stalled, ends
