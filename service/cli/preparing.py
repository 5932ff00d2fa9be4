"""A shipped protocol made ready for a bag that is named on the command line."""

from typing import Annotated

import typer

import config
from drivers.quantities import QuantityError, Volume
from service.catalog import ConfigError, ProtocolFile, read_protocol
from service.cli import refuse
from service.core.bags import NotPrepared
from service.core.label_rates import Mass
from service.core.protocol import Protocol

Dose = Annotated[
    str | None,
    typer.Option("--dose-mg", metavar="MG", help="Drug in the bag, where the order names it."),
]
BagVolume = Annotated[
    str | None,
    typer.Option("--bag-ml", metavar="ML", help="Volume of the bag, where the order names it."),
]
ProfileName = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="ID",
        help="By a prescriber's order: this profile, whatever the number of the infusion.",
    ),
]


def protocol_file(name: str) -> ProtocolFile:
    """Return a shipped monograph, or end the command."""
    try:
        return read_protocol(config.find("protocols", name))
    except (config.UnknownName, ConfigError) as error:
        refuse(str(error))


def prepared(
    file: ProtocolFile,
    infusion: int,
    dose_mg: str | None = None,
    bag_ml: str | None = None,
    profile: str | None = None,
) -> Protocol:
    """Return the protocol for one infusion's bag, or end the command with the reason."""
    try:
        dose = None if dose_mg is None else Mass.from_mg(dose_mg)
        volume = None if bag_ml is None else Volume.from_ml(bag_ml)
    except QuantityError as error:
        refuse(f"the bag: {error}")
    bag = file.monograph.bag(infusion, dose, volume, profile)
    found = bag if isinstance(bag, NotPrepared) else file.monograph.prepared(bag, profile)
    if isinstance(found, NotPrepared):
        refuse(f"{file.monograph.id}, infusion {infusion}: {found.sentence} ({found.id.value})")
    return found
