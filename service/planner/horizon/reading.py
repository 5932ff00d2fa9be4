"""Reads an instance of the horizon and writes a plan: JSON, refused by place and reason."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from service.planner.horizon.engine import Planned
from service.planner.horizon.instance import Horizon, OpenDay, Visit, Weights

MOST = 10_000_000
"""No amount is greater."""
DAYS_MOST, VISITS_MOST, TOLERANCE_MOST = 400, 100_000, 60


class HorizonError(ValueError):
    """A file that describes no horizon. The message is a sentence with the place in it."""


def read_horizon(path: Path) -> Horizon:
    """Return the instance of a file; `HorizonError` where it is none."""
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise HorizonError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise HorizonError(f"{path}: not JSON: {error}") from error
    return horizon_of(content)


def horizon_of(content: object) -> Horizon:
    """Return the instance that some JSON describes; `HorizonError` where it is none."""
    top = _Place(content, "")
    if top.text("kind") != "horizon":
        raise HorizonError('kind: must be "horizon"')
    days = tuple(_day(each) for each in top.several("days", DAYS_MOST))
    visits = tuple(_visit(each) for each in top.several("visits", VISITS_MOST))
    for one, next_ in pairwise(days):
        if next_.on <= one.on:
            raise HorizonError(f"days: {next_.on} must be later than the day before it")
    ids = [visit.id for visit in visits]
    if len(set(ids)) < len(ids):
        raise HorizonError("visits: an id is there twice")
    return Horizon(
        days=days,
        visits=visits,
        soft_percent=top.whole("soft_percent", 1, 100),
        weights=_weights(top.part("weights")) if top.has("weights") else Weights(),
    )


def as_data(of: Horizon, planned: Planned) -> Mapping[str, Any]:
    """Return a plan as it is written: every term with its amount and its cost."""
    best = planned.best
    costs = best.terms.costs(of)
    return {
        "objective": best.objective,
        "bound": best.bound,
        "terms": {
            name: {"amount": getattr(best.terms, name), "cost": cost}
            for name, cost in costs.items()
        },
        "first_objective": planned.first.objective(of),
        "seconds": round(best.seconds, 2),
        "stopped": planned.stopped,
        "visits": [
            {
                "id": visit.id,
                "now": None if visit.now is None else visit.now.isoformat(),
                "on": None if day is None else of.days[day].on.isoformat(),
            }
            for visit, day in zip(of.visits, planned.plan, strict=True)
        ],
    }


def as_instance(of: Horizon) -> Mapping[str, Any]:
    """Return an instance as `horizon_of` reads it."""
    return {
        "kind": "horizon",
        "soft_percent": of.soft_percent,
        "weights": {each.name: getattr(of.weights, each.name) for each in fields(Weights)},
        "days": [_written(day) for day in of.days],
        "visits": [_written(visit) for visit in of.visits],
    }


def _written(one: OpenDay | Visit) -> dict[str, Any]:
    found = {each.name: getattr(one, each.name) for each in fields(one)}
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in found.items()}


def _day(at: "_Place") -> OpenDay:
    return OpenDay(
        on=at.date("on"),
        chair_min=at.whole("chair_min"),
        chair_used=at.whole("chair_used"),
        nurse_min=at.whole("nurse_min"),
        nurse_used=at.whole("nurse_used"),
        firsts=at.whole("firsts"),
    )


def _visit(at: "_Place") -> Visit:
    return Visit(
        id=at.text("id"),
        series=at.text("series") if at.has("series") else None,
        due=at.date("due"),
        early=at.whole("early", 0, TOLERANCE_MOST),
        late=at.whole("late", 0, TOLERANCE_MOST),
        gap=at.whole("gap", 0, TOLERANCE_MOST),
        chair_min=at.whole("chair_min"),
        nurse_min=at.whole("nurse_min"),
        first=at.truth("first"),
        now=at.date("now") if at.has("now") else None,
    )


def _weights(at: "_Place") -> Weights:
    return Weights(**{each.name: at.whole(each.name) for each in fields(Weights)})


class _Place:
    """One object of the file, and where it stands."""

    def __init__(self, content: object, where: str) -> None:
        if not isinstance(content, dict):
            raise HorizonError(f"{where or 'the file'}: must be an object")
        self._content, self._where = content, where

    def has(self, key: str) -> bool:
        return self._content.get(key) is not None

    def part(self, key: str) -> "_Place":
        return _Place(self._get(key), self._at(key))

    def several(self, key: str, most: int) -> "list[_Place]":
        found = self._get(key)
        if not isinstance(found, list) or len(found) > most:
            raise HorizonError(f"{self._at(key)}: must be a list of at most {most}")
        return [_Place(each, f"{self._at(key)}[{n}]") for n, each in enumerate(found)]

    def text(self, key: str) -> str:
        found = self._get(key)
        if not isinstance(found, str) or not found:
            raise HorizonError(f"{self._at(key)}: must be a text")
        return found

    def whole(self, key: str, least: int = 0, most: int = MOST) -> int:
        found = self._get(key)
        if not isinstance(found, int) or isinstance(found, bool) or not least <= found <= most:
            raise HorizonError(f"{self._at(key)}: must be whole, from {least} to {most}")
        return found

    def truth(self, key: str) -> bool:
        found = self._get(key)
        if not isinstance(found, bool):
            raise HorizonError(f"{self._at(key)}: must be true or false")
        return found

    def date(self, key: str) -> date:
        found = self.text(key)
        try:
            return date.fromisoformat(found)
        except ValueError:
            raise HorizonError(f"{self._at(key)}: {found!r} is not a date") from None

    def _get(self, key: str) -> object:
        if key not in self._content:
            raise HorizonError(f"{self._at(key)}: is missing")
        found: object = self._content[key]
        return found

    def _at(self, key: str) -> str:
        return f"{self._where}.{key}" if self._where else key
