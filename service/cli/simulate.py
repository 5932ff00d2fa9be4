"""`chairside simulate`: one infusion through the HTTP API and the wire, on virtual time."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer

from config import names
from drivers.quantities import NO_VOLUME, QuantityError, Volume
from service.catalog import PumpPlace, WardConfig
from service.catalog.pumps import PumpProfile, load_pump, refusal_of_volume
from service.cli import refuse
from service.cli.hands import Hands
from service.cli.nurse import NURSE, PREMEDICATED_MIN, Nurse
from service.cli.preparing import BagVolume, Dose, prepared, protocol_file
from service.cli.reactions import assumed_reactions
from service.cli.referee import Referee
from service.cli.referee_by_hand import RefereeByHand
from service.cli.smaller import with_bag
from service.cli.virtual_ward import VirtualWard, small_ward, virtual_ward
from service.core.plan import Reaction
from service.core.protocol import Protocol
from service.core.session.events import RateReached, StopConfirmed, VolumeIn
from service.shell.virtual_loop import run_virtual
from service.store.verify import verify

_NL_PER_ML = 1_000_000
MS_PER_MIN = 60_000
PATIENCE_REPORTS = 3
"""Reporting intervals that a nurse waits for a pump that speaks by itself."""
ATTEST_LEFT_MIN = 2.0
"""Where the raise waits for a report and for a hand at the pump, her word must be fresh enough."""


def command(
    infusion: Annotated[int, typer.Option(min=1, help="Number of the infusion given.")] = 1,
    protocol: Annotated[str, typer.Option(help="Name of the protocol file.")] = "isatuximab",
    reaction: Annotated[
        list[str] | None,
        typer.Option(help="MIN:GRADE:HOLD_MIN since the first RUN; may be repeated."),
    ] = None,
    pump: Annotated[str, typer.Option(help="Family or profile of the simulated pump.")] = "ne9000",
    volume: Annotated[
        str | None, typer.Option(metavar="ML", help="A smaller bag, for a pump that holds less.")
    ] = None,
    dose_mg: Dose = None,
    bag_ml: BagVolume = None,
    seed: Annotated[int, typer.Option(help="Same seed, same trace.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Run one infusion on a simulated pump, through the API and the wire bytes, in virtual time.

    A scripted nurse attests every step. Minutes count from the first RUN.
    """
    found = prepared(protocol_file(protocol), infusion, dose_mg, bag_ml)
    if volume is not None:
        found = with_bag(found, _bag(volume, found))
    config = replace(small_ward(1, profile=profile_of(pump)), protocols=(found,))
    if why := refusal_of_volume(config.pumps[0].profile, found.bag_volume):
        refuse(f"{pump} cannot deliver {found.bag_volume.ml} mL: {why} (--volume ML: less)")
    reactions = assumed_reactions(found, infusion, reaction or ())
    result = run_virtual(simulate(config, found, infusion, reactions, seed))
    typer.echo(json.dumps(result) if as_json else _lines(result))
    if result["violations"] or not result["journal_ok"]:
        raise typer.Exit(1)


async def simulate(
    config: WardConfig,
    protocol: Protocol,
    infusion_no: int,
    reactions: Sequence[Reaction],
    seed: int,
) -> dict[str, Any]:
    """Return what one infusion came to; must run on a virtual loop."""
    async with virtual_ward(config, seed=seed) as world:
        pump_id, chair = config.pumps[0].id, config.chairs[0].id
        referee, nurse, *hands = _crew(world, config.pumps[0], protocol, seed)
        beside = [referee.watch(), world.tablet.start_shift(NURSE), *(h.work() for h in hands)]
        tasks = [asyncio.create_task(each) for each in beside]
        await nurse.prepare("sim-patient", protocol.id, infusion_no, chair, pump_id)
        await nurse.start()
        started_s = _first_run_s(world, nurse.session)
        await nurse.infuse(reactions, started_s)
        await nurse.close()
        for task in tasks:
            task.cancel()
        result = _result(world, nurse.session, pump_id, referee.violations)
        await world.service.store.close()
        found = verify(world.path)
    violations = result.pop("violations")
    return result | {
        "journal_ok": found.ok,
        "journal_events": found.rows,
        "violations": violations,
    }


