"""The protocol of one session: what the label says, for the bag and the profile of the order."""

from dataclasses import dataclass

from service.core.bags import NotPrepared
from service.core.label_rates import Mass
from service.core.monograph import Monograph
from service.core.next_profile import NotAllowed, next_profile
from service.core.protocol import Protocol
from service.core.refusals import Refusal, RefusalId
from service.core.session.ready_state import Order, Past


@dataclass(frozen=True, slots=True)
class Ordered:
    """A protocol that can be run, and why its profile is not simply the number's."""

    protocol: Protocol
    profile_reason: str | None


def ordered(
    of: Protocol | Monograph, infusion_no: int, order: Order, last: Past | None
) -> Ordered | Refusal:
    """Return the protocol for an order, `last` being the patient's infusion before.

    Refuses a profile beyond the infusion's number, a number that has none, and a bag that the label
    does not allow.
    """
    try:
        chosen = next_profile(of, infusion_no, last, order.profile)
    except NotAllowed as error:
        return Refusal(RefusalId.PROFILE_NOT_ALLOWED, f"The order: {error}.")
    except ValueError:
        return Refusal(
            RefusalId.NO_PROFILE, f"{of.drug} has no profile for infusion {infusion_no}."
        )
    if isinstance(of, Monograph):
        bag = of.bag(infusion_no, Mass(order.dose_ug), order.bag_volume, chosen.profile)
        found = bag if isinstance(bag, NotPrepared) else of.prepared(bag, chosen.profile)
        if isinstance(found, NotPrepared):
            return Refusal(RefusalId.BAG_NOT_ALLOWED, f"{of.drug}: {found.sentence}")
        return Ordered(found, chosen.reason)
    if chosen.profile != of.profile(infusion_no).id:
        of = of.only(chosen.profile)
    return Ordered(of, chosen.reason)
