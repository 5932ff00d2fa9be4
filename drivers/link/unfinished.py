"""How asking a pump one thing can end without a usable answer.

Families on a line share these; one that knows more ways adds its own. None of them ever leaves its
family: a driver turns them into the outcomes and errors of `drivers.port`.
"""


class Unfinished(Exception):
    """An exchange that did not end in a usable answer.

    Unfinished
    ├── Hindered     nothing was sent: STOP was asked for, the epoch changed, the line is gone
    ├── Refused      the pump answered, but not as it does when it agrees
    ├── NoAnswer     silence, or an answer that cannot be read: the pump may have obeyed
    └── OtherPump    another pump than the one that was opened answers
    """


class Hindered(Unfinished):
    """Nothing was sent."""

    def __init__(self, reason: str, *, lost: bool = False) -> None:
        super().__init__(reason)
        self.lost = lost
        """Whether the line is gone."""


class Refused(Unfinished):
    """The pump answered, but not as it does when it agrees."""


class NoAnswer(Unfinished):
    """No answer came, or none that can be read."""


class OtherPump(Unfinished):
    """Another pump than the one that was opened answers."""


class NotAsAgreed(Exception):
    """A reading differs from what was seen or set; the message says which."""
