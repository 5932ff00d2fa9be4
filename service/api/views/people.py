"""Who holds a tablet, what that person may do, and until when."""

from service.api.rights import RIGHTS, may
from service.api.schemas.parts import PersonView, TabletView
from service.api.schemas.people import SignInView
from service.api.views.times import iso
from service.catalog.wards import Acting, Tablet
from service.core.session.state import Person
from service.core.times import after
from service.people.people import People
from service.people.roll import SignIn

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
