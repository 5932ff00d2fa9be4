"""Which tablets can be heard: a person has said "I hear it" today, and the tablet still beats.

Kept in memory alone. A service that has just been started knows of nobody, and says so.
"""

from collections.abc import Collection
from dataclasses import dataclass

from service.core.rules import AlarmRules
from service.core.session.state import Person
from service.core.times import Instant, since


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """What a tablet has said about its sound."""

    proved_at: Instant | None = None
    """When a person said that it is heard."""
    proved_by: Person | None = None
    beat_at: Instant | None = None
    sounds: bool = False
    """What the tablet itself says: its sound is switched on and its page may play it."""


_UNKNOWN = Station()


class Stations:
    """The tablets that have ever said something in this run of the process."""

    def __init__(self, rules: AlarmRules) -> None:
        self._rules = rules
        self._known: dict[str, Station] = {}

    def prove(self, tablet: str, by: Person, at: Instant) -> None:
        """Take a person's word that this tablet is heard."""
        self._known[tablet] = Station(proved_at=at, proved_by=by, beat_at=at, sounds=True)

    def beat(self, tablet: str, at: Instant, *, sounds: bool) -> None:
        """Take a sign of life; `sounds` is what the tablet says about its own sound."""
        before = self.of(tablet)
        self._known[tablet] = Station(
            proved_at=before.proved_at, proved_by=before.proved_by, beat_at=at, sounds=sounds
        )

    def keep(self, tablets: Collection[str]) -> None:
        """Forget the tablets that are the ward's no more: nobody expects to hear them."""
        self._known = {each: known for each, known in self._known.items() if each in tablets}

    def of(self, tablet: str) -> Station:
        """Return what is known of a tablet."""
        return self._known.get(tablet, _UNKNOWN)

    def proved(self, tablet: str, at: Instant) -> bool:
        """Whether somebody has heard this tablet today."""
        proved_at = self.of(tablet).proved_at
        return proved_at is not None and since(at, proved_at) <= self._rules.station_proof_max

    def heard(self, tablet: str, at: Instant) -> bool:
        """Whether an alarm would be heard from this tablet now, as far as can be known."""
        station = self.of(tablet)
        if not self.proved(tablet, at) or not station.sounds or station.beat_at is None:
            return False
        return since(at, station.beat_at) <= self._rules.station_silent_after

    def all_heard(self, at: Instant) -> tuple[str, ...]:
        """Return the tablets that can be heard."""
        return tuple(sorted(each for each in self._known if self.heard(each, at)))

    def lost(self, at: Instant) -> tuple[str, ...]:
        """Return the tablets that were heard today and cannot be heard now."""
        return tuple(
            sorted(
                each for each in self._known if self.proved(each, at) and not self.heard(each, at)
            )
        )
