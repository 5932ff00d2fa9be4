"""Who is signed in, and what was done by whom."""

from typing import Literal

from service.api.schemas.parts import Model, PersonView, TabletView, When


class SignInView(Model):
    """Who holds this tablet, as far as the ward knows."""

    people_are: Literal["trusted", "signed-in"]
    tablet: TabletView | None
    """Null: not enrolled, or a ward that believes its pages."""
    person: PersonView | None
    """Null: nobody is signed in."""
    may: list[str]
    """Names of the operations that are open to the person beside those open to everybody."""
    with_pin: list[str]
    """Those among them that ask for a PIN at that moment."""
    idle_ends_at: When | None
    """When the sign-in ends unless a command is given before."""
    ends_at: When | None
    """When it ends in any case."""


class GrantView(Model):
    """A PIN's word for one command."""

    grant: str
    """For the header `X-Grant` of that command. Told this once."""
    person: PersonView
    until: When


class EnrolledView(Model):
    """The tablet belongs to the ward; its secret is in a cookie."""

    tablet: TabletView


class UnlockedView(Model):
    """Wrong PINs of a person are forgotten."""

    person: str


class ActView(Model):
    """Who did what, when, and at which tablet."""

    at: When
    person: str
    """Id; `unidentified` where a stop came from somebody unknown."""
    role: str | None
    """What she was then, where the record of an infusion says it."""
    tablet: str
    what: str
    about: str
    """The session, the person, the tablet or the visit it was done to, or the command a PIN was
    given for."""
    record: Literal["infusion", "book", "people"]
    """Where it is written down."""
    tap: str | None
    sentence: str | None
    """What it was, for a person to read."""


class AuditView(Model):
    """What was done in 24 hours or on one day of the ward, newest first."""

    since: When
    until: When
    acts: list[ActView]
    cut: bool
    """There was more than is shown: ask for an earlier `until`."""
