"""The keeper against a scripted driver: what it sends, when, and what it never does."""

import asyncio
from dataclasses import dataclass
from itertools import pairwise

import pytest

from drivers.port import (
    Delivery,
    Done,
    Label,
    NotDone,
    Outcome,
    PumpReport,
    Running,
    Setting,
    Stopped,
    Unanswered,
)
from drivers.quantities import NO_RATE, Rate
from service.shell.keeper import Keeper
from service.shell.virtual_loop import run_virtual
from tests.service.shell.scripted_keeping import RUN_25, RUN_50, ScriptedHost, ScriptedPump, keep


def test_hands_off_sends_nothing() -> None:
    pump = ScriptedPump(rate=Rate(25_000), delivery=Delivery.RUNNING)
    keep(pump, host := ScriptedHost(setting=None), 30)

    assert ["close"] == pump.sent
    assert host.reports > 25


def test_a_wish_is_carried_out_once() -> None:
    pump = ScriptedPump()
    keep(pump, ScriptedHost(setting=RUN_25), 30)

    assert ["apply 25", "close"] == pump.sent


@pytest.mark.parametrize("wish", [RUN_25, RUN_50])
def test_nothing_is_started_or_raised_before_the_record_is_safe(wish: Running) -> None:
    pump = ScriptedPump()
    if wish is RUN_50:
        pump.rate, pump.delivery = Rate(25_000), Delivery.RUNNING
    keep(pump, ScriptedHost(setting=wish, recorded=False), 30)

    assert ["close"] == pump.sent


def test_lowering_does_not_wait_for_the_record() -> None:
    pump = ScriptedPump(rate=Rate(50_000), delivery=Delivery.RUNNING)
    keep(pump, ScriptedHost(setting=RUN_25, recorded=False), 5)

    assert "apply 25" in pump.sent


def test_stopping_does_not_wait_for_the_record() -> None:
    pump = ScriptedPump(rate=Rate(50_000), delivery=Delivery.RUNNING)
    keep(pump, ScriptedHost(setting=Stopped(), recorded=False), 5)

    assert ["stop", "close"] == pump.sent


def test_stop_is_repeated_until_the_pump_says_so() -> None:
    answers: list[Outcome] = [NotDone("alarm"), Unanswered("silence"), NotDone("alarm"), Done()]
    pump = ScriptedPump(rate=Rate(50_000), delivery=Delivery.RUNNING)
    pump.stop_says = lambda: answers.pop(0)
    keep(pump, ScriptedHost(setting=Stopped()), 10)

    assert 4 == pump.sent.count("stop")


@pytest.mark.shows("C-09")
def test_a_stop_on_a_dead_port_goes_on_until_the_port_is_back() -> None:
    pump = ScriptedPump(rate=Rate(50_000), delivery=Delivery.RUNNING)
    pump.stop_says = lambda: NotDone("the port is not open") if pump.gone else Done()
    host = ScriptedHost(setting=Stopped())

    async def story() -> None:
        keeper = Keeper("pump-1", pump, host, poll_s=1.0)
        task = asyncio.create_task(keeper.run())
        pump.gone = True
        keeper.stop_now()
        await asyncio.sleep(20)
        running = pump.delivery
        pump.gone = False
        await asyncio.sleep(2)
        assert [Delivery.RUNNING, Delivery.STOPPED] == [running, pump.delivery]
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run_virtual(story())


@pytest.mark.shows("INV-12")
@pytest.mark.parametrize("running", [NO_RATE, Rate(25_000)], ids=["start", "raise"])
def test_a_wish_that_is_withdrawn_between_two_frames_goes_no_further(running: Rate) -> None:
    delivery = Delivery.RUNNING if running > NO_RATE else Delivery.STOPPED
    pump, host = ScriptedPump(running, delivery), ScriptedHost(setting=RUN_50)

    async def story() -> None:
        keeper = Keeper("pump-1", pump, host, poll_s=1.0)
        task = asyncio.create_task(keeper.run())
        await asyncio.sleep(0.2)  # the reading took 0.05 s; the sequence is half through
        host.setting = None
        await asyncio.sleep(2)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run_virtual(story())

    assert ["apply 50", "close"] == pump.sent
    assert running == pump.rate


def test_a_refused_wish_is_not_repeated_faster_than_the_poll() -> None:
    pump = ScriptedPump(apply_says=lambda: NotDone("refused"))
    keeper = keep(pump, ScriptedHost(setting=RUN_25), 30)

    assert 15 <= pump.sent.count("apply 25") <= 32
    assert "refused" == keeper.trouble


@pytest.mark.shows("INV-12")
def test_an_unanswered_wish_is_followed_by_a_reading_before_anything_else() -> None:
    pump = ScriptedPump(apply_says=lambda: Unanswered("silence"))
    host = ScriptedHost(setting=RUN_25)
    keep(pump, host, 30)

    assert host.reports >= pump.sent.count("apply 25")


def test_no_start_while_a_stop_is_under_way() -> None:
    pump = ScriptedPump(stop_says=lambda: Unanswered("silence"))
    host = ScriptedHost(setting=None)

    def both(keeper: Keeper) -> None:
        keeper.stop_now()
        host.setting = RUN_25

    keep(pump, host, 0.02, then=both)

    assert "apply 25" not in pump.sent


@pytest.mark.shows("C-11")
def test_a_paused_program_is_cancelled_before_a_start() -> None:
    pump = ScriptedPump(delivery=Delivery.PAUSED)
    keep(pump, ScriptedHost(setting=RUN_25), 5)

    assert ["stop", "apply 25", "close"] == pump.sent


