"""Who does things on a ward."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Who did it. Until there are logins: an entry of the ward's configuration."""

    id: str
    name: str
    role: str


PRESCRIBER = "prescriber"
"""The role of those who may order; as `config/wards/*.yaml` writes it."""
