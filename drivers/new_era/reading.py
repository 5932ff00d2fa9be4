"""One consistent report out of three questions: status, counter, rate.

Asking changes nothing at the pump. When an alarm comes in place of an answer the question is asked
again: the alarm has acknowledged itself, the question was not executed, and a question delivers
nothing, so this is not the repetition of a delivery command that the rules forbid.
"""

from drivers.new_era import commands
from drivers.new_era.commands import Command
from drivers.new_era.conversation import Alarmed, Conversation, NoAnswer
from drivers.new_era.figures import dispensed_from_text, rate_from_text
from drivers.new_era.frames import Reply, Status
from drivers.port import Delivery, PumpReport
from drivers.quantities import NO_RATE, QuantityError

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
    pump: Conversation, question: Command, *, any_mode: bool = False
) -> Reply:
    """Ask something that changes nothing about delivery, as often as an alarm is in the way."""
    for _ in range(ALARMS_MAX):
        try:
            return await pump.ask(question, any_mode=any_mode)
        except Alarmed:
            continue
    raise NoAnswer(f"{question.text or 'the status'}: one alarm after the other")


async def read_report(pump: Conversation) -> PumpReport:
    """Read until status and epoch were the same throughout, and report that."""
    for _ in range(PASSES_MAX):
        epoch = pump.epoch
        status = await ask_through_alarms(pump, commands.STATUS)
        rate = await ask_through_alarms(pump, commands.RATE)
        dispensed = await ask_through_alarms(pump, commands.DISPENSED)
        steady = status.status is rate.status is dispensed.status
        if steady and epoch == pump.epoch:
            return report(pump, rate, dispensed)
    raise NoAnswer("the pump changed while it was read")


def report(pump: Conversation, rate: Reply, dispensed: Reply) -> PumpReport:
    """Put a report together, and hand over the alarms that have been heard since the last one."""
    delivery = DELIVERY[dispensed.status]
    try:
        infused, hidden = dispensed_from_text(dispensed.data)
        in_force, _ = rate_from_text(rate.data)
    except QuantityError as error:
        raise NoAnswer(str(error)) from error
    pump.note_counter(infused)
    alarms, pump.alarms = frozenset(pump.alarms), set()
    return PumpReport(
        delivery=delivery,
        rate=in_force if delivery is Delivery.RUNNING else NO_RATE,
        infused=infused,
        increment=hidden,
        epoch=pump.epoch,
        alarms=alarms,
    )
