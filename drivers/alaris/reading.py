"""One consistent report out of the answer to INF, and of ALARM where that says that there is one.

The answer to INF says in one message who the pump is, its mode, its rate and its counter. Asking
changes nothing at the pump.
"""

from collections.abc import Callable
from dataclasses import dataclass

from drivers.alaris import commands
from drivers.alaris.conversation import Conversation
from drivers.alaris.figures import rate_from_text, volume_from_text
from drivers.alaris.frames import Message, ParsingError
from drivers.link.unfinished import NoAnswer, Refused
from drivers.port import Delivery, PumpAlarm, PumpReport
from drivers.quantities import NO_RATE, QuantityError, Rate, Volume

PASSES_MAX = 3
"""Readings tried while the pump changes under them."""

FIELDS = 13
"""serial, alarm, mode, rate, unit, drug, volume, unit, pressure, unit, time left, log type and
number (page, "INF answer"; one is recorded: `8002-51733^A^HLD^0.00^ml/h^^0.969^ml^530.15^…`)."""

ALARMS = {
    "AL_ACDIS": PumpAlarm.BATTERY,
    "AL_LBTAC": PumpAlarm.BATTERY,
    "AL_LWBAT": PumpAlarm.BATTERY,
    "AL_EMBAT": PumpAlarm.BATTERY,
    "AL_COMTO": PumpAlarm.COMMS_TIMEOUT,
    "AL_OCCLU": PumpAlarm.OCCLUSION,
    "AL_EOIKV": PumpAlarm.BAG_EMPTY,
    "AL_EOIST": PumpAlarm.BAG_EMPTY,
}
"""The codes whose meaning is beyond doubt (page, "Alarm codes"); every other one is OTHER."""

NO_ALARM = "AL_NOALM"
VOLUME_IN = frozenset({"AL_VTBIC", "AL_VTBIK", "AL_VTBIS"})
"""The VTBI is in, which is how an infusion ends: told by the delivery, and no alarm of ours."""
KEEPS_OPEN = frozenset({"AL_EOIKV", "AL_VTBIK"})
"""With one of these standing, whatever moves is keep-vein-open."""

QUIET = ("-", "")
"""What stands in the alarm field of a pump without one."""


@dataclass(frozen=True, slots=True)
class State:
    """What one answer to INF says."""

    serial_number: str
    alarmed: bool
    delivery: Delivery
    rate: Rate
    """The rate in force; zero where it is not told in mL/h."""
    infused: Volume
    hidden: Volume
    """What the last place of `infused` can hide."""


def parse_state(message: Message) -> State:
    """Read an answer to INF; `ParsingError` or `QuantityError` if no pump can have said it."""
    fields = message.fields
    if message.word != commands.STATE.word or len(fields) != FIELDS:
        raise ParsingError("not a state", message.text)
    serial_number, alarm, mode, number, unit, _, volume, volume_unit = fields[:8]
    infused, hidden = volume_from_text(volume, volume_unit)
    delivery, rate = _delivery(mode.strip(), number, unit)
    return State(serial_number, alarm.strip() not in QUIET, delivery, rate, infused, hidden)


def _delivery(mode: str, number: str, unit: str) -> tuple[Delivery, Rate]:
    """Return what the pump does. Only two modes have been seen: SET, and HLD with a rate of 0.

    Stopped is only what says so twice, by mode and rate; what cannot be read counts as moving.
    """
    try:
        rate = rate_from_text(number, unit)
    except QuantityError:
        return Delivery.OTHER, NO_RATE  # a dose rate, say: fluid moves, and we cannot say how fast
    if rate == NO_RATE:
        return (Delivery.STOPPED if mode in ("HLD", "SET") else Delivery.OTHER), NO_RATE
    return (Delivery.RUNNING, rate) if mode == "SET" else (Delivery.OTHER, rate)


async def read_state(
    pump: Conversation,
    hindered: Callable[[], str | None] = lambda: None,
    *,
    ahead: bool = False,
    unquiet: bool = False,
) -> State:
    """Ask for the state, and note counter and serial number; `OtherPump` if that is another's."""
    answer = await pump.ask(commands.STATE, hindered, ahead=ahead, unquiet=unquiet)
    try:
        state = parse_state(answer)
    except (ParsingError, QuantityError) as error:
        raise NoAnswer(str(error)) from error
    pump.note_pump(state.serial_number)
    pump.note_counter(state.infused)
    return state


async def read_report(pump: Conversation) -> PumpReport:
    """Read until state and alarms belong together, and report that."""
    await _look_after_authority(pump)
    state = await read_state(pump)
    for _ in range(PASSES_MAX):
        if not state.alarmed:
            return _report(pump, state, set())
        code = await _code(pump)
        again = await read_state(pump)
        if (again.alarmed, again.delivery) == (state.alarmed, state.delivery):
            return _report(pump, again, {code})
        state = again
    raise NoAnswer("the pump changed while it was read")


async def _look_after_authority(pump: Conversation) -> None:
    """Ask whether we still have control, of a pump that is known to answer that."""
    if pump.authority and pump.tells_authority:
        try:
            await pump.ask(commands.AUTHORITY)
        except Refused:
            pump.tells_authority = False


async def _code(pump: Conversation) -> str:
    try:
        code: str = (await pump.ask(commands.ALARM)).fields[0]
    except Refused:
        return "not told"
    return code.strip()


def _report(pump: Conversation, state: State, codes: set[str]) -> PumpReport:
    """Put a report together, and hand over the alarms that the pump has sent by itself."""
    codes, pump.codes = codes | pump.codes, set()
    delivery = state.delivery
    if delivery is Delivery.RUNNING and codes & KEEPS_OPEN:
        delivery = Delivery.KVO
    named = codes - VOLUME_IN - {NO_ALARM}
    alarms = {ALARMS.get(code, PumpAlarm.OTHER) for code in named}
    if state.alarmed and codes <= {NO_ALARM}:
        alarms.add(PumpAlarm.OTHER)  # an alarm that it does not name
    return PumpReport(
        delivery=delivery,
        rate=state.rate if delivery is Delivery.RUNNING else NO_RATE,
        infused=state.infused,
        increment=state.hidden,
        epoch=pump.epoch,
        alarms=frozenset(alarms),
    )
