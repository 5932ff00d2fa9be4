"""Whether a pump of some make may be controlled: what a qualification must cover.

A qualification is the outcome of a script that a person has played against one real pump
(docs/pumps/qualification.md). It speaks for every pump of the same family, profile, model and
firmware. That its file is whole and signed by somebody whom the ward trusts has been checked before
it becomes a `Qualification`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

SCRIPT = 1
"""Version of the script. It rises when a part is added or asks for more."""
SCRIPT_MIN = 1
"""Oldest script that still counts."""

_ALL = ("identity", "capabilities", "read")
PARTS = {
    "control": (*_ALL, "start", "raise", "stop", "read_back", "watchdog", "alarm"),
    "proposes": (*_ALL, "offer", "offer_raise", "stop_at_the_pump", "alarm"),
    "monitor": (*_ALL, "run_at_the_pump", "stop_at_the_pump", "alarm"),
}
"""What is played with a pump of each capability, in this order."""

MAY_BE_SKIPPED = frozenset({"alarm"})
"""Not every pump can be brought to alarm on a bench; every other part must have passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    """What a trusted file says was played, and with which pump."""

    family: str
    profile: str
    model: str
    firmware: str
    kind: str
    """The capability whose parts were played."""
    script: int
    parts: tuple[tuple[str, str], ...]
    """Every part with its outcome: `passed`, `failed`, `skipped` or `not played`."""
    simulated: bool
    """Played against a simulator: shows that the script works, and nothing about a pump."""

    @property
    def passed(self) -> bool:
        """Whether every part of its capability was played, and went as it must."""
        return all_passed(self.kind, self.parts)


def all_passed(kind: str, parts: Sequence[tuple[str, str]]) -> bool:
    """Whether these are all parts of a capability, in their order, and each went as it must."""
    names = tuple(name for name, _ in parts)
    return names == PARTS.get(kind) and all(
        outcome == "passed" or (outcome == "skipped" and name in MAY_BE_SKIPPED)
        for name, outcome in parts
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The pump that somebody wants to use."""

    family: str
    profile: str
    kind: str
    model: str
    firmware: str | None = None
    """None while the pump has not been asked yet: then some firmware must be covered."""


class Lacking(Enum):
    """What is missing, from the farthest to the nearest."""

    QUALIFICATION = "qualification-missing"
    FAMILY = "qualification-of-another-family"
    PROFILE = "qualification-of-another-profile"
    MODEL = "qualification-of-another-model"
    REAL_PUMP = "qualification-of-a-simulator"
    KIND = "qualification-of-another-capability"
    SCRIPT = "qualification-by-an-old-script"
    SUCCESS = "qualification-failed"
    FIRMWARE = "qualification-of-another-firmware"


_NEARNESS = {each: place for place, each in enumerate(Lacking)}


@dataclass(frozen=True, slots=True)
class Unqualified:
    """Why a pump may not be controlled, and what a person can do about it."""

    lacking: Lacking
    sentence: str


def refusal_of_control(wanted: Wanted, found: Iterable[Qualification]) -> Unqualified | None:
    """Return why this pump may not be controlled, or None when it may.

    A pump that is only offered to or watched needs no qualification: nothing we send moves fluid.
    Of several qualifications the one that comes nearest names the reason.
    """
    if wanted.kind != "control":
        return None
    nearest = Lacking.QUALIFICATION
    for each in found:
        lacking = _lacking(wanted, each)
        if lacking is None:
            return None
        nearest = max(nearest, lacking, key=_NEARNESS.__getitem__)
    return Unqualified(nearest, _sentence(wanted, nearest))


def _lacking(wanted: Wanted, found: Qualification) -> Lacking | None:
    checks = (
        (Lacking.FAMILY, found.family == wanted.family),
        (Lacking.PROFILE, found.profile == wanted.profile),
        (Lacking.MODEL, found.model == wanted.model),
        (Lacking.REAL_PUMP, not found.simulated),
        (Lacking.KIND, found.kind == wanted.kind),
        (Lacking.SCRIPT, found.script >= SCRIPT_MIN),
        (Lacking.SUCCESS, found.passed),
        (Lacking.FIRMWARE, wanted.firmware in (None, found.firmware)),
    )
    return next((lacking for lacking, holds in checks if not holds), None)


def _sentence(wanted: Wanted, lacking: Lacking) -> str:
    pump = f"{wanted.model} ({wanted.family}, {wanted.profile})"
    if wanted.firmware is not None:
        pump += f" with firmware {wanted.firmware}"
    why = {
        Lacking.QUALIFICATION: "there is no qualification",
        Lacking.FAMILY: "no qualification is for this family",
        Lacking.PROFILE: "no qualification is for this profile",
        Lacking.MODEL: "no qualification is for this model",
        Lacking.REAL_PUMP: "the script was played against a simulator only",
        Lacking.KIND: "the script was played for another capability",
        Lacking.SCRIPT: "it was qualified by a script that is too old",
        Lacking.SUCCESS: "the script was played and did not pass",
        Lacking.FIRMWARE: "only another firmware is qualified",
    }[lacking]
    return f"{pump} may not be controlled: {why}; play `chairside qualify` with one"
