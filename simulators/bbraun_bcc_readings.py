"""What the page leaves open about the BCC interface, and what can be wrong with a station.

A reading is chosen when the station is made, so that a driver can be tried against each. All of
them are unknown [U] unless a source is named: the maker's specification could not be reached,
nothing was tried on a station. The first word of each is the default.
"""

from dataclasses import dataclass
from typing import ClassVar

from simulators.faults import BABBLES, ECHOES, Faults
from simulators.readings import Chosen

READINGS: dict[str, tuple[str, ...]] = {
    "requests": ("acked", "answered"),
    "broken": ("nak", "silent"),
    "beds": ("any", "own"),
    "overlap": ("anew", "ignored"),
    "parts": ("by_pump", "by_sixteen"),
    "next_part": ("after_ack", "at_once"),
    "no_ack": ("resend", "give_up"),
    "told": ("acked", "sent"),
    "unchanged": ("sent", "left_out"),
    "new": ("once", "always"),
    "model": ("never", "later"),
    "removed": ("once", "stays"),
    "slot_names": ("letter", "digits"),
    "stopped": ("zero", "rate"),
    "standby": ("rate", "zero"),
    "volumes": ("invi_in", "invi_left"),
}

ERRORS = ("11", "39", "68", "811")
"""No pump, pump taken out, syntax, no such slot."""

ALARMS = ("occlusion", "drive", "end", "air", "door")
"""Why a pump stopped, in words of ours: no source says which record tells an alarm."""


@dataclass(frozen=True, slots=True)
class Readings(Chosen):
    """One way to read the page.

    Attributes:
        requests: a request gets an ACK as any other frame does, and its answer after it; or its
            answer alone.
        broken: a frame whose length or check is wrong gets a NAK, or nothing.
        beds: a request for any bed is answered, or only one for `1` and for the station's own.
        overlap: a request that comes before the last answer is over ends that answer, or is
            not heard.
        parts: a part for each pump, the first with the rack's records (as recorded); or besides
            no part with more than sixteen records.
        next_part: the next part waits for the ACK (the page's own reading), or all are sent at
            once.
        no_ack: a part without ACK, or with NAK, is sent again, three times in all, or ends the
            answer.
        told: a value counts as told when its part got its ACK, or when it was sent.
        unchanged: a value that was told before is told again, or left out.
        new: GNNEW comes until a pump was told once, or every time.
        model: once GNNEW is over, GNMODEL never comes, or takes its place.
        removed: GNERR 39 comes until it was told once, then 11; or for as long as the slot is
            empty. MEM:GET tells it too; that it does not tell 11 is as recorded.
        slot_names: from 10 up a letter, or two digits as on BCC 3.30. Requests have letters.
        stopped: the rate of a stopped pump is told as 0, or as it is set.
        standby: a pump that stands by tells its rate, or 0. A recorded frame has the first, but
            its length and check do not agree with its bytes.
        volumes: INVI is what went in and INVOLACT what is left, or the other way round.
    """

    WORDS = READINGS

    requests: str = "acked"
    broken: str = "nak"
    beds: str = "any"
    overlap: str = "anew"
    parts: str = "by_pump"
    next_part: str = "after_ack"
    no_ack: str = "resend"
    told: str = "acked"
    unchanged: str = "sent"
    new: str = "once"
    model: str = "never"
    removed: str = "once"
    slot_names: str = "letter"
    stopped: str = "zero"
    standby: str = "rate"
    volumes: str = "invi_in"


@dataclass(slots=True)
class BccFaults(Faults):
    """What is wrong with a station, beside what can be wrong with every pump.

    Faults of the fluid path meet every pump of the station. `refuse_next` takes the code of a
    GNERR that the next request gets for its answer.

    Attributes:
        answer_s: time the station takes for each answer, real seconds; not known [U].
        refuse_requests: good requests that get a NAK and nothing else.
        wrong_checks: parts that are sent with a wrong check.
        wrong_lengths: parts that are sent with a wrong length and a check that is right.
    """

    CHOICES: ClassVar[dict[str, tuple[str, ...]]] = {
        "echo": ECHOES,
        "boot_babble": BABBLES,
        "alarm_on_request": ("", *ALARMS),
        "alarm_before_reply": ("", *ALARMS),
        "refuse_next": ("", *ERRORS),
    }

    answer_s: float = 0.0
    refuse_requests: int = 0
    wrong_checks: int = 0
    wrong_lengths: int = 0
