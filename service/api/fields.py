"""Types of what tablets send: nothing is guessed, converted or trimmed."""

import re
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    StrictInt,
    WithJsonSchema,
)

from drivers.quantities import Rate, Volume, parse_milli
from service.core.alarm_table import AlarmId
from service.core.refusals import RefusalId
from service.core.roles import Role
from service.core.session.gate_table import GATES
from service.core.session.reaction_state import DoseUnit, DrugRoute, Outcome, Symptom
from service.core.times import Instant
from service.core.vitals import NAMES, POSSIBLE, Sign, shown

TEXT_MAX = 80
SENTENCE_MAX = 500
_PLACES = 2
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEARS = range(2000, 2101)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def _decimal(text: object) -> int:
    milli = parse_milli(text, places=_PLACES)
    if milli == 0:
        raise ValueError("must be more than 0")
    return milli


def _rate(text: object) -> Rate:
    return Rate(_decimal(text))


def _volume(text: object) -> Volume:
    return Volume(_decimal(text))


def _moment(text: object) -> Instant:
    """Return the instant of an ISO 8601 text that says its zone."""
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        raise ValueError('write date, time and zone as text, such as "2026-11-22T14:03:07Z"')
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("there is no such date and time") from None
    if moment.year not in _YEARS:
        raise ValueError(f"the year must be from {_YEARS.start} to {_YEARS.stop - 1}")
    return Instant((moment - _EPOCH) // timedelta(milliseconds=1))


def _day(text: object) -> date:
    """Return the date of a text such as "2026-11-22"."""
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        raise ValueError('write a date as text, such as "2026-11-22"')
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("there is no such date in the calendar") from None
    if day.year not in _YEARS:
        raise ValueError(f"the year must be from {_YEARS.start} to {_YEARS.stop - 1}")
    return day


def _time_of_day(text: object) -> int:
    """Return a time such as "09:00" in minutes after midnight."""
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        raise ValueError('write a time as text, such as "09:00"')
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _text(value: object) -> str:
    return _line(value, TEXT_MAX)


def _sentence(value: object) -> str:
    return _line(value, SENTENCE_MAX)


def _line(value: object, most: int) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be text, not {type(value).__name__}")
    if not 1 <= len(value) <= most:
        raise ValueError(f"must have 1 to {most} characters, has {len(value)}")
    if not value.isprintable():
        raise ValueError("must not have control or invisible characters")
    if value != value.strip():
        raise ValueError("must not begin or end with a space")
    return value


def _yes(value: object) -> bool:
    if value is not True:
        raise ValueError("must be exactly true")
    return True


def _role(value: object) -> Role:
    try:
        return Role(value)
    except ValueError:
        raise ValueError("is not a role of people here") from None


def _alarm(value: object) -> AlarmId:
    try:
        return AlarmId(value)
    except ValueError:
        raise ValueError("is not the id of an alarm") from None


_Word = TypeVar("_Word", bound=Enum)


def _word_of(words: type[_Word]) -> BeforeValidator:
    """Return the check of a word out of a fixed list."""

    def check(value: object) -> _Word:
        try:
            return words(value)
        except ValueError:
            raise ValueError(f"must be one of {', '.join(_values(words))}") from None

    return BeforeValidator(check)


def _words_schema(words: type[Enum]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": _values(words)})


def _values(words: type[Enum]) -> list[str]:
    return [str(each.value) for each in words]


def _sign(sign: Sign) -> BeforeValidator:
    """Return the check of one vital sign: a whole number in its range, said with its unit."""
    possible, (name, unit) = POSSIBLE[sign], NAMES[sign]
    low, high = shown(sign, possible.low), shown(sign, possible.high)

    def check(value: object) -> int:
        if type(value) is not int or not possible.low <= value <= possible.high:
            raise ValueError(f"{name} must be a whole number from {low} to {high} {unit}")
        return value

    return BeforeValidator(check)


def _sign_schema(sign: Sign) -> WithJsonSchema:
    possible = POSSIBLE[sign]
    return WithJsonSchema({"type": "integer", "minimum": possible.low, "maximum": possible.high})


def _temperature(text: object) -> int:
    """Return a temperature of at most one decimal in tenths of a degree."""
    possible, sign = POSSIBLE[Sign.TEMPERATURE], Sign.TEMPERATURE
    tenths = parse_milli(text, places=1) // 100
    if not possible.low <= tenths <= possible.high:
        low, high = shown(sign, possible.low), shown(sign, possible.high)
        raise ValueError(f"temperature must be from {low} to {high} °C")
    return tenths


def _decimal_schema(example: str) -> dict[str, Any]:
    return {"type": "string", "pattern": r"^[0-9]{1,4}(\.[0-9]{1,2})?$", "examples": [example]}


def _thousandths(text: object) -> int:
    """Return a decimal text in thousandths; what it may be the core says, with its unit."""
    return parse_milli(text)


def _cells(text: object) -> int:
    """Return 10⁹/L as cells per µL; a count per µL is recognised by its size."""
    try:
        return parse_milli(text)
    except ValueError as error:
        said = "write it in 10⁹/L, from 0 to 100; divide a count per µL by 1000"
        raise ValueError(f"{error}; {said}") from None


def _gate(value: object) -> RefusalId:
    try:
        found = RefusalId(value)
    except ValueError:
        raise ValueError("is not the id of a gate") from None
    if found not in GATES:
        raise ValueError("is not the id of a gate")
    return found


def _milli_schema(example: str) -> dict[str, Any]:
    return {"type": "string", "pattern": r"^[0-9]{1,4}(\.[0-9]{1,3})?$", "examples": [example]}


Kilograms = Annotated[int, BeforeValidator(_thousandths), WithJsonSchema(_milli_schema("70.5"))]
"""A weight in kg as decimal text; grams inside."""

Milligrams = Annotated[int, BeforeValidator(_thousandths), WithJsonSchema(_milli_schema("700"))]
"""A dose in mg as decimal text; micrograms inside."""

Celsius = Annotated[int, BeforeValidator(_thousandths), WithJsonSchema(_milli_schema("36.8"))]
"""A temperature in °C as decimal text; thousandths inside."""

Dose = Annotated[int, BeforeValidator(_thousandths), WithJsonSchema(_milli_schema("0.5"))]
"""A dose as decimal text in the unit that stands beside it; thousandths of it inside."""

Cells = Annotated[int, BeforeValidator(_cells), WithJsonSchema(_milli_schema("1.8"))]
"""A count in 10⁹/L as decimal text; cells per µL inside."""

KnownGate = Annotated[
    RefusalId,
    BeforeValidator(_gate),
    WithJsonSchema({"type": "string", "enum": [each.value for each in GATES]}),
]
"""The id of a gate, as a refusal names it."""

Years = Annotated[StrictInt, Field(ge=0, le=9_999, examples=[68])]
"""Whole years; what is plausible the core says."""

MlPerHour = Annotated[Rate, BeforeValidator(_rate), WithJsonSchema(_decimal_schema("25"))]
"""A rate in mL/h as decimal text, at most two decimals, above 0."""

Millilitres = Annotated[Volume, BeforeValidator(_volume), WithJsonSchema(_decimal_schema("20"))]
"""A volume in mL as decimal text, at most two decimals, above 0."""

Moment = Annotated[
    Instant,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-22T14:03:07Z"]}),
]
"""An instant as ISO 8601 text with its zone."""

Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-23"]}),
]
"""A day of the ward as ISO 8601 text."""

TimeOfDay = Annotated[
    int,
    BeforeValidator(_time_of_day),
    WithJsonSchema(
        {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["09:00"]}
    ),
]
"""Minutes after the ward's midnight, given as its clocks show them."""

Text = Annotated[
    str,
    BeforeValidator(_text),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": TEXT_MAX}),
]
"""One line of text of 1 to 80 characters."""

Sentence = Annotated[
    str,
    BeforeValidator(_sentence),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": SENTENCE_MAX}),
]
"""A sentence that the ward has said itself, given back unchanged."""

Secret = Annotated[SecretStr, Field(min_length=1, max_length=64)]
"""A PIN, a badge or a code: never repeated, not even in a traceback."""

Tap = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$", examples=["tap-0001-f3a9"])]
"""The Idempotency-Key that a command will have."""

Command = Annotated[
    str,
    Field(
        pattern=r"^POST /api/v1/[A-Za-z0-9/_.~-]{1,200}$",
        examples=["POST /api/v1/sessions/0123456789abcdef/start"],
    ),
]
"""Method and path of a command."""

Yes = Annotated[bool, AfterValidator(_yes), WithJsonSchema({"type": "boolean", "const": True})]
"""Exactly true: a word that cannot be given by leaving something out."""

KnownAlarm = Annotated[
    AlarmId,
    BeforeValidator(_alarm),
    WithJsonSchema({"type": "string", "enum": [each.value for each in AlarmId]}),
]
"""The id of an alarm, as it is shown."""

KnownSymptom = Annotated[Symptom, _word_of(Symptom), _words_schema(Symptom)]
"""A symptom of the list; others are said in own words."""

KnownDoseUnit = Annotated[DoseUnit, _word_of(DoseUnit), _words_schema(DoseUnit)]
"""The unit of a dose."""

KnownDrugRoute = Annotated[DrugRoute, _word_of(DrugRoute), _words_schema(DrugRoute)]
"""How a drug was given."""

KnownOutcome = Annotated[Outcome, _word_of(Outcome), _words_schema(Outcome)]
"""How a reaction came out."""

Systolic = Annotated[int, _sign(Sign.SYSTOLIC), _sign_schema(Sign.SYSTOLIC)]
"""mmHg."""

Diastolic = Annotated[int, _sign(Sign.DIASTOLIC), _sign_schema(Sign.DIASTOLIC)]
"""mmHg."""

Pulse = Annotated[int, _sign(Sign.PULSE), _sign_schema(Sign.PULSE)]
"""Beats per minute."""

Breaths = Annotated[int, _sign(Sign.BREATHS), _sign_schema(Sign.BREATHS)]
"""Breaths per minute."""

Temperature = Annotated[
    int,
    BeforeValidator(_temperature),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]{2}(\.[0-9])?$", "examples": ["36.8"]}),
]
"""Tenths of a degree Celsius, given as decimal text in degrees."""

Saturation = Annotated[int, _sign(Sign.SATURATION), _sign_schema(Sign.SATURATION)]
"""Percent."""

Grade = Annotated[StrictInt, Field(ge=1, le=5, examples=[2])]
"""A CTCAE grade."""

Improved = Annotated[StrictInt, Field(ge=0, le=5, examples=[1])]
"""A CTCAE grade, or 0 for gone."""

Count = Annotated[StrictInt, Field(ge=1, le=9_999, examples=[1])]
"""A number that counts something."""

NewId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", examples=["nurse-k"])]
"""An id of a person or a tablet: small letters, digits and hyphens."""

KnownRole = Annotated[
    Role,
    BeforeValidator(_role),
    WithJsonSchema({"type": "string", "enum": [each.value for each in Role]}),
]
"""One thing that a person can be here."""

Roles = Annotated[
    list[KnownRole],
    Field(min_length=1, max_length=len(Role)),
]
"""What somebody is; the same word twice is that word."""

Address = Annotated[
    str,
    Field(
        pattern=r"^https?://[A-Za-z0-9.:\[\]-]{1,200}$",
        examples=["https://ward.example:8443"],
    ),
]
"""Where the ward's page is: scheme, name and port, no path."""