def test_a_lost_port_is_opened_again_and_asked_who_is_there() -> None:
    pump = ScriptedPump()
    host = ScriptedHost()

    def cut(keeper: Keeper) -> None:
        pump.gone = True
        asyncio.get_running_loop().call_later(5, setattr, pump, "gone", False)

    keep(pump, host, 10, then=cut)

    assert pump.opened >= 3
    assert "the port is gone" in host.unanswered
    assert host.reports > 3


@pytest.mark.shows("INV-31")
def test_a_fault_of_a_round_does_not_end_the_watch() -> None:
    class Broken(ScriptedHost):
        def heard(self, pump: str, report: PumpReport, asked_s: float) -> None:
            super().heard(pump, report, asked_s)
            if self.reports == 1:
                raise RuntimeError("a bug")

    host = Broken()
    keep(ScriptedPump(), host, 5)

    assert host.reports > 3
    assert ["internal fault; see the log"] == host.unanswered


@pytest.mark.shows("INV-16")
def test_a_pump_that_cannot_be_heard_is_left_to_its_watchdog() -> None:
    asked: list[float] = []

    class Mute(ScriptedPump):
        async def read(self) -> PumpReport | Unanswered:
            asked.append(asyncio.get_running_loop().time())
            await asyncio.sleep(0.5)
            return Unanswered("no answer")

    keep(Mute(delivery=Delivery.RUNNING), ScriptedHost(setting=RUN_25), 300)

    gaps = [later - earlier for earlier, later in pairwise(asked)]
    assert max(gaps) > 30  # the watchdog of this pump
    assert [] == [at for at in asked if 61 < at < 91]


def test_a_wanted_stop_is_sent_to_a_pump_that_does_not_answer() -> None:
    pump = ScriptedPump(rate=Rate(25_000), delivery=Delivery.RUNNING, mute=True)
    keep(pump, ScriptedHost(setting=Stopped()), 5)

    assert "stop" in pump.sent


@pytest.mark.shows("INV-31")
def test_a_ward_that_fails_on_silence_does_not_end_the_watch() -> None:
    class Broken(ScriptedHost):
        def unheard(self, pump: str, reason: str) -> None:
            raise RuntimeError("a bug")

    pump = ScriptedPump(rate=Rate(25_000), delivery=Delivery.RUNNING, mute=True)

    def heal(keeper: Keeper) -> None:
        pump.mute = False
        keeper.stop_now()

    keep(pump, host := Broken(), 5, then=heal)

    assert "stop" in pump.sent
    assert host.reports > 0


def keep_through_a_stall(pump: ScriptedPump, wish: Setting, *, at_read: int) -> list[str]:
    """Let the loop stand still while the pump answers one reading; return what was sent."""
    stalls, reads = [0], [0]
    read = pump.read

    async def stalled() -> PumpReport | Unanswered:
        reads[0] += 1
        report = await read()
        if reads[0] == at_read:
            stalls[0] += 1
            pump.sent.append("stall")
        else:
            pump.sent.append("read")
        return report

    async def story() -> None:
        pump.read = stalled  # type: ignore[method-assign]
        host = ScriptedHost(setting=wish)
        keeper = Keeper("pump-1", pump, host, poll_s=1.0, stalls=lambda: stalls[0])
        task = asyncio.create_task(keeper.run())
        await asyncio.sleep(3)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run_virtual(story())
    return pump.sent


@pytest.mark.shows("INV-17")
@pytest.mark.parametrize("running", [NO_RATE, Rate(25_000)], ids=["start", "raise"])
def test_what_was_read_before_a_stall_neither_starts_nor_raises(running: Rate) -> None:
    delivery = Delivery.RUNNING if running > NO_RATE else Delivery.STOPPED
    sent = keep_through_a_stall(ScriptedPump(running, delivery), RUN_50, at_read=1)

    assert ["stall", "read", "apply 50"] == sent[:3]


@pytest.mark.shows("INV-17")
def test_lowering_and_stopping_do_not_wait_for_another_reading() -> None:
    fast = ScriptedPump(Rate(50_000), Delivery.RUNNING)
    lowered = keep_through_a_stall(fast, RUN_25, at_read=1)
    running = ScriptedPump(Rate(50_000), Delivery.RUNNING)
    stopped = keep_through_a_stall(running, Stopped(), at_read=1)

    assert ["stall", "apply 25"] == lowered[:2]
    assert ["stall", "stop"] == stopped[:2]


LABEL = Label(subject="P1", place="chair-1", product=("I", "Isa"), author="nurse-a", word=1)


@dataclass
class LabelledPump(ScriptedPump):
    """A driver whose orders carry a label."""

    def label(self, label: Label) -> None:
        self.sent.append(f"label {label.subject}")


@pytest.mark.parametrize(
    ("wish", "sent"),
    [(RUN_25, ["label P1", "apply 25"]), (Stopped(), []), (None, [])],
    ids=["start", "stop", "hands off"],
)
def test_a_label_is_handed_over_before_what_is_applied_and_only_then(
    wish: Setting | None, sent: list[str]
) -> None:
    pump = LabelledPump()

    keep(pump, ScriptedHost(setting=wish, label=LABEL), 5)

    assert [*sent, "close"] == pump.sent


def test_a_driver_without_labels_gets_none() -> None:
    pump = ScriptedPump()

    keep(pump, ScriptedHost(setting=RUN_25, label=LABEL), 5)

    assert ["apply 25", "close"] == pump.sent
