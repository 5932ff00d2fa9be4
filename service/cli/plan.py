"""`chairside plan`: what an infusion will be, step by step, and what a reaction makes of it."""

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from drivers.quantities import NO_RATE, milli_text
from service.catalog import ProtocolFile
from service.cli.drawing import ASCII, LINES, draw, minutes_text
from service.cli.preparing import BagVolume, Dose, ProfileName, prepared, protocol_file
from service.cli.reactions import assumed_reactions
from service.core.label_rates import MassRate, text
from service.core.plan import Reaction, Segment, duration, staircase, volume_of
from service.core.protocol import Protocol, ReactionAction, ReactionRules, ResumeReference
from service.core.resuming import Reacted, action_after
from service.core.times import MINUTE_MS, Span

WIDTH_MAX = 100


def command(
    protocol: Annotated[str, typer.Argument(help="Name of a protocol, such as isatuximab.")],
    infusion: Annotated[
        int, typer.Option(min=1, max=999, help="Number of the infusion: infusions given, plus 1.")
    ],
    reaction: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MIN:GRADE:HOLD_MIN",
            help="Assume a reaction MIN minutes after the start, of CTCAE grade GRADE, after which"
            " the infusion stands still for HOLD_MIN minutes. May be given several times.",
        ),
    ] = None,
    dose_mg: Dose = None,
    bag_ml: BagVolume = None,
    profile: ProfileName = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> None:
    """Show the rate steps of an infusion, its length, and what a reaction would change.

    With --json: {"total_min", "volume_ml", "segments": [{"from_min", "to_min", "rate_ml_h",
    "volume_ml"}]}. Minutes are numbers with one decimal; rates and volumes are exact decimal text
    without trailing zeros ("12.5", "250"). A hold is a segment of rate "0". Where the label speaks
    in mg/h, each segment but a hold also has "rate_mg_h": what the label says; "rate_ml_h" is what
    follows for this bag, rounded down.
    """
    file = protocol_file(protocol)
    ready = prepared(file, infusion, dose_mg, bag_ml, profile)
    reactions = assumed_reactions(ready, infusion, reaction or ())
    segments = staircase(ready, infusion, reactions)
    if as_json:
        typer.echo(json.dumps(as_data(segments), indent=2))
    else:
        _print(file, ready, infusion, reactions, segments)


def as_data(segments: Sequence[Segment]) -> dict[str, object]:
    """Return a staircase as it is printed with `--json`."""
    return {
        "total_min": _minutes(duration(tuple(segments))),
        "volume_ml": volume_of(segments).ml,
        "segments": [_segment(segment) for segment in segments],
    }


def _segment(segment: Segment) -> dict[str, object]:
    said = segment.label
    by_mass = {"rate_mg_h": milli_text(said.ug_per_h)} if isinstance(said, MassRate) else {}
    return {
        "from_min": _minutes(segment.start),
        "to_min": _minutes(segment.end),
        **by_mass,
        "rate_ml_h": segment.rate.ml_per_h,
        "volume_ml": segment.volume.ml,
    }


def _minutes(span: Span) -> float:
    return round(span / MINUTE_MS, 1)


def _print(
    file: ProtocolFile,
    ready: Protocol,
    infusion: int,
    reactions: Sequence[Reaction],
    segments: Sequence[Segment],
) -> None:
    # Imported here: --json and errors need no tables.
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False, emoji=False)
    plain = not (sys.stdout.encoding or "").lower().startswith("utf")
    table = Table(box=box.ASCII2 if plain else box.SIMPLE_HEAD, header_style="")
    by_label = any(segment.label for segment in segments)
    for heading in ("from min", "to min", *(["label"] if by_label else []), "mL/h", "mL", "mL in"):
        table.add_column(heading, justify="right")
    for row in _rows(segments, by_label=by_label):
        table.add_row(*row)
    for line in _heading(file, ready, infusion, reactions, segments):
        console.print(line)
    console.print(table)
    width = min(console.width, WIDTH_MAX)
    for line in draw(segments, width=width, pen=ASCII if plain else LINES):
        console.print(line, soft_wrap=True)


def _rows(segments: Sequence[Segment], *, by_label: bool) -> Iterator[tuple[str, ...]]:
    for count, segment in enumerate(segments, start=1):
        said = (text(segment.label) if segment.label else "",) if by_label else ()
        yield (
            minutes_text(segment.start),
            minutes_text(segment.end),
            *said,
            "hold" if segment.rate == NO_RATE else segment.rate.ml_per_h,
            segment.volume.ml,
            volume_of(segments[:count]).ml,
        )


def _heading(
    file: ProtocolFile,
    protocol: Protocol,
    infusion: int,
    reactions: Sequence[Reaction],
    segments: Sequence[Segment],
) -> Iterator[str]:
    end = duration(tuple(segments))
    # Of the length as it is printed: rates are rounded down, so it may end some ms late.
    tenths = (end * 10 + MINUTE_MS // 2) // MINUTE_MS
    hours, minutes = divmod(-(-tenths // 10), 60)
    holds = "" if protocol.dose is None else f" ({protocol.dose.mg} mg)"
    yield (
        f"{protocol.drug}, infusion {infusion}: {volume_of(segments).ml} of"
        f" {protocol.bag_volume.ml} mL{holds} in {minutes_text(end)} min"
        f" ({hours} h {minutes:02} min)"
    )
    yield f"{protocol.label}; protocol version {protocol.version}, {file.status.value}"
    reacted = Reacted()
    for each in reactions:
        action = action_after(protocol.reaction, each.grade, reacted)
        reacted = reacted.then(each.grade, action)
        what = _what(protocol.reaction, action)
        yield f"minute {minutes_text(each.at)}: reaction of grade {each.grade}, {what}"
    for item in protocol.postmedication:
        yield f"afterwards: {item.name} {item.dose}, {item.when}"


def _what(rules: ReactionRules, action: ReactionAction) -> str:
    match action:
        case ReactionAction.CONTINUE:
            return "then the same step again from its start"
        case ReactionAction.RESUME:
            return f"then {_RESUMED[rules.reference]}"
        case ReactionAction.DISCONTINUE:
            return "ends the infusion for good"


_RESUMED = {
    ResumeReference.INITIAL: "half of the initial rate",
    ResumeReference.CURRENT: "half of the rate at the reaction",
    ResumeReference.FLOOR: "the fixed floor",
}
