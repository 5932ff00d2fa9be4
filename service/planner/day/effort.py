"""How long a day is planned, what is told meanwhile, and what comes of it."""

from dataclasses import dataclass

from service.planner.day.plan import DayPlan, Terms

CHUNK_S = 0.05
"""About how long a search runs before it looks up: how late a stop is heard."""
CHUNK = 500
"""Rounds before it is known how long they take; always, where rounds are counted."""


class NoPlan(ValueError):
    """No plan was found in which every visit has a place."""


class PlannerWrong(RuntimeError):
    """A plan breaks the rules of its day: a fault of the planner, and nothing is printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cooling:
    """How willing the search is to make a plan worse, from its beginning to its end (slots)."""

    hot: float
    cold: float = 0.5
    cycles: int = 3
    """How often it is heated, each time less, and from the best plan."""

    def heat(self, done: float) -> float:
        """Return the heat when this share (0 to 1) of the search is done."""
        cycle = self.cycle(done)
        within = done * self.cycles - cycle
        hot = self.hot * (self.cold / self.hot) ** (cycle / self.cycles / 2)
        return float(hot * (self.cold / hot) ** within)

    def cycle(self, done: float) -> int:
        """Return in which cycle the search is."""
        return min(int(done * self.cycles), self.cycles - 1)


def cooling_for(visits: int) -> Cooling:
    """Return what was best for so many visits: the fewer, the more each weighs (decision 0012)."""
    hot = min(20.0, max(3.0, 800 / max(1, visits)))
    return Cooling(hot=hot, cold=max(0.5, hot / 15))


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long to plan, and from which seed."""

    seconds: float = 30.0
    rounds: int | None = None
    """Instead of seconds: so many ruins. With one process, the same plan on every machine."""
    seed: int = 1
    jobs: int = 1
    """Processes that search, each from a seed of its own."""
    cooling: Cooling | None = None
    """None: as it is best for the number of visits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """The best plan so far."""

    seconds: float
    rounds: int
    done: float
    """Share (0 to 1) of the effort."""
    terms: Terms | None
    """None while a visit has no place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan that keeps every rule, and how it was found."""

    plan: DayPlan
    terms: Terms
    first_fit: Terms | None
    """What the best of the plain orders costs; None where it leaves somebody out."""
    rounds: int
    seconds: float
    stopped: bool
    """Somebody did not wait for the end."""
