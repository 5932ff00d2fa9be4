"""Bugs in what is told of a reaction, and in how a chair is taken over."""

from dataclasses import replace
from itertools import count
from typing import Any

from drivers.quantities import NO_RATE
from service.api.bodies_reaction import RescueDrugBody
from service.api.routes import reactions
from service.api.taps import Taps
from service.api.telling import tell as tell_ward
from service.api.views import session as session_views
from service.api.views.open_items import open_items
from service.api.views.reaction import reaction_views
from service.core.refusals import Refusal
from service.core.session import decide, hand_over, react
from service.core.session import events as e
from service.core.session import evolve as evolving
from service.core.session.answers import told
from service.core.session.state import Phase, Session
from service.core.session.tell_of_reaction import tell_of_reaction
from service.store.codec import Codec
from tests.torture.bugs.plant import Bug, Change, bug

TELLS = {"reacts": 0.1, "tells": 0.6}
HANDS_OVER = {"hands_over": 0.4}


@bug(
    "resumed-after-a-hospital-stay",
    "INV-35",
    "A stay in hospital is recorded with the grade and ends nothing",
    habits={"reacts": 0.05, "stays": 1.0},
)
def resumed_after_a_stay() -> list[Change]:
    original = react.grade

    def grade(s: Session, command: Any) -> Any:
        rules = replace(s.protocol.reaction, endings=())
        return original(replace(s, protocol=replace(s.protocol, reaction=rules)), command)

    return [(react, "grade", grade)]


@bug(
    "back-dated-becomes-now",
    "INV-36",
    "What was earlier is recorded for the time at which it was entered",
    habits=TELLS,
)
def back_dated_becomes_now() -> list[Change]:
    original = reactions._of

    def of(said: Any, body: Any) -> Any:
        return original(said, body.model_copy(update={"happened_at": None}))

    return [(reactions, "_of", of)]


@bug(
    "late-is-not-marked",
    "INV-36",
    "An entry made after the reaction was over looks like one made in time",
    habits=TELLS,
)
def late_is_not_marked() -> list[Change]:
    original = tell_of_reaction

    def tell(s: Session, command: Any) -> Any:
        answer = original(s, command)
        if isinstance(answer, Refusal):
            return answer
        return tuple(
            replace(each, late=False) if isinstance(each, e.ToldOfReaction) else each
            for each in answer
        )

    return [(decide, "tell_of_reaction", tell)]


@bug(
    "correction-hides-what-it-corrects",
    "INV-36",
    "An entry that was corrected is shown no more",
    habits=TELLS,
)
def correction_hides() -> list[Change]:
    original = reaction_views

    def views(s: Session, happened: Any) -> Any:
        return [
            each.model_copy(
                update={"entries": [entry for entry in each.entries if not entry.corrected_by]}
            )
            for each in original(s, happened)
        ]

    return [(session_views, "reaction_views", views)]


@bug(
    "correction-names-nothing",
    "INV-36",
    "A correction is recorded as an entry of its own, so that both stand",
    habits=TELLS,
)
def correction_names_nothing() -> list[Change]:
    original = tell_of_reaction

    def tell(s: Session, command: Any) -> Any:
        return original(s, replace(command, amends=None))

    return [(decide, "tell_of_reaction", tell)]


@bug(
    "drug-recorded-twice",
    "GIP-14",
    "A double tap on a rescue drug records it twice",
    habits={**TELLS, "doubles": 0.8},
)
def drug_recorded_twice() -> list[Change]:
    original, taps = tell_ward, count(1)

    async def tell(here: Any, speaker: Any, session: str, body: Any, make: Any) -> Any:
        if isinstance(body, RescueDrugBody):
            speaker = replace(speaker, tap=f"{speaker.tap}-{next(taps)}")
        return await original(here, speaker, session, body, make)

    return [(reactions, "tell", tell)]


@bug(
    "told-by-whoever-has-the-chair",
    "INV-36",
    "What is told of a reaction is signed by who has taken the chair over",
    habits={**TELLS, **HANDS_OVER},
)
def told_by_whoever_has_the_chair() -> list[Change]:
    def tell(s: Session, command: Any) -> Any:
        by = s.taken_over.by if s.taken_over else command.by
        return tell_of_reaction(s, replace(command, by=by))

    return [(decide, "tell_of_reaction", tell)]


