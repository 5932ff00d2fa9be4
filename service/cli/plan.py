"""`chairside plan`: what an infusion will be, step by step, and what a reaction makes of it."""

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

import config
from service.catalog import ConfigError, ProtocolFile, read_protocol
from service.cli import refuse
from service.cli.drawing import ASCII, LINES, draw, minutes_text
from service.cli.reactions import assumed_reactions
from service.core.plan import Reaction, Segment, action_after, duration, staircase, volume_of
from service.core.protocol import ReactionAction
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
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> None:
    """Show the rate steps of an infusion, its length, and what a reaction would change.

    With --json: {"total_min", "volume_ml", "segments": [{"from_min", "to_min", "rate_ml_h",
    "volume_ml"}]}. Minutes are numbers with one decimal; rates and volumes are exact decimal text
    without trailing zeros ("12.5", "250"). A hold is a segment of rate "0".
    """
    file = _protocol(protocol)
    reactions = assumed_reactions(file.protocol, infusion, reaction or ())
    segments = staircase(file.protocol, infusion, reactions)
    if as_json:
        typer.echo(json.dumps(as_data(segments), indent=2))
    else:
        _print(file, infusion, reactions, segments)


def as_data(segments: Sequence[Segment]) -> dict[str, object]:
    """Return a staircase as it is printed with `--json`."""
    return {
        "total_min": _minutes(duration(tuple(segments))),
        "volume_ml": volume_of(segments).ml,
        "segments": [
            {
                "from_min": _minutes(segment.start),
                "to_min": _minutes(segment.end),
                "rate_ml_h": segment.rate.ml_per_h,
                "volume_ml": segment.volume.ml,
            }
            for segment in segments
        ],
    }


def _minutes(span: Span) -> float:
    return round(span / MINUTE_MS, 1)


def _protocol(name: str) -> ProtocolFile:
    try:
        return read_protocol(config.find("protocols", name))
    except (config.UnknownName, ConfigError) as error:
        refuse(str(error))


def _print(
    file: ProtocolFile,
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
    for heading in ("from min", "to min", "mL/h", "mL", "mL in"):
        table.add_column(heading, justify="right")
    for row in _rows(segments):
        table.add_row(*row)
    for line in _heading(file, infusion, reactions, segments):
        console.print(line)
    console.print(table)
    width = min(console.width, WIDTH_MAX)
    for line in draw(segments, width=width, pen=ASCII if plain else LINES):
        console.print(line, soft_wrap=True)


def _rows(segments: Sequence[Segment]) -> Iterator[tuple[str, ...]]:
    for count, segment in enumerate(segments, start=1):
        yield (
            minutes_text(segment.start),
            minutes_text(segment.end),
            "hold" if segment.rate.ul_per_h == 0 else segment.rate.ml_per_h,
            segment.volume.ml,
            volume_of(segments[:count]).ml,
        )


def _heading(
    file: ProtocolFile,
    infusion: int,
    reactions: Sequence[Reaction],
    segments: Sequence[Segment],
) -> Iterator[str]:
    protocol, end = file.protocol, duration(tuple(segments))
    hours, minutes = divmod(-(-end // MINUTE_MS), 60)
    yield (
        f"{protocol.drug}, infusion {infusion}: {volume_of(segments).ml} of"
        f" {protocol.bag_volume.ml} mL in {minutes_text(end)} min ({hours} h {minutes:02} min)"
    )
    yield f"{protocol.label}; protocol version {protocol.version}, {file.status.value}"
    resumes = 0
    for each in reactions:
        action = action_after(protocol.reaction, each.grade, resumes)
        resumes += action is ReactionAction.RESUME
        yield f"minute {minutes_text(each.at)}: reaction of grade {each.grade}, {_WHAT[action]}"


_WHAT = {
    ReactionAction.CONTINUE: "then the same step again from its start",
    ReactionAction.RESUME: "then half of the initial rate",
    ReactionAction.DISCONTINUE: "ends the infusion for good",
}
