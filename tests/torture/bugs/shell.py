"""Bugs in the shell, the store and the API."""

import asyncio
from dataclasses import replace
from typing import Any

from drivers.port import Running
from service.shell import runner
from service.shell.keeper import Keeper, Wish
from service.shell.ward import Ward
from service.store import backlog, commit
from tests.torture.bugs.plant import Bug, Change, bug


@bug(
    "stop-behind-the-disk",
    "INV-06",
    "STOP is sent once the reaction is on the disk",
    "disk_frozen",
    "reacts",
)
def stop_behind_the_disk() -> list[Change]:
    original = Keeper._keep_stopping

    def keep_stopping(self: Keeper) -> None:
        async def recorded_first() -> None:
            while not self._host.wish(self.pump).recorded:  # noqa: ASYNC110 - it is a bug
                await asyncio.sleep(0.05)
            original(self)

        self._behind = asyncio.create_task(recorded_first())  # type: ignore[attr-defined]

    return [(Keeper, "_keep_stopping", keep_stopping)]


@bug(
    "raise-before-the-record",
    "INV-11",
    "A start does not wait for its record",
    "disk_frozen",
    "disk_slow",
    habits={"pauses": 0.03},
    first=2,
)
def raise_before_the_record() -> list[Change]:
    original = Ward.wish

    def wish(self: Ward, pump: str) -> Wish:
        return replace(original(self, pump), recorded=True)

    return [(Ward, "wish", wish)]


@bug(
    "stop-once",
    "INV-05",
    "STOP is sent once and not again",
    "broken_frames",
    "reacts",
    "late",
    habits={"pauses": 0.03},
)
def stop_once() -> list[Change]:
    async def stop(self: Keeper) -> None:
        if not getattr(self, "_sent", False):
            self._sent = True  # type: ignore[attr-defined]
            await self._try_stop()

    return [(Keeper, "_stop", stop)]


@bug(
    "stop-given-up",
    "INV-05",
    "STOP is given up when the port is gone",
    "broken_frames",
    "reacts",
    "port_gone",
    habits={"pauses": 0.03},
    first=2,
)
def stop_given_up() -> list[Change]:
    async def stop(self: Keeper) -> None:
        await self._try_stop()

    async def rounds(self: Keeper, report: Any, stalls: int) -> None:
        wish = self._host.wish(self.pump)
        if isinstance(wish.setting, Running):
            await original(self, report, stalls)

    original = Keeper._keep
    return [(Keeper, "_stop", stop), (Keeper, "_keep", rounds)]


@bug(
    "command-queue",
    "INV-07",
    "A start that failed is kept and tried again, whatever came since",
    "hand",
)
def command_queue() -> list[Change]:
    original = Keeper._keep

    async def keep(self: Keeper, report: Any, stalls: int) -> None:
        wish = self._host.wish(self.pump)
        if isinstance(wish.setting, Running):
            self._queued = wish.setting  # type: ignore[attr-defined]
        queued = getattr(self, "_queued", None)
        if queued is not None and not report.moving and wish.setting is None:
            await self._apply(queued, report, lambda: None)
            return
        await original(self, report, stalls)

    return [(Keeper, "_keep", keep)]


@bug(
    "acknowledged-before-commit",
    "INV-11",
    "The writer says durable before the disk does",
    "disk_frozen",
    "disk_slow",
    "disk_failing",
    habits={"pauses": 0.03},
)
def acknowledged_early() -> list[Change]:
    def durable(self: backlog.Backlog, stream: str) -> int:
        return self._taken.get(stream, 0)

    return [(backlog.Backlog, "durable", durable)]


@bug(
    "stop-not-recorded",
    "INV-07",
    "A stop acts and is never written down",
    "killed",
    "reacts",
    habits={"pauses": 0.03},
    first=6,
)
def stop_not_recorded() -> list[Change]:
    original = runner.Runner._submit
    stops = ("ReactionReported", "PausedByPerson", "Discontinued", "StopConfirmed")

    def submit(self: runner.Runner, told: Any, at: Any, tap: Any) -> Any:
        kept = tuple(each for each in told if type(each).__name__ not in stops)
        return original(self, kept, at, tap)

    return [(runner.Runner, "_submit", submit)]


@bug(
    "quiet-keeps-the-port-closed",
    "INV-05",
    "While a mute pump is left alone its port stays shut, and no STOP goes out",
    "mute_long",
    minutes=5.0,
    habits={"pauses": 0.0},
    first=7,
)
def quiet_keeps_the_port_closed() -> list[Change]:
    async def quiet(self: Keeper) -> None:
        loop, since_s = asyncio.get_running_loop(), self._pace.mute_since_s
        if since_s is not None and loop.time() - since_s >= self._pace._quiet_after_s:
            await asyncio.sleep(35.0)

    return [(Keeper, "_keep_quiet", quiet)]


@bug(
    "never-quiet",
    "INV-16",
    "A pump that hears us and cannot be heard is kept alive for ever",
    "mute_long",
    minutes=5.0,
    habits={"pauses": 0.0},
    first=3,
)
def never_quiet() -> list[Change]:
    async def quiet(self: Keeper) -> None:
        return

    return [(Keeper, "_keep_quiet", quiet)]


@bug(
    "commit-not-repeatable",
    "INV-28",
    "A commit whose answer was lost is written again",
    "disk_failing",
    habits={"pauses": 0.05},
    every_s=4.0,
)
def commit_not_repeatable() -> list[Change]:
    return [(commit.Committer, "_is_written", lambda *_: False)]


SHELL: list[Bug] = [each for each in globals().values() if isinstance(each, Bug)]
