"""`chairside dose`: what a weight comes to, in mg, mL, vials and the text of the bag's label."""

import json
from typing import Annotated, Any

import typer

import config
from drivers.quantities import QuantityError, parse_milli
from service.catalog import ConfigError, ProtocolFile, load_defaults, read_protocol
from service.cli import refuse
from service.core.decimals import decimal_text
from service.core.dose import Preparation, Product, dose_for, label_text, preparation


def command(
    drug: Annotated[str, typer.Argument(help="Name of a protocol, such as isatuximab.")],
    weight_kg: Annotated[str, typer.Option(metavar="KG", help="Actual body weight, as in 70.5.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> None:
    """Show the dose for a weight, and how its bag is prepared.

    With --json: {"dose_mg", "weight_kg", "concentrate_ml", "withdraw_ml", "vials": [{"content_mg",
    "count"}], "label"}; quantities are exact decimal text.
    """
    file, weight_g = _protocol(drug), _weight(weight_kg)
    product = file.monograph.product
    if product is None:
        refuse(f"{drug} says nothing about its product")
    dose_ug = dose_for(product, weight_g)
    if dose_ug is None:
        refuse(f"a weight alone does not give the dose of {drug}: it is the prescriber's order")
    made = preparation(product, dose_ug)
    if made is None:
        dose = decimal_text(dose_ug)
        refuse(f"{drug} names no vials, only the dose: {dose} mg for {decimal_text(weight_g)} kg")
    data = as_data(file, product, made, weight_g)
    for line in [json.dumps(data, indent=2)] if as_json else _lines(file, made, data):
        typer.echo(line)


def as_data(
    file: ProtocolFile, product: Product, made: Preparation, weight_g: int
) -> dict[str, Any]:
    """Return a dose as it is printed with `--json`."""
    protocol = file.without_order()
    if isinstance(protocol, str):
        refuse(f"{file.monograph.id} {protocol}")
    return {
        "dose_mg": decimal_text(made.dose_ug),
        "weight_kg": decimal_text(weight_g),
        "concentrate_ml": made.concentrate.ml,
        "withdraw_ml": made.withdraw.ml,
        "vials": [
            {"content_mg": decimal_text(vial.content_ug), "count": count}
            for vial, count in made.vials
        ],
        "label": list(label_text(protocol.drug, product, made, weight_g, protocol.bag_volume)),
    }


def _lines(file: ProtocolFile, made: Preparation, data: dict[str, Any]) -> list[str]:
    vials = ", ".join(f"{count} x {decimal_text(vial.content_ug)} mg" for vial, count in made.vials)
    return [
        f"{file.monograph.label}; protocol version {file.monograph.version}, {file.status.value}",
        f"dose         {data['dose_mg']} mg for {data['weight_kg']} kg",
        f"concentrate  {data['concentrate_ml']} mL",
        f"vials        {vials}",
        f"withdraw     {data['withdraw_ml']} mL of diluent, then add the concentrate",
        "label",
        *(f"  {line}" for line in data["label"]),
    ]


def _protocol(name: str) -> ProtocolFile:
    try:
        return read_protocol(config.find("protocols", name))
    except (config.UnknownName, ConfigError) as error:
        refuse(str(error))


def _weight(text: str) -> int:
    """Return grams, within what the first values of a ward take for a person."""
    rules = load_defaults(config.find("wards", "default")).rules.readiness
    try:
        grams = parse_milli(text)
    except QuantityError as error:
        refuse(f"--weight-kg: {error}")
    if not rules.weight_min_g <= grams <= rules.weight_max_g:
        low, high = decimal_text(rules.weight_min_g), decimal_text(rules.weight_max_g)
        refuse(f"--weight-kg: {decimal_text(grams)} is not within {low} to {high} kg")
    return grams
