"""Every family of pumps can be made by its name."""

import pytest

from simulators.alaris_frames import message
from simulators.bbraun_bcc_frames import frame
from simulators.families import FAMILIES, Wanted
from simulators.line import Line
from simulators.new_era_frames import safe_packet

QUESTION = {
    "new_era": safe_packet("0VER"),
    "alaris": message("COMMS_PROTOCOL"),
    "bbraun_bcc": frame("1/1/1>ADMIN:VERSION"),
}
ANSWER = {"new_era": b"NE", "alaris": b"Asena Rev 2.1.5", "bbraun_bcc": b"V3.30"}


@pytest.mark.parametrize(
    ("family", "profile"),
    [(name, profile) for name, family in FAMILIES.items() for profile in family.profiles],
)
def test_every_profile_of_every_family_answers_who_it_is(family: str, profile: str) -> None:
    pump = FAMILIES[family].make(Wanted(profile=profile, seed=3, speed=2.0))
    pump.preset({})
    line = Line(pump, baud=FAMILIES[family].baud)
    line.feed(QUESTION[family])
    assert ANSWER[family] in line.advance(0.5)


def test_a_reading_reaches_the_pump() -> None:
    pump = FAMILIES["alaris"].make(Wanted(profile="asena", readings=("errors=word",)))
    line = Line(pump, baud=38_400)
    line.feed(message("INF_START"))
    assert message("INF_START^ERROR") == line.advance(0.5)
