"""What the visits of one ward take: by its protocols, or by the kinds that its file describes."""

from collections.abc import Iterable, Mapping

from drivers.quantities import Volume
from service.core.bags import NotPrepared
from service.core.booking.resources import ExpectedVisits, OtherKind, Resources
from service.core.booking.shape import Shape
from service.core.booking.shaping import shape_of, shape_of_kind
from service.core.label_rates import Mass
from service.core.monograph import Monograph
from service.core.protocol import Protocol


class UnknownVisit(Exception):
    """A visit that this ward does not have. Names the field that is wrong."""

    def __init__(self, field: str, reason: str) -> None:
        self.field, self.reason = field, reason
        super().__init__(reason)


class Shapes:
    """Asks the same plan that drives the pump how long a visit is."""

    def __init__(self, infused: Iterable[Protocol | Monograph], resources: Resources) -> None:
        self.infused = tuple(infused)
        self._infused: Mapping[str, Protocol | Monograph] = {each.id: each for each in self.infused}
        self._kinds: Mapping[str, OtherKind] = {kind.id: kind for kind in resources.kinds}
        self._times = resources.times
        self._bag = resources.bag if resources.pharmacy is not None else None
        self._counted: dict[tuple[str, int, str | None], Shape] = {}
        for each in self._infused.values():
            if isinstance(each, Protocol):
                self.of(each.id, 1)

    def of(
        self,
        what: str,
        infusion_no: int | None,
        *,
        profile: str | None = None,
        dose: Mass | None = None,
        volume: Volume | None = None,
        reacted: bool = False,
    ) -> Shape:
        """Return what a visit takes; `UnknownVisit` where the ward has no such visit.

        `reacted`: whether the patient has reacted to an earlier infusion of the drug.
        """
        kind = self._kinds.get(what)
        if kind is not None:
            if infusion_no is not None:
                raise UnknownVisit("infusion_no", "is for infusions by a protocol alone")
            return shape_of_kind(kind)
        protocol = self._infused.get(what)
        if protocol is None:
            raise UnknownVisit("what", "is neither a protocol nor another visit of this ward")
        if infusion_no is None:
            raise UnknownVisit("infusion_no", "is needed: it decides how long the infusion takes")
        if isinstance(protocol, Monograph):
            protocol = _for_bag(protocol, infusion_no, profile, dose, volume)
            return self._made(protocol, infusion_no, reacted=reacted)
        if infusion_no != 1 and not reacted:
            return self._made(_only(protocol, profile), infusion_no)
        key = what, infusion_no, profile  # a first infusion has none before it
        if key not in self._counted:  # to count its reactions takes 10 ms of the loop
            made = self._made(_only(protocol, profile), infusion_no, reacted=reacted)
            self._counted[key] = made
        return self._counted[key]

    def expected(self, says: ExpectedVisits) -> Shape:
        """Return what a visit takes that the ward's file expects; `UnknownVisit` as `of`."""
        return self.of(
            says.what,
            says.infusion_no,
            profile=says.profile,
            dose=says.dose,
            volume=says.volume,
        )

    def _made(self, protocol: Protocol, infusion_no: int, *, reacted: bool = False) -> Shape:
        try:
            return shape_of(protocol, infusion_no, self._times, self._bag, reacted=reacted)
        except ValueError:
            said = "the protocol has no rates for this infusion"
            raise UnknownVisit("infusion_no", said) from None


def _for_bag(
    monograph: Monograph,
    infusion_no: int,
    profile: str | None,
    dose: Mass | None,
    volume: Volume | None,
) -> Protocol:
    bag = monograph.bag(infusion_no, dose, volume, profile)
    found = bag if isinstance(bag, NotPrepared) else monograph.prepared(bag, profile)
    if isinstance(found, NotPrepared):
        raise UnknownVisit("dose_mg", f"the length depends on the bag: {found.sentence}")
    return found


def _only(protocol: Protocol, profile: str | None) -> Protocol:
    if profile is None:
        return protocol
    try:
        return protocol.only(profile)
    except KeyError:
        raise UnknownVisit("profile", "is not a profile of the protocol") from None
