"""Who holds a tablet, what that person may do, and until when."""

from service.api.rights import RIGHTS, may
from service.api.schemas.parts import PersonView, TabletView
from service.api.schemas.people import (
    MembersView,
    MemberView,
    OpenCodeView,
    SignedInAtView,
    SignInView,
    TabletStateView,
    TabletsView,
)
from service.api.views.times import iso, iso_or_none
from service.catalog.wards import Acting, Tablet
from service.core.roles import Role
from service.core.session.state import Person
from service.core.times import Instant, after
from service.people.accounts import KnownTablet, Tablets
from service.people.people import People
from service.people.roll import Member, SignIn
from service.shell.ward import Ward

BELIEVED = SignInView(
    people_are=Acting.TRUSTED.value,
    tablet=None,
    person=None,
    may=sorted(name for name, right in RIGHTS.items() if right.roles),
    with_pin=[],
    idle_ends_at=None,
    ends_at=None,
)
"""A ward that believes its pages: whoever is named may do everything, and is asked for no PIN."""


def sign_in_view(people: People, tablet: Tablet | None, signed_in: SignIn | None) -> SignInView:
    """Return who holds a tablet."""
    shown = None if tablet is None else TabletView(id=tablet.id, name=tablet.name)
    if signed_in is None:
        return SignInView(
            people_are=Acting.SIGNED_IN.value,
            tablet=shown,
            person=None,
            may=[],
            with_pin=[],
            idle_ends_at=None,
            ends_at=None,
        )
    allowed = may(signed_in.member.roles)
    return SignInView(
        people_are=Acting.SIGNED_IN.value,
        tablet=shown,
        person=person_view(signed_in.member.person),
        may=allowed,
        with_pin=[name for name in allowed if RIGHTS[name].pin],
        idle_ends_at=iso(after(people.last_used(signed_in), people.rules.idle)),
        ends_at=iso(after(signed_in.began_at, people.rules.longest)),
    )


def person_view(person: Person) -> PersonView:
    """Return a person."""
    return PersonView(id=person.id, name=person.name, role=person.role)


def members_view(people: People) -> MembersView:
    """Return everybody of the ward, by name; who is disabled comes last."""
    found = sorted(
        people.roll.members.values(),
        key=lambda each: (each.disabled, each.person.name, each.person.id),
    )
    return MembersView(people=[_member(each, people) for each in found])


def _member(member: Member, people: People) -> MemberView:
    now = people.now()
    at = [each for each in people.open_sign_ins() if each.member.person.id == member.person.id]
    return MemberView(
        id=member.person.id,
        name=member.person.name,
        roles=[role.value for role in Role if role in member.roles],
        disabled=member.disabled,
        locked_until=iso_or_none(member.tries.locked_until) if member.tries.locked(now) else None,
        signed_in=[
            SignedInAtView(
                tablet=each.tablet,
                idle_ends_at=iso(after(people.last_used(each), people.rules.idle)),
            )
            for each in at
        ],
    )


def tablets_view(tablets: Tablets, people: People, ward: Ward) -> TabletsView:
    """Return every tablet by id; those that were taken away come last."""
    held = {each.tablet: each.member.person.id for each in people.open_sign_ins()}
    return TabletsView(
        tablets=[_tablet(each, held, people, ward) for each in tablets.known],
        codes=[
            OpenCodeView(id=each.tablet.id, name=each.tablet.name, until=iso(each.until))
            for each in tablets.codes
        ],
    )


def _tablet(
    known: KnownTablet, held: dict[str, str], people: People, ward: Ward
) -> TabletStateView:
    id_ = known.tablet.id
    return TabletStateView(
        id=id_,
        name=known.tablet.name,
        enrolled_at=iso(known.enrolled_at),
        enrolled_by=known.enrolled_by,
        revoked_at=iso_or_none(known.revoked_at),
        locked_until=iso_or_none(_ahead(known.locked_until, people.now())),
        last_seen=iso_or_none(people.last_seen(id_)),
        heard=known.revoked_at is None and ward.stations.heard(id_, ward.now()),
        person=held.get(id_),
    )


def _ahead(at: Instant | None, now: Instant) -> Instant | None:
    return at if at is not None and at > now else None
