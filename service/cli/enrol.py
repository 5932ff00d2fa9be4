"""`chairside enrol`: a code with which a tablet makes itself the ward's. Once, for ten minutes."""

from typing import Annotated

import typer

from service.cli import refuse
from service.cli.people_file import StoreOption, WardOption, at_file, checked_id, checked_name
from service.core.times import MINUTE_MS, after
from service.people import register
from service.people.roll import Enrolled
from service.people.secret import code_hash, new_code


def command(
    tablet: Annotated[str, typer.Argument(metavar="ID", help="Small letters, digits, hyphens.")],
    config: WardOption,
    store: StoreOption = None,
    name: Annotated[
        str | None, typer.Option(help="As screens show it; else made of the id.")
    ] = None,
    address: Annotated[
        str | None, typer.Option(help="Of the ward's page, as the tablet knows it: https://…")
    ] = None,
    revoke: Annotated[bool, typer.Option("--revoke", help="Lost or stolen: end it.")] = False,
) -> None:
    """Print a code that enrols a tablet once; type it there, or open the link.

    A tablet that is enrolled anew has a new secret: the old one counts no more. STOP works on every
    tablet, enrolled or not.
    """
    id_ = checked_id(tablet)
    with at_file(config, store) as at:
        by, rules = at.now(), at.ward.timing.sign_in
        if revoke:
            at.write(lambda connection: register.revoke(connection, by, id_))
            typer.echo(f"{id_} is the ward's no more.")
            return
        if address is not None and not address.startswith(("https://", "http://")):
            refuse("--address begins with https://")
        code, offer = new_code(), Enrolled(id=id_, name=checked_name(name or _name(id_)))
        until = after(by.at, rules.enrolment)
        at.write(
            lambda connection: register.offer_enrolment(
                connection, by, offer, code_hash(code), until
            )
        )
    typer.echo(f"{offer.name}: {code}")
    if address is not None:
        # Behind a #: browsers keep that part to themselves, and no server's log has it.
        typer.echo(f"{address.rstrip('/')}/#enrol={code}")
    typer.echo(f"Once, within {rules.enrolment // MINUTE_MS} minutes.")


def _name(id_: str) -> str:
    return id_.replace("-", " ").capitalize()
