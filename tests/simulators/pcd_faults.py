"""Stories of a ward whose gateway misbehaves from the start."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from simulators.ihe_pcd_gateway import Habits
from tests.drivers.virtual import run
from tests.simulators.pcd_ward import Ward, bench, order

Story = Callable[[Ward], Coroutine[Any, Any, None]]


QUICK = Habits(report_every_s=3_600.0, patience_s=5.0)


def with_faults(**faults: object) -> Callable[[Story], None]:
    """Play a story with these faults set from the start."""

    async def play(story: Story) -> None:
        async with bench(2, habits=QUICK) as there:
            there.control(set=faults)
            await story(there)

    return lambda story: run(play(story))


async def running(there: Ward) -> None:
    """Give the order and let the nurse confirm it, at 5.2 s."""
    await there.order(order())
    await asyncio.sleep(9)
