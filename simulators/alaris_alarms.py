"""Alarms of an Alaris pump: which stop it, and which of several it shows.

The codes and the text of AL_OCCLU are from the page, which infers what a code means. Which of
them stop the pump, the other texts, and that a stopping alarm is shown before a warning and the
newer before the older, are readings of ours [U]. The KVO rate of AL_EOIKV and AL_VTBIK is not
modelled, nor the causes of AL_CALLB, AL_LBTAC, AL_LDSCN, AL_RHIGH, AL_VTBIC and the AL_TIT
family: these alarms come only when the control channel raises them.
"""

from collections.abc import Callable
from typing import NamedTuple

NO_ALARM = "AL_NOALM"


class Alarm(NamedTuple):
    """One alarm.

    Attributes:
        text: the text beside the code.
        stops: the pump stops and does not start while it stands.
    """

    text: str
    stops: bool


ALARMS: dict[str, Alarm] = {
    "AL_ACDIS": Alarm("AC POWER FAIL", False),
    "AL_CALLB": Alarm("CALL BACK", False),
    "AL_COMTO": Alarm("COMMUNICATIONS FAILURE", True),
    "AL_DRDIS": Alarm("DRIVE DISENGAGED", True),
    "AL_EMBAT": Alarm("BATTERY EMPTY", True),
    "AL_EOIKV": Alarm("END OF INFUSION KVO", False),
    "AL_EOIST": Alarm("END OF INFUSION", True),
    "AL_FAULT": Alarm("FAULT", True),
    "AL_LBTAC": Alarm("LOW BATTERY AC", False),
    "AL_LDSCN": Alarm("LINE DISCONNECTED", True),
    "AL_LWBAT": Alarm("BATTERY LOW", False),
    "AL_NEOIN": Alarm("NEAR END OF INFUSION", False),
    "AL_OCCLU": Alarm("OCCLUSION", True),
    "AL_PRDSC": Alarm("PRESSURE DISC OUT", True),
    "AL_RHIGH": Alarm("RATE HIGH", False),
    "AL_SYRCO": Alarm("CHECK SYRINGE", True),
    "AL_TCITG": Alarm("TITRATION", False),
    "AL_TITCA": Alarm("TITRATION CANCELLED", False),
    "AL_TITNC": Alarm("TITRATION NOT CONFIRMED", False),
    "AL_VTBIC": Alarm("VTBI DONE CONTINUE", False),
    "AL_VTBIK": Alarm("VTBI DONE KVO", False),
    "AL_VTBIS": Alarm("VTBI DONE STOP", True),
}


class Alarms:
    """The alarms that stand."""

    def __init__(self) -> None:
        """Begin with none."""
        self._standing: list[str] = []

    @property
    def code(self) -> str:
        """The code that is shown; "" when none stands."""
        stopping = [code for code in self._standing if ALARMS[code].stops]
        return (stopping or self._standing or [""])[-1]

    @property
    def fields(self) -> list[str]:
        """The fields of an ALARM message."""
        code = self.code
        return [code, ALARMS[code].text, ""] if code else [NO_ALARM, " ", " "]

    @property
    def stopping(self) -> bool:
        """Whether one stands that stops the pump."""
        return any(ALARMS[code].stops for code in self._standing)

    def raise_(self, code: str) -> None:
        """Let an alarm stand, as the newest."""
        self.drop(code)
        self._standing.append(code)

    def drop(self, code: str) -> None:
        """End an alarm whose cause is gone."""
        if code in self._standing:
            self._standing.remove(code)

    def acknowledge(self, lasts: Callable[[str], bool]) -> None:
        """End the alarms whose cause does not last."""
        self._standing = [code for code in self._standing if lasts(code)]

    def clear(self) -> None:
        """Forget all, as a pump does without power."""
        self._standing.clear()
