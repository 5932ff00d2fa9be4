"""One consistent report out of three questions: status, counter, rate.

Asking changes nothing at the pump. When an alarm comes in place of an answer the question is asked
again: the alarm has acknowledged itself, the question was not executed, and a question delivers
nothing, so this is not the repetition of a delivery command that the rules forbid.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from drivers.link.unfinished import NoAnswer
from drivers.new_era import commands
from drivers.new_era.commands import Command
from drivers.new_era.conversation import Alarmed, Conversation
from drivers.new_era.figures import dispensed_from_text, rate_from_text
from drivers.new_era.frames import Reply, Status
from drivers.port import Delivery, PumpReport
from drivers.quantities import NO_RATE, QuantityError, Rate, Volume

PASSES_MAX = 3
"""Readings tried while the pump changes under them: a start and an end can fall into one second."""

ALARMS_MAX = 5
"""Alarms acknowledged in a row. The pump knows five kinds; more is a fault, not an answer."""

DELIVERY = {
    Status.INFUSING: Delivery.RUNNING,
    Status.STOPPED: Delivery.STOPPED,
    Status.PAUSED: Delivery.PAUSED,
    # A timed pause and a trigger wait go on without anybody's START.
    Status.TIMED_PAUSE: Delivery.OTHER,
    Status.WAITING: Delivery.OTHER,
    Status.WITHDRAWING: Delivery.OTHER,
    Status.PURGING: Delivery.OTHER,
}


async def ask_through_alarms(
    pump: Conversation, question: Command, *, any_mode: bool = False, ahead: bool = False
) -> Reply:
    """Ask something that changes nothing about delivery, as often as an alarm is in the way.

    `ahead` of the neighbours' questions that wait.
    """
    for _ in range(ALARMS_MAX):
        try:
            return await pump.ask(question, any_mode=any_mode, ahead=ahead)
        except Alarmed:
            continue
    raise NoAnswer(f"{question.text or 'the status'}: one alarm after the other")


async def read_report(pump: Conversation, same_pump: Callable[[], Awaitable[None]]) -> PumpReport:
    """Read until status and epoch were the same throughout, and report that.

    Where the pump may have been reset, or its counter went back, it may as well be another pump on
    our line: `same_pump` asks who it is before anything of the reading is believed.

    On a shared line a reading that has begun is finished before the neighbours' next one begins:
    between its questions every dead pump would have a time-out of its own each time.
    """
    resets = pump.resets
    for _ in range(PASSES_MAX):
        epoch = pump.epoch
        status = await ask_through_alarms(pump, commands.STATUS)
        rate = await ask_through_alarms(pump, commands.RATE, ahead=True)
        dispensed = await ask_through_alarms(pump, commands.DISPENSED, ahead=True)
        steady = status.status is rate.status is dispensed.status
        if steady and epoch == pump.epoch:
            reading = _understood(rate, dispensed)
            pump.note_counter(reading.infused)
            if pump.resets != resets:
                await same_pump()
            return _report(pump, reading)
    raise NoAnswer("the pump changed while it was read")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What three answers say together."""

    delivery: Delivery
    rate: Rate
    infused: Volume
    hidden: Volume


def _understood(rate: Reply, dispensed: Reply) -> _Reading:
    try:
        infused, hidden = dispensed_from_text(dispensed.data)
        in_force, _ = rate_from_text(rate.data)
    except QuantityError as error:
        raise NoAnswer(str(error)) from error
    return _Reading(DELIVERY[dispensed.status], in_force, infused, hidden)


def _report(pump: Conversation, reading: _Reading) -> PumpReport:
    """Put a report together, and hand over the alarms that have been heard since the last one."""
    alarms, pump.alarms = frozenset(pump.alarms), set()
    return PumpReport(
        delivery=reading.delivery,
        rate=reading.rate if reading.delivery is Delivery.RUNNING else NO_RATE,
        infused=reading.infused,
        increment=reading.hidden,
        epoch=pump.epoch,
        alarms=alarms,
    )
