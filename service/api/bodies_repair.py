"""What a tablet may say about a day that does not go as planned."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StrictInt

from service.api.bodies import Body
from service.api.fields import Moment, Text
from service.core.booking.repair.stay import Basis
from service.core.booking.shape import Pool

CHANGES_MAX = 50
MOVES_MAX = 1_000


class MissingBody(Body):
    """So much less of something than the book has, from a time on."""

    pool: Literal["chair", "bed", "isolation", "nurse", "pump", "isolator"] = "nurse"
    count: Annotated[StrictInt, Field(ge=1, le=200)] = 1
    start: Moment
    end: Moment | None = None
    """Without it until the end of the day."""

    def of(self) -> Pool:
        """Return the pool."""
        return Pool(self.pool)


class BrokenBody(Body):
    """A chair that cannot be used from a time on."""

    chair: Text
    start: Moment
    end: Moment | None = None
    """Without it until the end of the day."""


class AskBody(Body):
    """What would become of the day?"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{}, {"missing": [{"pool": "nurse", "start": "2026-11-23T10:00:00Z"}]}]
        }
    )

    missing: Annotated[list[MissingBody], Field(max_length=CHANGES_MAX)] | None = None
    broken: Annotated[list[BrokenBody], Field(max_length=CHANGES_MAX)] | None = None
    basis: Literal["expected", "late"] = "expected"
    """By which end of those who sit: the expected one, or the one that 95 % keep."""

    def by(self) -> Basis:
        """Return the basis."""
        return Basis(self.basis)


class AcceptBody(Body):
    """Take a proposal, whole or in part."""

    version: Annotated[StrictInt, Field(ge=1, le=9)]
    """The version that the tablet showed: another one now is refused."""
    visits: Annotated[list[Text], Field(max_length=MOVES_MAX)] | None = None
    """Of these visits only; without it everything that is not done yet."""
