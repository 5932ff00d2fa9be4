"""The parts of pumps that are offered to (`proposes`) or only watched (`monitor`).

Here a person does at the pump what nobody can do over the line, and the line must tell of it.
"""

from drivers.port import AtThePump, Delivery, PumpReport, Running
from drivers.quantities import QuantityError, Rate
from service.cli.qualifying.amounts import NothingFits, amounts
from service.cli.qualifying.bench import Bench, Failed, outcome_text, text_of, within_s


async def offer(bench: Bench) -> None:
    """Offer a slow rate, which counts for nothing before it is confirmed at the pump."""
    before = await bench.look()
    try:
        little = amounts(bench.driver.capabilities, before)
    except NothingFits as error:
        raise Failed(str(error)) from error
    bench.limit = before.infused + little.limit
    await _offered(bench, little.slow, before)


async def offer_raise(bench: Bench) -> None:
    """Offer twice the rate to the running pump."""
    before = await bench.look()
    if before.delivery is not Delivery.RUNNING:
        raise Failed(f"the pump has not gone on running: {text_of(before)}")
    await _offered(bench, Rate(2 * before.rate.ul_per_h), before)


async def run_at_the_pump(bench: Bench) -> None:
    """Have a person start the pump; what is heard must be what they see."""
    answer = await bench.ask(
        "Start the pump at its keys, slowly. Which rate does its display say, in mL/h?"
    )
    try:
        rate = Rate.from_ml_per_h(answer)
    except QuantityError as error:
        raise Failed(str(error)) from error
    # Whether it delivers, such a pump may not tell: its display is asked, the rate must be heard.
    await bench.until(
        lambda found: found.moving and found.rate == rate,
        f"running at {answer} mL/h",
        within_s(bench),
    )
    seen = await bench.look()
    outcome = await bench.driver.apply(Running(rate=rate, until_total=seen.infused), seen=seen)
    if not isinstance(outcome, AtThePump):
        raise Failed(f"a pump that is only watched answered to a setting: {outcome_text(outcome)}")


async def stop_at_the_pump(bench: Bench) -> None:
    """Nothing over the line stops it, and the driver must say so; a person does."""
    outcome = await bench.driver.stop()
    bench.note("seen", outcome_text(outcome))
    if not isinstance(outcome, AtThePump):
        raise Failed(f"the driver claims more than it can: {outcome_text(outcome)}")
    bench.tell(outcome.reason)
    await bench.ask("Stop the pump at its keys, and write done")
    await bench.until(
        lambda found: found.delivery is Delivery.STOPPED, "the pump's own stop", within_s(bench)
    )
    await bench.must_see("Has the pump stopped, and does nothing drip?", "it is not seen to stand")


async def _offered(bench: Bench, rate: Rate, seen: PumpReport) -> None:
    bench.note("sent", f"offer {rate.ml_per_h} mL/h until {bench.limit.ml} mL")
    outcome = await bench.driver.apply(Running(rate=rate, until_total=bench.limit), seen=seen)
    bench.note("seen", outcome_text(outcome))
    if not isinstance(outcome, AtThePump):
        raise Failed(f"it was not offered: {outcome_text(outcome)}")
    after = await bench.look()
    if _runs(after, rate):
        raise Failed("it runs although nobody has confirmed it at the pump")
    await bench.ask(f"{outcome.reason}. Confirm {rate.ml_per_h} mL/h at the pump, and write done")
    await bench.until(
        lambda found: _runs(found, rate), f"running at {rate.ml_per_h} mL/h", within_s(bench)
    )


def _runs(found: PumpReport, rate: Rate) -> bool:
    return (found.delivery, found.rate) == (Delivery.RUNNING, rate)
