"""What a simulated ward has, in use and free; more than there is cannot be taken."""

from dataclasses import dataclass, field

from service.core.booking.shape import NURSE_PARTS


class Overdrawn(AssertionError):
    """More was taken than there is: a mistake of the simulation, never of a ward."""


@dataclass(slots=True, kw_only=True)
class Pool:
    """A number of things that are alike."""

    name: str
    there: int
    used: int = 0

    @property
    def free(self) -> int:
        """How many are left."""
        return self.there - self.used

    def take(self, count: int) -> None:
        """Take some."""
        if count > self.free:
            raise Overdrawn(f"{count} of {self.free} {self.name}")
        self.used += count

    def give(self, count: int) -> None:
        """Give some back."""
        if count > self.used:
            raise Overdrawn(f"{count} of {self.used} {self.name} given back")
        self.used -= count


@dataclass(slots=True, kw_only=True)
class Pools:
    """Everything that is counted on the day."""

    nurses: Pool
    """In parts of a nurse."""
    pumps: Pool
    hoods: Pool
    chairs: int
    taken: dict[int, int] = field(default_factory=dict)
    """Chair to the visit that has it; cleaning counts."""

    def nurses_busy(self) -> int:
        """Return how many nurses it takes to do what is going on."""
        return -(-self.nurses.used // NURSE_PARTS)

    def chair_for(self, meant: int, *, bound: bool) -> int | None:
        """Return the chair a patient may be seated on: the one that was meant, or any free one."""
        if meant not in self.taken:
            return meant
        if bound:
            return None
        return next((chair for chair in range(self.chairs) if chair not in self.taken), None)

    def occupy(self, chair: int, visit: int) -> None:
        """Seat somebody."""
        if chair in self.taken or not 0 <= chair < self.chairs:
            raise Overdrawn(f"chair {chair} is taken or is none")
        self.taken[chair] = visit

    def leave(self, chair: int) -> None:
        """Free a chair that has been cleaned."""
        del self.taken[chair]
