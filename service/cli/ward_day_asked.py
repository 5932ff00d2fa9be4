"""What `chairside ward-day` is asked to compare, read from its words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from service.cli import refuse
from service.planner.ward_day.fate import Chances
from service.planner.ward_day.kinds import FIRST
from service.planner.ward_day.policies import POLICIES, Policy
from service.planner.ward_day.scenario import Scenario, with_more
from service.planner.ward_day.ward import CLOSE, OPEN, usual_ward

CHAIRS = 30
CHAIRS_MAX = 300
LOAD_MIN, LOAD_MAX = 5, 200
SHARE_MAX = 2
"""A load up to here is a share (0.87); above it is percent (87)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The words of the command line."""

    chairs: tuple[str, ...]
    nurses: tuple[str, ...]
    load: str
    policies: tuple[str, ...]
    first_before: str | None
    staff_missing: int


def asked_for(asked: Asked) -> tuple[Scenario, ...]:
    """Return the scenarios, the one that others are compared with first, or end the command."""
    chairs, more_chairs = _number(asked.chairs, "--chairs", CHAIRS_MAX)
    nurses, more_nurses = _number(asked.nurses, "--nurses", CHAIRS_MAX)
    ward = usual_ward(CHAIRS if chairs is None else chairs, nurses)
    load, before = _load(asked.load), _before(asked.first_before)
    found = []
    for policy in map(_policy, dict.fromkeys(asked.policies)):
        base = Scenario(
            name=policy.id,
            policy=policy,
            ward=ward,
            asked_of=ward,
            load_percent=load,
            chances=Chances(nurse_missing=asked.staff_missing * 10),
        )
        found += [base, *_changed(base, more_chairs, more_nurses, before)]
    return tuple(found)


def _changed(base: Scenario, chairs: int, nurses: int, before: int | None) -> Iterator[Scenario]:
    if base.ward.chairs + chairs < 1 or base.ward.nurses + nurses < 1:
        refuse("a ward has at least one chair and one nurse")
    if nurses:
        changed = with_more(base, nurses=nurses)
        yield replace(changed, name=f"{base.name} {nurses:+} nurse{'s'[: abs(nurses) > 1]}")
    if chairs:
        changed = with_more(base, chairs=chairs)
        yield replace(changed, name=f"{base.name} {chairs:+} chair{'s'[: abs(chairs) > 1]}")
    if before is not None:
        name = f"{base.name} first<{before // 60:02}:{before % 60:02}"
        yield replace(base, name=name, before={FIRST.id: before})


def _policy(name: str) -> Policy:
    if name not in POLICIES:
        refuse(f"--policy: no policy is called {name!r}; there are {', '.join(POLICIES)}")
    return POLICIES[name]


def _number(texts: tuple[str, ...], where: str, most: int) -> tuple[int | None, int]:
    """Return the number itself, if one is given, and how many more or fewer are asked about."""
    number, more = None, 0
    for text in texts:
        if not re.fullmatch(r"[+-]?[0-9]{1,4}", text, re.ASCII) or abs(int(text)) > most:
            refuse(f"{where}: {text!r} is not a number up to {most}, or +1 for one more")
        if text[0] in "+-":
            more += int(text)
        elif number is not None or int(text) < 1:
            refuse(f"{where}: {text!r}: a ward has one number, at least 1")
        else:
            number = int(text)
    return number, more


def _load(text: str) -> int:
    """Return percent; a share such as 0.87 is read as 87."""
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?%?", text, re.ASCII):
        refuse(f"--load: {text!r} is not percent, such as 87")
    value = float(text.removesuffix("%"))
    percent = round(value * 100) if value <= SHARE_MAX and not text.endswith("%") else round(value)
    if not LOAD_MIN <= percent <= LOAD_MAX:
        refuse(f"--load: {text} lies outside of {LOAD_MIN} to {LOAD_MAX} percent")
    return percent


def _before(text: str | None) -> int | None:
    if text is None:
        return None
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", text, re.ASCII)
    minute = int(found[1]) * 60 + int(found[2]) if found else 0
    if not OPEN < minute <= CLOSE:
        refuse(f"--first-before: {text!r} is not a time of the open day, such as 10:00")
    return minute
