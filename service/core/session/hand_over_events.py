"""What has happened when one nurse took a chair over from another."""

from dataclasses import dataclass

from service.core.session.happened import Told
from service.core.session.state import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairTakenOver(Told):
    """`by` has the chair from now on, and has read what was open."""

    chair: str
    handed_over_by: Person | None
    """Who had taken it over before; None: the record knows of nobody."""
    version: int
    """Number of the last entry of the record when she read it."""
    open_items: tuple[str, ...]
    """What was open, as she was shown it."""
