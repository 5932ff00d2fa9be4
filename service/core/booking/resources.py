"""What a ward has to give on each day: places, nurses, pharmacy, opening hours; as values.

Times of a day are whole minutes after local midnight on the booking grid, dates are days of the
ward. How they become slots is the calendar's business (`service.book.calendar`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from drivers.quantities import Volume
from service.core.booking.grid import GRID_MIN
from service.core.booking.shape import PlaceClass
from service.core.label_rates import Mass

DAY_MIN = 24 * 60
"""Minutes of a day whose clocks do not change."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""In the order of `date.weekday()`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """From one time of the day to a later one of the same day; the end does not belong to it."""

    opens: int
    """Minutes after local midnight."""
    closes: int
    """Minutes after local midnight; at most `DAY_MIN`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days from the first to the last, both included, and why they are special."""

    first: date
    last: date
    reason: str

    def __contains__(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedChair:
    """A place with its class; its pump stands at it."""

    id: str
    place: PlaceClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocking:
    """A chair that cannot be used for some days."""

    chair: str
    days: Days


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """So many nurses of a shift are away at once."""

    hours: Hours
    nurses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Nurses who come and go together."""

    id: str
    nurses: int
    days: frozenset[int]
    """As `date.weekday()` counts."""
    hours: Hours
    breaks: tuple[Break, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pharmacy:
    """Where bags are compounded, and when."""

    isolators: int
    days: frozenset[int]
    hours: Hours


@dataclass(frozen=True, slots=True, kw_only=True)
class BagTimes:
    """The way of a bag, in minutes. `to_order`: only for a patient who is there."""

    compound_min: int
    transport_min: int
    stable_min: int
    """From the end of compounding until the infusion must have ended."""
    to_order: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTimes:
    """What the ward's own hands need, in minutes; what the pump needs the protocol says."""

    arrive_first_min: int
    """Arrival of a first infusion: more to explain, a vein to find."""
    arrive_min: int
    wait_least_min: int
    wait_most_min: int
    """Shortest and longest gap behind the premedication, inside of the protocol's windows."""
    hang_min: int
    flush_min: int
    disconnect_min: int
    clean_min: int
    running_per_nurse: int
    running_per_nurse_close: int
    """While a close infusion runs: fewer patients for one nurse."""
    close_infusions: int
    """The first so many infusions of a patient are watched closely."""
    overrun_first_min: int
    overrun_min: int
    """How much longer than planned a visit may well take (its 95 % point), where the reactions to
    its drug were not counted (`shaping.STATISTICS`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherKind:
    """A kind of visit for which no protocol is kept here: its lengths in minutes."""

    id: str
    name: str
    arrive_min: int
    wait_least_min: int
    wait_most_min: int
    hang_min: int
    infuse_min: int
    flush_min: int
    observe_min: int
    disconnect_min: int
    clean_min: int
    running_per_nurse: int
    overrun_min: int
    bag: BagTimes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedVisits:
    """So many visits of a kind that a day of some weekdays will be asked for."""

    what: str
    """Id of a protocol or of another kind of visit."""
    infusion_no: int | None
    profile: str | None
    dose: Mass | None
    volume: Volume | None
    """As whoever asks for such a visit would say it."""
    place: PlaceClass
    days: frozenset[int]
    """As `date.weekday()` counts."""
    count: int
    first: int
    last: int
    """The times wished for are spread evenly between these (minutes after local midnight)."""

    def wishes(self) -> tuple[int, ...]:
        """Return the wished times, in minutes after local midnight on the grid."""
        parts, wide = 2 * self.count, self.last - self.first
        found = (self.first + wide * (2 * number + 1) // parts for number in range(self.count))
        return tuple(each - each % GRID_MIN for each in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """What the ward keeps for those who are not here yet."""

    hold_min: int
    """How long a place is held for somebody who has not said yes."""
    no_show_min: int
    """After the promised time a visit may be called a no-show."""
    horizon_days: int
    """How many days ahead of today are open for booking, today included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayPlace:
    """Whose public holidays are kept."""

    country: str
    """ISO 3166-1, two letters."""
    subdivision: str | None
    """ISO 3166-2 without the country; None: those of the whole country."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """Everything that can be booked in one ward."""

    zone: str
    """IANA time zone of the ward's clocks."""
    opening: Mapping[int, Hours]
    """By `date.weekday()`; a weekday that is not there is closed."""
    holidays: HolidayPlace | None
    closures: tuple[Days, ...]
    chairs: tuple[BookedChair, ...]
    blockings: tuple[Blocking, ...]
    shifts: tuple[Shift, ...]
    pharmacy: Pharmacy | None
    """None: no bag is compounded here."""
    times: LocalTimes
    bag: BagTimes
    kinds: tuple[OtherKind, ...]
    promises: Promises
    expected: tuple[ExpectedVisits, ...] = ()
    """What a day is asked for, as a rule; empty: nobody knows."""
