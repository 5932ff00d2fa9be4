"""What commands, health and problems are answered with."""

from typing import Literal

from service.api.schemas.book import DayShortView, OfferView
from service.api.schemas.parts import AlarmView, Model, ReasonView
from service.api.schemas.ward import StationView


class CommandAnswer(Model):
    """What became of a command."""

    session: str | None
    """Null: STOP went to a pump that no session uses."""
    version: int
    events: list[str]
    recorded: bool
    """On the disk when this was answered. A stop is answered before."""


class StopAnswer(CommandAnswer):
    """STOP is on its way; whether the pump stopped is said by the feed, in the pump's words."""

    note: str | None
    """What was ignored or could not be done beside the stop."""


class AlarmAnswer(Model):
    """What was done about the ward's own alarms is kept in memory and in the log."""

    alarms: list[AlarmView]
    stations: list[StationView]


class ErrorView(Model):
    """One fault of the input."""

    field: str
    reason: str


class ProblemView(Model):
    """RFC 9457 problem details, sent as application/problem+json."""

    type: str
    title: str
    status: int
    detail: str
    """What a nurse should know, in a sentence."""
    reasons: list[ReasonView] | None = None
    errors: list[ErrorView] | None = None
    nearest: str | None = None
    """Where the book refuses a day: the nearest one that is possible."""
    due: str | None = None
    """Where the book refuses a course: the day of the visit that has no place."""
    alternatives: list[OfferView] | None = None
    """Where the book refuses a place: the nearest ones that were free."""
    short: list[DayShortView] | None = None
    """Where the book finds no place: every day that was asked for, in order."""


class ProblemKindView(Model):
    """What one type of problem means."""

    type: str
    title: str
    status: int
    explanation: str


class LiveView(Model):
    """The process turns."""

    status: Literal["live"]


class ReadyView(Model):
    """The ward can record and therefore act. Says nothing about single pumps."""

    status: Literal["ready"]
