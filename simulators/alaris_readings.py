"""What the page leaves open about Alaris pumps, and what can be wrong with one.

A reading is chosen when the pump is made, so that a driver can be tried against each. All of
them are unknown [U]: the Technical Service Manual could not be reached, nothing was tried on a
pump. The first word of each is the default.
"""

from dataclasses import dataclass
from typing import ClassVar

from simulators.alaris_alarms import ALARMS
from simulators.faults import BABBLES, ECHOES, Faults
from simulators.readings import Chosen

READINGS: dict[str, tuple[str, ...]] = {
    "vtbi": ("from_now", "from_vi"),
    "vtbi_answer": ("set", "left"),
    "vtbi_after": ("spent", "off"),
    "vtbi_running": ("taken", "refused"),
    "overlap": ("queue", "drop", "answer_both"),
    "errors": ("silent", "state", "word"),
    "unsolicited": ("never", "until_deact", "always"),
    "clear_alarm": ("key", "start"),
    "stop": ("authorised", "always"),
    "time_out": ("releases", "keeps"),
    "keys": ("leave", "release"),
    "mode": ("set_hld", "infuse_hold", "set", "blank"),
    "no_alarm": ("letter", "code", "dash"),
    "vtbi_off": ("short", "long"),
}


@dataclass(frozen=True, slots=True)
class Readings(Chosen):
    """One way to read the page.

    Attributes:
        vtbi: a VTBI is what is still to come from the moment it is set, or the volume infused
            at which the pump stops.
        vtbi_answer: asked for the VTBI, the pump says what was set or what is left of it.
        vtbi_after: a VTBI that is complete forbids a start until a new one is set, or is off.
        vtbi_running: the VTBI of a running pump can be set.
        overlap: a message that comes before the last one was answered waits for its turn, is
            lost, or is carried out and answered as if it were alone.
        errors: a refused message is not answered, is answered as the question of that name, or
            with `NAME^ERROR`. What cannot be asked gets no answer instead of the second.
        unsolicited: new alarms are sent by the pump itself: not at all, until
            `REMQUERY^DEACT`, or whatever was said.
        clear_alarm: an alarm whose cause is gone is cleared by a key alone, or by a start too.
        stop: INF_STOP needs remote control, or never does.
        time_out: the communications alarm takes remote control away.
        keys: a key takes remote control away.
        mode: the mode in INF is SET, or HLD with a rate of zero while the pump stands; or it is
            INFUSE or HOLD, always SET, or empty, each with the rate that is set. One answer is
            recorded, in a comment of OpenICE's `AlarisMITM.java` and with a right CRC:
            `8002-51733^A^HLD^0.00^ml/h^^0.969^...`; SET is what a stand-in for an Alaris pump
            answers there, whatever the pump does.
        no_alarm: the alarm field of INF is A with an alarm and a dash without one, as recorded;
            or the code of ALARM, and without one AL_NOALM or a dash.
        vtbi_off: without a VTBI the question is answered with one field, or with as many as
            there are with one (`Asena.java` of OpenICE reads the second).
    """

    WORDS = READINGS

    vtbi: str = "from_now"
    vtbi_answer: str = "set"
    vtbi_after: str = "spent"
    vtbi_running: str = "taken"
    overlap: str = "queue"
    errors: str = "silent"
    unsolicited: str = "never"
    clear_alarm: str = "key"
    stop: str = "authorised"
    time_out: str = "releases"
    keys: str = "leave"
    mode: str = "set_hld"
    no_alarm: str = "letter"
    vtbi_off: str = "short"


@dataclass(slots=True)
class AlarisFaults(Faults):
    """What is wrong with an Alaris pump, beside what can be wrong with every pump.

    `refuse_next` takes "refuse": the next message is refused as the readings say.

    Attributes:
        answer_s: time the pump takes for each answer, real seconds; the page allows 4.
        remote_locked: remote control is off in the pump's configuration.
        mains_lost: the pump runs on its battery.
        battery_s: how long that lasts from the moment the mains are lost, pump seconds.
        drive_disengaged: the plunger drive lost the syringe's plunger.
        syringe_out: the syringe is out of its clamps; it must be confirmed when it is back.
        pressure_disc_out: the pressure disc is out of its transducer.
    """

    CHOICES: ClassVar[dict[str, tuple[str, ...]]] = {
        "echo": ECHOES,
        "boot_babble": BABBLES,
        "alarm_on_request": ("", *ALARMS),
        "alarm_before_reply": ("", *ALARMS),
        "refuse_next": ("", "refuse"),
    }

    answer_s: float = 0.0
    remote_locked: bool = False
    mains_lost: bool = False
    battery_s: float = 4 * 3_600.0
    drive_disengaged: bool = False
    syringe_out: bool = False
    pressure_disc_out: bool = False
