"""The accept level: what a gateway stores, and what it says of the rest."""

import pytest

from simulators.ihe_pcd_accept import NotAccepted, not_accepted
from simulators.ihe_pcd_er7 import read
from tests.simulators.pcd_ward import golden, order


@pytest.mark.parametrize("name", ["rgv_re", "rgv_xo"])
def test_a_golden_order_is_accepted(name: str) -> None:
    assert None is not_accepted(read(golden(name)))


def test_the_other_family_of_profile_ids_is_accepted() -> None:
    data = order().replace(b".1.6.1.3.1^ISO", b".1.6.4.3^ISO")
    assert None is not_accepted(read(data))


@pytest.mark.parametrize(
    ("old", "new", "level", "where"),
    [
        ("RGV^O15^RGV_O15", "RDE^O11^RDE_O11", "CR", "MSH-9"),
        ("|P|2.6|", "|P|2.3|", "CR", "MSH-12"),
        ("|P|2.6|", "|X|2.6|", "CR", "MSH-11"),
        (".1.6.1.3.1^ISO", ".1.6.1.1.1^ISO", "CR", "MSH-21.3"),
        ("|M1|", "||", "CE", "MSH-10"),
        ("|AL|AL|", "|AL||", "CE", "MSH-16"),
        ("20260102080000+0000||RGV", "20260102080000||RGV", "CE", "MSH-7"),
        ("ORC|RE|", "ORC|NW|", "CE", "ORC-1"),
        ("|20260102075955+0000|", "||", "CE", "ORC-9"),
        ("|20260102075955+0000|", "|20260102075955|", "CE", "ORC-9"),
        ("|N0001", "|", "CE", "ORC-19"),
        ("ORD1^WARDSVC^080019FFFE3ED02E^EUI-64", "", "CE", "ORC-2"),
        ("RTX^Rituximab^LOCAL", "^Rituximab", "CE", "RXG-4 wants id and text"),
        ("RTX^Rituximab^LOCAL", "RTX", "CE", "RXG-4 wants id and text"),
        ("RXG|1|", "RXG|one|", "CE", "RXG-1"),
        ("RXR|^IV^HL70162|", "RXR||", "CE", "RXR-1"),
        ("A0001^^080019FFFE3E0001^EUI-64", "A0001", "CE", "OBX-18 names no pump"),
        ("\rORC", "\rNTE|1||x\rORC", "CE", "NTE has no place here"),
        ("\rPV1|", "\rPV1|\rPV1|", "CE", "segments out of order"),
        ("\rRXR|", "\rOBX|9|ST|1^a||1\rRXR|", "CE", "segments out of order"),
        ("PID|||98765", "ZID|||98765", "CE", "no PID"),
    ],
)
def test_what_is_missing_or_wrong_is_said_by_level_and_place(
    old: str, new: str, level: str, where: str
) -> None:
    text = golden("rgv_re").decode()
    assert old in text
    why = not_accepted(read(text.replace(old, new).encode()))
    assert isinstance(why, NotAccepted)
    assert (level, where) == (why.level, why.where)


def test_the_old_form_of_a_pump_id_is_accepted() -> None:
    data = order().replace(b"A0001^^080019FFFE3E0001^EUI-64", b"^^A0001^PUMPVENDOR")
    assert None is not_accepted(read(data))


def test_an_order_without_an_observation_behind_its_route_is_not() -> None:
    text = golden("rgv_re").decode()
    why = not_accepted(read(text[: text.index("OBX")].encode()))
    assert why is not None
    assert "no OBX" == why.where
