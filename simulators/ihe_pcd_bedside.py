"""The nurse at the pump: what is done with each offer, and when.

A plan is a list of answers; each offer takes the next one, the last is used for ever:

    {"then": "confirm", "after_s": 5}                       start it as offered
    {"then": "edit", "after_s": [3, 9], "rate_ml_h": "40"}  change it first (also vtbi_ml)
    {"then": "reject", "after_s": 2}                        refused: 9023
    {"then": "walk_away"}                                   nobody comes: 9015 after the offer time

Two times are a span from which the seed draws one. Times are real seconds.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulators.ihe_pcd_program import Offer
from simulators.ihe_pcd_pump import NS_PER_S, Pump
from simulators.volumes import nl_from_ml

ANSWERS = ("confirm", "edit", "reject", "walk_away")
USUAL_S = 5.0
LONGEST_S = 86_400.0

_KEYS = {"then", "after_s", "rate_ml_h", "vtbi_ml"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the nurse does with one offer, after a time between two."""

    then: str = "confirm"
    after_s: tuple[float, float] = (USUAL_S, USUAL_S)
    rate_nl_h: int | None = None
    volume_nl: int | None = None


def read_plan(values: object) -> tuple[Answer, ...]:
    """Read a plan as the control channel writes it; raises ValueError with the reason."""
    if not isinstance(values, Sequence) or isinstance(values, str) or not values:
        raise ValueError("a plan is a list of answers")
    return tuple(_answer(value) for value in values)


def _answer(value: object) -> Answer:
    if not isinstance(value, Mapping) or value.get("then") not in ANSWERS:
        raise ValueError(f"an answer has then: {', '.join(ANSWERS)}")
    if unknown := value.keys() - _KEYS:
        raise ValueError(f"an answer has no {', '.join(sorted(map(str, unknown)))}")
    return Answer(
        str(value["then"]),
        _span(value.get("after_s", USUAL_S)),
        nl_from_ml(str(value["rate_ml_h"])) if "rate_ml_h" in value else None,
        nl_from_ml(str(value["vtbi_ml"])) if "vtbi_ml" in value else None,
    )


def _span(value: object) -> tuple[float, float]:
    ends: list[object] = value if isinstance(value, list) else [value, value]
    known = [
        float(end)
        for end in ends
        if isinstance(end, (int, float)) and not isinstance(end, bool) and 0.0 <= end <= LONGEST_S
    ]
    if not len(known) == len(ends) == len(("from", "to")) or known[0] > known[1]:
        raise ValueError(f"after_s is 0 to {LONGEST_S:g} seconds, or two such, the shorter first")
    return known[0], known[1]


class Bedside:
    """One pump and the nurse who comes to it. Times are real ns since the start."""

    def __init__(
        self,
        pump: Pump,
        plan: Sequence[Answer] = (Answer(),),
        seed: int = 0,
        location: str = "DAYUNIT^CHAIR^01",
    ) -> None:
        """Send a nurse with a plan to a pump that stands at a place (PV1-3)."""
        self.pump = pump
        self.location = location
        self._random = random.Random(seed)
        self._plan = list(plan)
        self._for: Offer | None = None
        self._answer = Answer()
        self._due_ns: int | None = None

    def plan(self, answers: Sequence[Answer]) -> None:
        """Give the nurse another plan, from the next offer on."""
        self._plan = list(answers)

    def run_to(self, now_ns: int) -> None:
        """Let pump and nurse go on to a moment."""
        self._notice()
        while self._due_ns is not None and self._due_ns <= now_ns:
            self.pump.run_to(self._due_ns)
            self._due_ns = None
            if self.pump.offer is self._for:
                self._act()
            self._notice()
        self.pump.run_to(now_ns)
        self._notice()

    def due_ns(self) -> int | None:
        """When pump or nurse will do something next; None = not foreseeable."""
        dues = [due for due in (self._due_ns, self.pump.due_ns()) if due is not None]
        return min(dues, default=None)

    def _notice(self) -> None:
        """See that there is a new offer, and choose what to do with it."""
        offer = self.pump.offer
        if offer is self._for:
            return
        self._for, self._due_ns = offer, None
        if offer is None:
            return
        self._answer = self._plan.pop(0) if len(self._plan) > 1 else self._plan[0]
        if self._answer.then != "walk_away":
            after_s = self._random.uniform(*self._answer.after_s)
            self._due_ns = self.pump.now_ns + round(after_s * NS_PER_S)

    def _act(self) -> None:
        answer = self._answer
        if answer.then == "reject":
            self.pump.reject()
        elif answer.then == "edit":
            self.pump.confirm(answer.rate_nl_h, answer.volume_nl)
        else:
            self.pump.confirm()
