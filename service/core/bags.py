"""Which bags a monograph allows: volume, dose and concentration, and why a bag is refused."""

from dataclasses import dataclass
from enum import Enum

from drivers.quantities import NO_VOLUME, Volume
from service.core.label_rates import Bag, Concentration, Mass


class Unprepared(Enum):
    """Why a monograph makes no protocol of a bag. Stable; never reused for another meaning."""

    DOSE_MISSING = "dose-missing"
    DOSE_NOT_ALLOWED = "dose-not-allowed"
    BAG_VOLUME_MISSING = "bag-volume-missing"
    BAG_VOLUME_NOT_ALLOWED = "bag-volume-not-allowed"
    CONCENTRATION_NOT_ALLOWED = "concentration-not-allowed"
    RATE_TOO_LOW = "rate-too-low"
    INFUSION_TOO_LONG = "infusion-too-long"
    UNKNOWN_PROFILE = "unknown-profile"
    NO_PROFILE = "no-profile"
    """The monograph is not for an infusion of this number."""


@dataclass(frozen=True, slots=True)
class NotPrepared:
    """A refusal, with a sentence for the person who wrote the order."""

    id: Unprepared
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BagRule:
    """What a bag must be. Every limit is inclusive."""

    volume_min: Volume
    volume_max: Volume
    """The same as `volume_min` where the label fixes the volume."""
    dose: Mass | None
    """The only dose; None: by the order."""
    concentration: tuple[Concentration, Concentration] | None
    """Lowest and highest; None: the label gives no range."""

    @property
    def volume(self) -> Volume | None:
        """The only volume; None: by the order."""
        return self.volume_min if self.volume_min == self.volume_max else None

    def filled(self, dose: Mass | None, volume: Volume | None) -> Bag | NotPrepared:
        """Return the bag of an order; what the label fixes need not be said."""
        volume = self.volume if volume is None else volume
        if volume is None:
            return NotPrepared(
                Unprepared.BAG_VOLUME_MISSING,
                f"The order must name the volume of the bag, {self.volume_min.ml} to"
                f" {self.volume_max.ml} mL.",
            )
        bag = Bag(volume=volume, dose=self.dose if dose is None else dose)
        return self.refusal(bag) or bag

    def refusal(self, bag: Bag) -> NotPrepared | None:
        """Return why `bag` is not allowed, or None."""
        return self._volume(bag.volume) or self._dose(bag.dose) or self._concentration(bag)

    def _volume(self, volume: Volume) -> NotPrepared | None:
        if volume > NO_VOLUME and self.volume_min <= volume <= self.volume_max:
            return None
        limits = f"{self.volume_min.ml} to {self.volume_max.ml} mL"
        if self.volume is not None:
            limits = f"{self.volume.ml} mL"
        return NotPrepared(
            Unprepared.BAG_VOLUME_NOT_ALLOWED,
            f"A bag of {volume.ml} mL is not allowed: the protocol has {limits}.",
        )

    def _dose(self, dose: Mass | None) -> NotPrepared | None:
        if dose is None or (dose.ug > 0 and self.dose in (None, dose)):
            return None
        said = "it must be above 0" if self.dose is None else f"the protocol has {self.dose.mg} mg"
        return NotPrepared(
            Unprepared.DOSE_NOT_ALLOWED, f"A dose of {dose.mg} mg is not allowed: {said}."
        )

    def _concentration(self, bag: Bag) -> NotPrepared | None:
        if self.concentration is None:
            return None
        if bag.dose is None:
            return DOSE_MISSING
        low, high = self.concentration
        held = bag.dose.ug * 1_000
        if low.ug_per_ml * bag.volume.ul <= held <= high.ug_per_ml * bag.volume.ul:
            return None
        return NotPrepared(
            Unprepared.CONCENTRATION_NOT_ALLOWED,
            f"{bag.dose.mg} mg in {bag.volume.ml} mL is outside {low.mg_per_ml} to"
            f" {high.mg_per_ml} mg/mL.",
        )


DOSE_MISSING = NotPrepared(
    Unprepared.DOSE_MISSING, "The order must name the dose in mg: the rates depend on it."
)
