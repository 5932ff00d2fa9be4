"""The profile of the next infusion after one with a reaction, or after one that was not completed.

Labels key the profile to the infusion's number alone. What a reaction makes of the next infusion is
said by some (obinutuzumab, daratumumab) and left open by others (no text of isatuximab says it).
Where nobody says it the infusion does not advance without the prescriber: the profile that was
reacted to is used once more, with the reason shown. After a profile that was used once more the one
behind it follows, whatever the number: no profile is skipped. Nothing is chosen silently.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.core.monograph import LabelProfile, Monograph
from service.core.past import Past as Past
from service.core.protocol import NextProfile, Profile, Protocol, covers

AnyProfile = Profile | LabelProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The profile of the next infusion, and why it is not simply the number's."""

    profile: str
    """Its id."""
    reason: str | None
    """A sentence for a person; None: the number alone decides."""
    order_needed: bool
    """Whether the infusion may not begin before a prescriber has named the profile."""


class NotAllowed(ValueError):
    """An ordered profile that the protocol does not have for this infusion."""


def next_profile(
    of: Protocol | Monograph, infusion_no: int, last: Past | None, ordered: str | None = None
) -> Chosen:
    """Return the profile of the `infusion_no`-th infusion, `last` being the one before it.

    `ordered` is the id of the profile that a prescriber has named for this infusion. It may hold
    back and it may advance as far as the number goes, never further: `NotAllowed`. `ValueError`
    where there is no profile for that number at all.
    """
    by_number = _covering(of.profiles, infusion_no)
    if by_number is None:
        raise ValueError(f"no profile for infusion {infusion_no} of {of.id}")
    if ordered is not None:
        return _ordered(of, by_number, ordered, last)
    if last is None or last.uneventful:
        return _advanced(of, by_number, last)
    held = _named((*of.profiles, *of.alternatives), last.profile) or of.profiles[0]
    if held in of.profiles and held not in _up_to(of.profiles, by_number):
        held = by_number  # a new course, or a re-load: never faster than the number
    what = _what(last)
    rule = of.next_profile
    if rule is NextProfile.ALTERNATIVE and last.grade != 0:
        profile = _covering(of.alternatives, infusion_no) or held
        return Chosen(
            profile=profile.id, reason=f"{what}: {profile.id}, by the label.", order_needed=False
        )
    if rule is NextProfile.REPEAT_PROFILE:
        return Chosen(
            profile=held.id,
            reason=f"{what}: {held.id} once more, by the label.",
            order_needed=False,
        )
    if rule is NextProfile.PRESCRIBER:
        reason = f"{what}: the prescriber names the profile; until then {held.id}."
        return Chosen(profile=held.id, reason=reason, order_needed=True)
    return Chosen(
        profile=held.id,
        reason=f"{what}: {held.id} once more, unless the prescriber orders {by_number.id}."
        if held != by_number
        else f"{what}: {held.id}, as its number has it; tell the prescriber.",
        order_needed=False,
    )


def _ordered(
    of: Protocol | Monograph, by_number: AnyProfile, ordered: str, last: Past | None
) -> Chosen:
    allowed = [*_up_to(of.profiles, by_number), *of.alternatives]
    profile = _named(allowed, ordered)
    if profile is None:
        names = ", ".join(each.id for each in allowed)
        raise NotAllowed(f"{ordered!r} is not a profile of this infusion: {names}")
    quiet = profile == by_number and (last is None or last.uneventful)
    reason = None if quiet else f"{profile.id}, as the prescriber ordered."
    return Chosen(profile=profile.id, reason=reason, order_needed=False)


def _advanced(of: Protocol | Monograph, by_number: AnyProfile, last: Past | None) -> Chosen:
    """The profile of the number, but never more than one beyond the one that was tolerated."""
    ids = [each.id for each in of.profiles]
    if last is None or last.profile in {each.id for each in of.alternatives}:
        return Chosen(profile=by_number.id, reason=None, order_needed=False)
    tolerated = ids.index(last.profile) if last.profile in ids else -1
    following = min(ids.index(by_number.id), tolerated + 1)
    if ids[following] == by_number.id:
        return Chosen(profile=by_number.id, reason=None, order_needed=False)
    reason = (
        f"{last.profile} was used in infusion {last.infusion_no}: {ids[following]} follows, unless"
        f" the prescriber orders {by_number.id}."
    )
    return Chosen(profile=ids[following], reason=reason, order_needed=False)


def _what(last: Past) -> str:
    number = f"infusion {last.infusion_no}"
    if last.grade is None:
        return f"A reaction in {number} was not graded"
    if last.grade > 0:
        return f"A reaction of grade {last.grade} in {number}"
    return f"{number[0].upper()}{number[1:]} was not completed"


def _up_to(profiles: Sequence[AnyProfile], by_number: AnyProfile) -> Sequence[AnyProfile]:
    return profiles[: profiles.index(by_number) + 1]


def _named(profiles: Iterable[AnyProfile], id_: str) -> AnyProfile | None:
    return next((each for each in profiles if each.id == id_), None)


def _covering(profiles: Iterable[AnyProfile], infusion_no: int) -> AnyProfile | None:
    return next(
        (each for each in profiles if covers(each.infusion_from, each.infusion_to, infusion_no)),
        None,
    )
