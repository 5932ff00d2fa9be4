"""What a tablet may say to the book."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StrictBool, StrictInt

from service.api.bodies import Body
from service.api.fields import Count, Day, Milligrams, Millilitres, Moment, Text, TimeOfDay
from service.core.booking.shape import PlaceClass, Pool

WINDOW_DAYS_MAX = 62
SERIES_MAX = 40
"""Visits of one series: more than half a year of a weekly course."""

Place = Literal["chair", "bed", "isolation"]
Days = Annotated[StrictInt, Field(ge=0, le=28, examples=[2])]
"""A number of days, such as a tolerance."""
Version = Annotated[StrictInt, Field(ge=1, le=999_999, examples=[2])]
"""The version that the tablet showed; another one now is refused."""


class VisitBody(Body):
    """What a visit is for: that decides how long it takes."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"what": "isatuximab", "infusion_no": 2}]}
    )

    what: Text
    """Id of a protocol of the ward, or of another kind of visit."""
    infusion_no: Count | None = None
    """For a protocol: the number of the infusion."""
    profile: Text | None = None
    """The profile that will be used, where it is not the number's."""
    dose_mg: Milligrams | None = None
    volume_ml: Millilitres | None = None
    """For a protocol whose rates wait for the bag."""
    reacted: StrictBool = False
    """Whether the patient reacted to an earlier infusion in another house. What happened here the
    ward's own record says."""
    place: Place = "chair"

    def place_class(self) -> PlaceClass:
        """Return the class of place."""
        return PlaceClass(self.place)


class OffersBody(Body):
    """Which places are there for one visit?"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "visit": {"what": "isatuximab", "infusion_no": 2},
                    "first": "2026-11-23",
                    "last": "2026-11-27",
                    "around": "09:30",
                }
            ]
        }
    )

    visit: VisitBody
    first: Day
    last: Day
    due: Day | None = None
    """The day that would be best; without it the first one."""
    patient: Text | None = None
    """Whose visit it is, where that is known: then the ward's own record counts."""
    around: TimeOfDay = 540
    """The time that would be best."""
    earliest: TimeOfDay | None = None
    latest: TimeOfDay | None = None
    most: Annotated[StrictInt, Field(ge=1, le=20)] = 6
    zone: Text | None = None
    """The zone of these days and times, where whoever asks does not know the ward's."""


class HoldBody(Body):
    """Keep a place for somebody who is being asked."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "patient": "P-1001",
                    "visit": {"what": "isatuximab", "infusion_no": 2},
                    "seat": "2026-11-23T08:30:00Z",
                }
            ]
        }
    )

    patient: Text
    visit: VisitBody
    seat: Moment


class BookingBody(Body):
    """Somebody has said yes to a place that is held."""

    hold: Text
    """Id of the visit that is held."""


class MoveBody(Body):
    """To another time, at somebody's wish."""

    seat: Moment
    reason: Text
    version: Version | None = None


class CancelBody(Body):
    """It is not going to be."""

    reason: Text
    version: Version | None = None


class LateBody(Body):
    """The patient comes later. The promise is not moved."""

    expected: Moment


class SeatBody(Body):
    """The patient sits."""

    chair: Text


class DueBody(Body):
    """One visit of a series, with the days that are right for it."""

    visit: VisitBody
    due: Day
    early_days: Days = 0
    late_days: Days = 2
    gap_days: Days = 1
    """At least so many days after the visit before."""


class SeriesOffersBody(Body):
    """Which places are there for the visits of a course?"""

    visits: Annotated[list[DueBody], Field(min_length=1, max_length=SERIES_MAX)]
    patient: Text | None = None
    around: TimeOfDay = 540
    earliest: TimeOfDay | None = None
    latest: TimeOfDay | None = None


class SeatedBody(Body):
    """One visit of a series at its place."""

    visit: VisitBody
    seat: Moment


class SeriesBody(Body):
    """Keep the places of a course, all of them or none."""

    patient: Text
    visits: Annotated[list[SeatedBody], Field(min_length=1, max_length=SERIES_MAX)]


class WaitingBody(Body):
    """Tell us when something becomes free."""

    patient: Text
    visit: VisitBody
    first: Day
    last: Day


class CutBody(Body):
    """Less of something than the ward's file has: somebody is ill, something is broken."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "pool": "nurse",
                    "start": "2026-11-23T06:00:00Z",
                    "end": "2026-11-23T14:00:00Z",
                    "count": 1,
                    "reason": "ill",
                }
            ]
        }
    )

    pool: Literal["chair", "bed", "isolation", "nurse", "pump", "isolator"]
    start: Moment
    end: Moment
    count: Annotated[StrictInt, Field(ge=1, le=200)]
    """Whole nurses, chairs, pumps, isolators."""
    reason: Text
    chair: Text | None = None
    """The one that is broken, with its pump: one of the pool of its class."""

    def of(self) -> Pool:
        """Return the pool."""
        return Pool(self.pool)
