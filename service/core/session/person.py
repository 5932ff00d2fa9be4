"""Who does things on a ward."""

from dataclasses import dataclass

from service.core.roles import Role, roles_in


@dataclass(frozen=True, slots=True)
class Person:
    """Who did it."""

    id: str
    name: str
    role: str
    """What she was then, as `role_text` writes it; `unknown` for nobody that the ward knows."""

    def is_a(self, role: Role) -> bool:
        """Whether this is one of the person's roles."""
        return role in roles_in(self.role)
