"""What the writer takes: rows of one stream, what was answered to a tap, samples of a pump."""

from dataclasses import dataclass

from service.core.times import Instant

INT64_MAX = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """One event in its stored form."""

    kind: str
    schema: int
    payload: str
    """Canonical JSON: ASCII, keys sorted, no spaces, no floats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """What was answered to one tap, so that its repetition gets the same answer."""

    key: str
    """Made by the tablet, once per press."""
    body_hash: str
    """Tells a repetition from another request under the same key."""
    status: int
    """HTTP status that was answered."""
    response: str
    at_ms: Instant

    def __post_init__(self) -> None:
        _storable(self.key, self.body_hash, self.response, self.status, self.at_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What a pump reported at one moment. Outside the chain: it explains, it decides nothing."""

    session: str
    at_ms: Instant
    rate_ul_h: int | None
    """None: the pump did not tell."""
    infused_ul: int | None
    """The pump's own counter; None: it did not tell."""
    delivery: str
    """What the pump says it does, in our words."""
    served_ms: int
    """Served time of the step in force."""

    def __post_init__(self) -> None:
        _storable(self.session, self.delivery, self.at_ms, self.rate_ul_h or 0)
        _storable(self.infused_ul or 0, self.served_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What happened to one stream in one decision; written whole or not at all.

    Versions of a stream begin with 1 and have no gaps. A batch without events may carry a tap that
    was refused, or samples.
    """

    stream: str
    first: int
    """Version of the first event; without events, the version that comes next."""
    events: tuple[Encoded, ...]
    at_ms: Instant
    """Ward time of the decision."""
    wall_ms: int
    """The raw wall clock at that moment, UTC milliseconds: evidence of clock steps, no more."""
    tap: Tap | None = None
    samples: tuple[Sample, ...] = ()

    def __post_init__(self) -> None:
        if self.first < 1:
            raise ValueError(f"version {self.first} is before the first")
        _storable(self.stream, self.first, self.at_ms, self.wall_ms)

    @property
    def last(self) -> int:
        """Version of the last event; one before `first` when there is none."""
        return self.first + len(self.events) - 1


def _storable(*values: str | int) -> None:
    """Refuse what a database would refuse later: there it would block every batch behind it."""
    for value in values:
        if isinstance(value, str):
            value.encode()  # a lone surrogate raises UnicodeEncodeError, which is a ValueError
        elif not -INT64_MAX <= value <= INT64_MAX:
            raise ValueError(f"{value} does not fit in 64 bits")
