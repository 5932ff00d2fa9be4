"""`chairside user`: who may sign in. Beside the running service, which looks once a second."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from service.cli import refuse
from service.cli.people_file import (
    AtFile,
    StoreOption,
    WardOption,
    at_file,
    checked_id,
    checked_name,
)
from service.core.roles import BY_WORD, Role
from service.core.sign_in import refusal_of_pin
from service.people import register
from service.people.proving import unlock as forget_wrong_pins
from service.people.roll import Member, read_roll
from service.people.secret import new_pin

group = typer.Typer(
    help="Who may sign in: add, list, change roles or PIN, unlock, disable.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
Who = Annotated[str, typer.Argument(metavar="ID", help="Small letters, digits, hyphens.")]
Roles = Annotated[list[str], typer.Option("--role", help=f"One or more of: {', '.join(BY_WORD)}.")]
AskPin = Annotated[
    bool, typer.Option("--ask-pin", help="Ask for the PIN (hidden), instead of making one.")
]


@group.command()
def add(
    who: Who,
    name: Annotated[str, typer.Argument(help="As the record shows it.")],
    role: Roles,
    config: WardOption,
    store: StoreOption = None,
    badge: Annotated[
        str | None, typer.Option(help="What the badge says when it is scanned; else it is asked.")
    ] = None,
    ask_pin: AskPin = False,
) -> None:
    """Let somebody sign in. Her first PIN is shown once, here and nowhere else."""
    id_, shown, roles = checked_id(who), checked_name(name), _roles(role)
    with at_file(config, store) as at:
        scanned = badge or typer.prompt("Scan the badge", hide_input=True)
        pin, told = _pin(ask_pin=ask_pin)
        kept, badge_kept = at.keeping.pin_hash(pin), at.keeping.badge_hash(scanned.strip())
        at.write(
            lambda connection: register.add_person(
                connection,
                at.now(),
                id_=id_,
                name=shown,
                roles=roles,
                badge_hash=badge_kept,
                pin_hash=kept,
            )
        )
    typer.echo(f"{id_} may sign in.{told}")


@group.command("list")
def show(config: WardOption, store: StoreOption = None) -> None:
    """Show who may sign in, with what roles, and which tablets are enrolled."""
    with at_file(config, store) as at:
        roll = at.file.read(read_roll)
        now = at.now().at
    for id_, member in sorted(roll.members.items()):
        typer.echo(f"{id_:20} {member.person.name:24} {member.person.role}{_state(member, now)}")
    for tablet in sorted(roll.tablets.values(), key=lambda each: each.id):
        typer.echo(f"{tablet.id:20} {tablet.name:24} tablet")
    if not roll.members:
        typer.echo("Nobody can sign in yet: chairside user add")


@group.command()
def roles(who: Who, role: Roles, config: WardOption, store: StoreOption = None) -> None:
    """Give somebody these roles instead of those she has."""
    found = _roles(role)
    with at_file(config, store) as at:
        at.write(lambda connection: register.set_roles(connection, at.now(), who, found))
    typer.echo(f"{who}: {', '.join(role)}")


@group.command()
def pin(who: Who, config: WardOption, store: StoreOption = None, ask_pin: AskPin = False) -> None:
    """Give somebody another PIN; ends her sign-ins, and forgets her wrong PINs."""
    with at_file(config, store) as at:
        new, told = _pin(ask_pin=ask_pin)
        kept = at.keeping.pin_hash(new)
        at.write(lambda connection: register.set_pin(connection, at.now(), who, kept))
    typer.echo(f"{who} has another PIN.{told}")


@group.command()
def unlock(who: Who, config: WardOption, store: StoreOption = None) -> None:
    """Forget somebody's wrong PINs. The nurse in charge can do it at any tablet, too."""
    with at_file(config, store) as at:
        _known(at, who)
        act = at.now().act("unlocked", who)
        at.write(lambda connection: forget_wrong_pins(connection, who, act))
    typer.echo(f"{who} may try again.")


@group.command()
def disable(who: Who, config: WardOption, store: StoreOption = None) -> None:
    """Let somebody sign in no more. Her name stays in the record, so nobody is ever removed."""
    with at_file(config, store) as at:
        at.write(lambda connection: register.disable(connection, at.now(), who))
    typer.echo(f"{who} may sign in no more.")


def _roles(words: list[str]) -> frozenset[Role]:
    unknown = [word for word in words if word not in BY_WORD]
    if unknown:
        refuse(f"{unknown[0]!r} is not one of: {', '.join(BY_WORD)}")
    return frozenset(BY_WORD[word] for word in words)


def _pin(*, ask_pin: bool) -> tuple[str, str]:
    """Return a PIN, and what is said about it: a made one is told, this once."""
    if not ask_pin:
        made = new_pin()
        return made, f" The PIN is {made}: it is shown this once, and kept nowhere."
    typed = typer.prompt("PIN", hide_input=True, confirmation_prompt=True)
    why = refusal_of_pin(typed)
    if why is not None:
        refuse(why)
    return typed, ""


def _known(at: AtFile, who: str) -> None:
    if who not in at.file.read(read_roll).members:
        refuse(f"there is no person {who!r}")


def _state(member: Member, now: int) -> str:
    if member.disabled:
        return "  (disabled)"
    until = member.tries.locked_until
    if until is None or until <= now:
        return ""
    clock = datetime.fromtimestamp(until / 1_000, UTC).strftime("%H:%M")
    return f"  (locked until {clock} UTC)"