@bug(
    "shown-and-not-stored",
    "INV-36",
    "For when a drug was given is shown, and not in the journal",
    habits=TELLS,
)
def shown_and_not_stored() -> list[Change]:
    original = Codec.encode

    def encode(self: Codec[Any], event: Any) -> Any:
        if isinstance(event, e.RescueDrugGiven):
            event = replace(event, happened_at=event.at)
        return original(self, event)

    return [(Codec, "encode", encode)]


@bug(
    "taps-die-with-the-service",
    "GIP-14",
    "The next service does not know which taps have been carried out",
    "killed",
    habits={**TELLS, "doubles": 0.5},
)
def taps_die() -> list[Change]:
    original = Taps.__init__

    def begin(self: Taps, stored: Any) -> None:
        original(self, {})

    return [(Taps, "__init__", begin)]


@bug(
    "old-page-takes-over",
    "REC-08",
    "A chair is taken over although the record has moved on since it was shown",
    habits={**HANDS_OVER, "old_pages": 0.8},
)
def old_page_takes_over() -> list[Change]:
    original = hand_over.take_chair_over

    def take(s: Session, command: Any) -> Any:
        return original(s, replace(command, version=s.entries))

    return [(hand_over, "take_chair_over", take)]


@bug(
    "unread-items-taken-over",
    "REC-08",
    "A chair is taken over whatever was shown of what is open",
    habits={**HANDS_OVER, "old_pages": 0.8},
)
def unread_items_taken_over() -> list[Change]:
    original = hand_over.take_chair_over

    def take(s: Session, command: Any) -> Any:
        return original(s, replace(command, open_items=command.shown))

    return [(hand_over, "take_chair_over", take)]


@bug(
    "hand-over-keeps-alarms-alone",
    "INV-37",
    "What was open and is no alarm is not in the record of a hand-over",
    habits=HANDS_OVER,
)
def hand_over_keeps_alarms_alone() -> list[Change]:
    original = told

    def only_alarms(kind: Any, command: Any, **fields: Any) -> Any:
        kept = tuple(each for each in fields["open_items"] if each.startswith("Alarm"))
        return original(kind, command, **{**fields, "open_items": kept})

    return [(hand_over, "told", only_alarms)]


@bug(
    "open-reaction-is-no-open-item",
    "INV-37",
    "A reaction is told to the next nurse only until it is graded",
    habits={**TELLS, **HANDS_OVER},
)
def open_reaction_untold() -> list[Change]:
    original = open_items

    def items(view: Any) -> list[str]:
        graded = view.reaction is None or view.reaction.grade is not None
        return original(view.model_copy(update={"reactions": []}) if graded else view)

    return [(session_views, "open_items", items)]


@bug(
    "hand-over-attests",
    "INV-02",
    "Who takes a chair over has attested the step that asks for it",
    habits={**HANDS_OVER, "late_s": 20.0},
    first=3,
)
def hand_over_attests() -> list[Change]:
    original = evolving._evolved

    def evolved(s: Session, event: Any) -> Session:
        after = original(s, event)
        if not isinstance(event, e.ChairTakenOver) or s.phase is not Phase.INFUSING:
            return after
        return original(after, e.NoReactionAttested(**_who(event), step_no=s.step_no))

    return [(evolving, "_evolved", evolved)]


@bug(
    "hand-over-lets-go-on",
    "INV-08",
    "Who takes over a chair that is held has let it go on",
    "hand",
    habits={**HANDS_OVER, "waits_s": 15.0},
)
def hand_over_lets_go_on() -> list[Change]:
    original = evolving._evolved

    def evolved(s: Session, event: Any) -> Session:
        after = original(s, event)
        if not isinstance(event, e.ChairTakenOver) or s.phase is not Phase.HELD or s.only_lifted:
            return after
        return original(after, e.Resumed(**_who(event), reported=NO_RATE))

    return [(evolving, "_evolved", evolved)]


def _who(event: e.Told) -> dict[str, Any]:
    return {"at": event.at, "by": event.by, "tablet": event.tablet, "tap": event.tap}


RECORD: list[Bug] = [each for each in globals().values() if isinstance(each, Bug)]
