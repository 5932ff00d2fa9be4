"""Which message an Alaris pump works at, and which answers are still to come.

The page allows a pump 4 s for an answer and does not say what becomes of a message that comes
meanwhile [U]: see `overlap` of `Readings`.
"""

from collections import deque
from typing import NamedTuple

from simulators.clockwork import NEVER_NS

MOST_WAITING = 16
"""Messages that wait for their turn; later ones are lost. Ours."""


class Answer(NamedTuple):
    """An answer that is still to come.

    Attributes:
        at_ns: when it is sent, in real ns.
        text: what is sent.
        unplug: the adapter vanishes instead.
    """

    at_ns: int
    text: str
    unplug: bool


class Turns:
    """The messages and answers of one pump."""

    def __init__(self, overlap: str) -> None:
        """Begin with nothing to do; `overlap` as in `Readings`."""
        self._overlap = overlap
        self._answers: list[Answer] = []
        self._waiting: deque[str] = deque()

    @property
    def due_ns(self) -> int:
        """When the next answer is due."""
        return min((answer.at_ns for answer in self._answers), default=NEVER_NS)

    def admit(self, text: str) -> bool:
        """Whether a message is worked at now; if not it waits, or is lost."""
        if self._overlap == "answer_both" or not self._answers:
            return True
        if self._overlap == "queue" and len(self._waiting) < MOST_WAITING:
            self._waiting.append(text)
        return False

    def promise(self, answer: Answer) -> None:
        """Remember an answer until it is due."""
        self._answers.append(answer)

    def due(self, now_ns: int) -> Answer | None:
        """Take the first answer that is due by now."""
        if self.due_ns > now_ns:
            return None
        answer = min(self._answers, key=lambda one: one.at_ns)
        self._answers.remove(answer)
        return answer

    def next(self) -> str | None:
        """Take the next message whose turn it is."""
        return None if self._answers or not self._waiting else self._waiting.popleft()

    def clear(self) -> None:
        """Forget everything, as a pump does without power."""
        self._answers.clear()
        self._waiting.clear()
