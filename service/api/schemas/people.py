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


class SignedInAtView(Model):
    """Where somebody is signed in."""

    tablet: str
    idle_ends_at: When
    """When it ends unless she gives a command before."""


class MemberView(Model):
    """Somebody who may sign in, or could once."""

    id: str
    name: str
    roles: list[str]
    disabled: bool
    locked_until: When | None
    """After wrong PINs; null: not locked now."""
    signed_in: list[SignedInAtView]


class MembersView(Model):
    """Everybody of the ward, by name; who is disabled comes last."""

    people: list[MemberView]


class MemberAnswer(Model):
    """What was done is written down."""

    person: str


class PinAnswer(Model):
    """Somebody has a new PIN."""

    person: str
    pin: str
    """Told this once, and kept nowhere."""


class TabletStateView(Model):
    """A tablet that is the ward's, or was."""

    id: str
    name: str
    enrolled_at: When
    enrolled_by: str | None
    """Id of who made its code, `terminal` at the ward's machine; null: not written down then."""
    revoked_at: When | None
    locked_until: When | None
    """For signing in, after wrong badges or PINs."""
    last_seen: When | None
    """When it asked for anything last; null: not since the service began."""
    heard: bool
    """A person has heard it today, it beats, and it says that its sound is on."""
    person: str | None
    """Id of who is signed in there."""


class OpenCodeView(Model):
    """A code that has been made and not used. The code itself is nowhere."""

    id: str
    name: str
    until: When


class TabletsView(Model):
    """Every tablet by id; those that were taken away come last."""

    tablets: list[TabletStateView]
    codes: list[OpenCodeView]


class QrView(Model):
    """A QR code: dark squares as one path of SVG, on a light ground."""

    size: int
    """Modules on a side, the light border included."""
    path: str


class CodeAnswer(Model):
    """A code that enrols one tablet, once."""

    tablet: str
    code: str
    """Told this once, and kept nowhere."""
    link: str
    """The page's address with the code behind its `#`, which no server is told."""
    qr: QrView
    """Of the link."""
    until: When


class TabletAnswer(Model):
    """What was done is written down."""

    tablet: str


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