def profile_of(name: str) -> PumpProfile:
    """Return the pump profile of that name, or the first one of that family."""
    profiles = [load_pump(each) for each in names("pumps")]
    found = next((each for each in profiles if name in (each.profile, each.family)), None)
    if found is None:
        known = sorted({word for each in profiles for word in (each.profile, each.family)})
        refuse(f"{name!r} is no kind of pump (there are: {', '.join(known)})")
    return found


def _bag(text: str, protocol: Protocol) -> Volume:
    try:
        bag = Volume.from_ml(text)
    except QuantityError as error:
        refuse(f"--volume: {error}")
    if not NO_VOLUME < bag <= protocol.bag_volume:
        refuse(f"--volume: above 0 and at most {protocol.bag_volume.ml} mL")
    return bag


def _crew(
    world: VirtualWard, place: PumpPlace, protocol: Protocol, seed: int
) -> tuple[Referee, Nurse, *tuple[Hands, ...]]:
    """Return the referee and the nurse, and her hands where the pump needs them."""
    watched, bag_ul = world.watched(place.id), protocol.bag_volume.ul
    can, given = place.profile.capabilities, _premedicated_min(protocol)
    if can.kind != "proposes":
        referee = Referee(watched, bag_ul)
        return referee, Nurse(world.tablet, premedicated_min=given, on_tap=referee.tapped)
    # It speaks once in a while, and is found when it does.
    patience_s = PATIENCE_REPORTS * (can.report_every_ms + can.answer_max_ms) / 1_000
    nurse = Nurse(
        world.tablet,
        patience_s=patience_s,
        attest_left_min=ATTEST_LEFT_MIN,
        premedicated_min=given,
        on_tap=lambda verb, view: by_hand.tapped(verb, view),
    )
    by_hand = RefereeByHand(watched, bag_ul, lambda: nurse.look())
    hands = Hands(nurse, world.at_hand(place.id), seed=seed, on_stop=by_hand.pressed_stop)
    return by_hand, nurse, hands


def _premedicated_min(protocol: Protocol) -> dict[str, float]:
    """Return for each item a time before the start that lies inside its window."""
    return {
        item.id: PREMEDICATED_MIN
        if item.not_before < PREMEDICATED_MIN * MS_PER_MIN < item.not_after
        else (item.not_before + item.not_after) / 2 / MS_PER_MIN
        for item in protocol.premedication
    }


def _result(world: VirtualWard, session: str, pump: str, violations: list[str]) -> dict[str, Any]:
    runner = world.service.ward.runners[session]
    truth = world.watched(pump).truth()
    rates = _rates(world, session)
    ended = runner.session.ended_at or runner.session.opened_at
    first = _first_run_ms(world, session)
    return {
        "state": runner.session.phase.value,
        "elapsed_min": round((ended - first) / MS_PER_MIN, 1),
        "closed_min": round((runner.happened[-1].at - first) / MS_PER_MIN, 1),
        "pump_infused_ml": round(truth.counter_nl / _NL_PER_ML, 3),
        "true_ml": round(truth.true_nl / _NL_PER_ML, 3),
        "rates": rates,
        "violations": violations,
    }


def _rates(world: VirtualWard, session: str) -> list[list[Any]]:
    """Return the rates that the pump reported, each when it was reached; "0" at every stop."""
    first = _first_run_ms(world, session)
    rates: list[list[Any]] = []
    for event in world.service.ward.runners[session].happened:
        if isinstance(event, RateReached):
            rate = event.rate.ml_per_h
        elif isinstance(event, StopConfirmed | VolumeIn):
            rate = "0"
        else:
            continue
        if not rates or rates[-1][1] != rate:
            rates.append([round((event.at - first) / MS_PER_MIN, 1), rate])
    return rates


def _first_run_ms(world: VirtualWard, session: str) -> int:
    happened = world.service.ward.runners[session].happened
    return next(event.at for event in happened if isinstance(event, RateReached))


def _first_run_s(world: VirtualWard, session: str) -> float:
    clock = world.service.ward.desk.clock
    first = _first_run_ms(world, session)
    return asyncio.get_running_loop().time() - (clock.now() - first) / 1_000


def _lines(result: dict[str, Any]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in result.items())
