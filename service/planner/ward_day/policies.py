"""The ways of booking, and of giving chairs on the day, that are compared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from service.core.booking import offers
from service.planner.ward_day.online import Online
from service.planner.ward_day.placing import FirstFit, Placer
from service.planner.ward_day.ward import Ward

MakePlacer = Callable[[Ward, Mapping[str, int]], Placer]
"""Makes a placer for an empty day: the ward, the latest seat of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A way of booking, and of giving chairs on the day."""

    id: str
    says: str
    placer: MakePlacer
    bound: bool = False
    """Whether a patient waits for the chair that was meant, though another one is free."""
    deadline: bool = False
    """Whether visits that are likely to overrun must end that much before closing."""


def _online(policy: offers.Policy) -> MakePlacer:
    return partial(Online, policy)


_ALL = (
    Policy(
        id="nominal-bound",
        says="first fit by nominal lengths; everybody waits for the chair that was meant",
        placer=FirstFit,
        bound=True,
    ),
    Policy(
        id="nominal",
        says="first fit by nominal lengths; any free chair",
        placer=FirstFit,
    ),
    Policy(
        id="deadline",
        says="as nominal; visits likely to overrun end that much before closing",
        placer=FirstFit,
        deadline=True,
    ),
    Policy(
        id="picks-bound",
        says="the free start next to the wish, on a chair that is bound at once",
        placer=_online(offers.Policy.PATIENT_PICKS_BOUND),
        bound=True,
    ),
    Policy(
        id="picks",
        says="the free start next to the wish; any free chair",
        placer=_online(offers.Policy.PATIENT_PICKS),
    ),
    Policy(
        id="best-fit",
        says="the wish against the gaps that a start leaves; any free chair",
        placer=_online(offers.Policy.BEST_FIT),
    ),
    Policy(
        id="template",
        says="the wish against the expected visits that a start displaces; any free chair",
        placer=_online(offers.Policy.DYNAMIC_TEMPLATE),
    ),
    Policy(
        id="template-deadline",
        says="as template; visits likely to overrun end that much before closing",
        placer=_online(offers.Policy.DYNAMIC_TEMPLATE),
        deadline=True,
    ),
)

POLICIES = {each.id: each for each in _ALL}
"""By the name that the command line takes, in the order in which they are told."""

FIRST_POLICY = "template"
"""What is simulated where nobody names a policy: the ward's own way of booking."""
