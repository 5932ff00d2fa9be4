"""What people are on a ward. One may be several things; what each may do the API's table says."""

from collections.abc import Iterable
from enum import Enum


class Role(Enum):
    """One thing that a person can be here."""

    VIEWER = "viewer"
    """Looks, and does nothing."""
    NURSE = "nurse"
    CHARGE = "charge"
    """The nurse in charge of the ward."""
    PRESCRIBER = "prescriber"
    PHARMACIST = "pharmacist"
    BIOMED = "biomed"
    """Looks after pumps."""
    ADMIN = "admin"
    """Looks after people and tablets. No clinical rights."""


BY_WORD = {role.value: role for role in Role}
_BETWEEN = ", "


def role_text(roles: Iterable[Role]) -> str:
    """Return roles as the record keeps them with a person: `nurse, prescriber`."""
    found = set(roles)
    return _BETWEEN.join(role.value for role in Role if role in found)


def roles_in(text: str) -> frozenset[Role]:
    """Return the roles that a record names; words of other times and places are none of ours."""
    return frozenset(BY_WORD[word] for word in text.split(_BETWEEN) if word in BY_WORD)
