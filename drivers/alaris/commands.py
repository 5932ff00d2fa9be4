"""The commands this driver uses, each with the form of its answer. There are no others.

No bolus, no purge, no clearing of the counter, no configuration, no switching off of the VTBI: what
a driver cannot say, no fault can make it say. (Page, "Commands seen".)
"""

import re
from dataclasses import dataclass

from drivers.alaris.figures import rate_to_text, volume_to_text
from drivers.alaris.frames import Message, crc
from drivers.link.asking import Fit
from drivers.quantities import Rate, Volume

_N = r" *[0-9]+(?:\.[0-9]+)? *"


@dataclass(frozen=True, slots=True)
class Command:
    """A command's text and the form of an answer that means "yes"."""

    text: str
    answer: re.Pattern[str]

    @property
    def word(self) -> str:
        """The command word; an answer begins with the same."""
        return Message(self.text).word

    def fit(self, message: Message) -> Fit:
        """Return what a received message is to this command: an answer has its word.

        A bare question that comes back is no answer but an echo.
        """
        echo = message.text == self.text and not self.agreed_by(self.text)
        return Fit.ANSWER if message.word == self.word and not echo else Fit.NOT

    def agreed_by(self, text: str) -> bool:
        """Whether this answer is the expected one, and not a refusal or something unknown."""
        return self.answer.fullmatch(text) is not None


def _asking(word: str, fields: str) -> Command:
    return Command(word, re.compile(rf"{word}\^{fields}", re.ASCII))


SERIAL_NUMBER = _asking("INST_SERIALNO", r"([!-\]_-{}~]{1,32})")
REVISION = _asking("COMMS_PROTOCOL", r"([ -\]_-{}~]{1,40})")
"""Answer: `Asena Rev 2.1.5`; taken as model and firmware."""
RESPONSE_MAX = _asking("COMMS_RESPONSE_MAX", r"([0-9]{1,6})\^ms")
SYRINGE = _asking("SYRINGE_STATUS", r"([^^]*)\^([^^]*)\^([A-Z]+)")
"""Answer: make, size (mL), CONF once somebody has confirmed it at the pump."""
RATE_MAX = _asking("INF_RATE_MAX_SYRINGE", rf"({_N})\^(ml/h)")
STATE = Command("INF", re.compile(r"INF\^.+", re.ASCII | re.DOTALL))
"""Answer: thirteen fields, read by `reading`."""
ALARM = _asking("ALARM", r"([A-Z_ ]+)(?:\^.*)?")
RATE = _asking("INF_RATE", rf"({_N})\^([^^]+)")
VOLUME_INFUSED = _asking("INF_VI", rf"({_N})\^([^^]+)")
VTBI = _asking("INF_VTBI", r"(ACTIV|DEACT)(?:\^([^^]*)\^([^^]*)\^([^^]*).*)?")
AUTHORITY = _asking("REMOTE_CTRL", r"(ENABLED|DISABLED)\^([^^]*)\^([^^]*)(?:\^.*)?")
"""Whether we may control. Inferred from how rate and VTBI are asked; never relied on alone."""

START = Command("INF_START", re.compile("INF_START"))
STOP = Command("INF_STOP", re.compile("INF_STOP"))


def take_authority(serial_number: str) -> Command:
    """Ask to control the pump of this serial number; its CRC is the code.

    The pump never shows the code again; PERMIT says that its configuration lets us.
    """
    answer = re.compile(r"REMOTE_CTRL\^ENABLED\^[^^]*\^PERMIT(?:\^.*)?", re.ASCII)
    return Command(f"REMOTE_CTRL^ENABLED^{crc(serial_number)}", answer)


def set_rate(rate: Rate) -> Command:
    """Set the rate, in mL/h; acts at once on a running pump. Answered with the rate taken."""
    return Command(f"INF_RATE^{rate_to_text(rate)}^ml/h", RATE.answer)


def set_vtbi(volume: Volume) -> Command:
    """Set how much may still be infused before the pump stops by itself."""
    return Command(f"INF_VTBI^ACTIV^{volume_to_text(volume)}^ml^STOP", VTBI.answer)
