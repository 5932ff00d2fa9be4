"""Wards: what one may ask for, and what it is told about the line that is wrong."""

from pathlib import Path

import pytest

import config
from service.catalog import SIMULATOR, Mode, load_ward
from service.catalog.wards import Acting
from tests.service.catalog.edits import edited
from tests.service.catalog.wards import AUTOMATIC, BENCH, refusals, ward

# (what is changed, into what, the line that is blamed: as it is written there, the whole reason)
WARD = [
    (
        "mode: simulation",
        "mode: test",
        "  mode: test",
        "ward.mode: 'test' is not one of: simulation, patient",
    ),
    (
        "zone: Europe/Berlin",
        "zone: Mars/Olympus",
        "  zone: Mars/Olympus",
        "ward.zone: 'Mars/Olympus' is not a time zone such as Europe/Berlin",
    ),
    (
        "zone: Europe/Berlin",
        'zone: "../../etc/passwd"',
        '  zone: "../../etc/passwd"',
        "ward.zone: '../../etc/passwd' is not a time zone such as Europe/Berlin",
    ),
    (
        'bind: "127.0.0.1"',
        'bind: "0.0.0.0"',
        '  bind: "0.0.0.0"',
        "ward.bind: 0.0.0.0 can be reached from other machines;"
        " say allow_lan: true if that is meant",
    ),
    (
        'bind: "127.0.0.1"',
        'bind: "::"',
        '  bind: "::"',
        "ward.bind: :: can be reached from other machines; say allow_lan: true if that is meant",
    ),
    (
        'bind: "127.0.0.1"',
        "bind: localhost",
        "  bind: localhost",
        "ward.bind: 'localhost' is not an IP address such as 127.0.0.1",
    ),
    ("port: 8000", "port: 0", "  port: 0", "ward.port: 0 is not within 1 to 65535"),
    ("speed: 1", "speed: 0", "  speed: 0", "ward.speed: 0 is not within 1 to 10000"),
    (
        "store: bench.sqlite",
        "store: postgresql://ward@db/ward",
        "  store: postgresql://ward@db/ward",
        "ward.store: must be the path of a file, not an address",
    ),
    (
        "protocols: [isatuximab]",
        "protocols: [aspirin]",
        "protocols: [aspirin]",
        "protocols: no protocol is called 'aspirin' (there are: "
        + ", ".join(config.names("protocols"))
        + ")",
    ),
    (
        "protocols: [isatuximab]",
        "protocols: [isatuximab, isatuximab]",
        "protocols: [isatuximab, isatuximab]",
        "protocols: the id 'isatuximab' is given twice",
    ),
    (
        "pump: pump-1",
        "pump: pump-9",
        "  - {id: chair-1, pump: pump-9}",
        "chairs[chair-1].pump: there is no pump 'pump-9' in this ward",
    ),
    (
        "pump: pump-2",
        "pump: pump-1",
        "chairs:",
        "chairs: chair-2 and chair-1 share the pump 'pump-1'",
    ),
    ("id: chair-2", "id: chair-1", "chairs:", "chairs: the id 'chair-1' is given twice"),
    (
        "address: 1",
        "address: 0",
        "pumps:",
        "pumps: pump-1 and pump-2 have one port and the same address",
    ),
    (
        "address: 1\n    baud: 19200",
        "address: 1\n    baud: 9600",
        "pumps:",
        "pumps: pump-2 shares the port /dev/serial/by-id/first-cable at another speed",
    ),
    (
        "address: 1",
        "address: 100",
        "    address: 100",
        "pumps[pump-2].address: 100 is not within 0 to 99",
    ),
    (
        "port: socket://127.0.0.1:4001",
        "port: COM4",
        "    port: COM4",
        "pumps[pump-3].port: must be simulator or begin with one of:"
        " /dev/, socket://, rfc2217://, mllp://, mllps://",
    ),
    (
        "family: new_era",
        "family: alaris",
        "    family: alaris",
        "pumps[pump-1].family: ne9000 is a pump of the family new_era",
    ),
]


@pytest.mark.parametrize(("old", "new", "blamed", "reason"), WARD)
def test_a_ward_that_cannot_be_is_refused_with_its_line(
    folder: Path, old: str, new: str, blamed: str, reason: str
) -> None:
    text, _ = edited(BENCH, old, new)

    assert refusals(folder, text) == [(blamed, reason)]


@pytest.mark.shows("INV-31")
def test_nobody_is_treated(folder: Path) -> None:
    """And if somebody were: neither by a bench pump, nor faster, nor by a draft, nor unattested."""
    text = BENCH.replace("mode: simulation", "mode: patient").replace("speed: 1", "speed: 60")
    text = text.replace("socket://127.0.0.1:4001", SIMULATOR) + AUTOMATIC

    found = refusals(folder, text)

    bench = "ne9000 is for the bench only, never for a patient"
    assert found == [
        (
            "  mode: patient",
            "ward.mode: patient wards are refused: nobody has cleared this version for one",
        ),
        ("  speed: 60", "ward.speed: a patient ward runs as fast as the clock: 1"),
        (
            "protocols: [isatuximab]",
            "protocols: isatuximab is a draft, not signed for clinical use",
        ),
        *[("    profile: ne9000", f"pumps[pump-{n}].profile: {bench}") for n in (1, 2)],
        ("    profile: ne9000", f"pumps[pump-3].profile: {bench}"),
        ("    port: simulator", "pumps[pump-3].port: a patient ward has no simulated pumps"),
        ("rules:", "rules: a patient ward raises no rate without an attestation"),
    ]


def test_a_ward_may_be_reached_from_other_machines_if_it_says_so(folder: Path) -> None:
    text = BENCH.replace('bind: "127.0.0.1"', 'bind: "0.0.0.0"')

    found = ward(folder, text.replace("allow_lan: false", "allow_lan: true"))

    assert (found.bind, found.allow_lan) == ("0.0.0.0", True)


def test_a_ward_that_does_not_say_so_believes_nobody(folder: Path) -> None:
    silent = BENCH.replace("  people: signed-in\n", "")

    assert silent != BENCH
    assert {ward(folder, text).acting for text in (silent, BENCH)} == {Acting.SIGNED_IN}


def test_people_are_believed_at_one_machine_alone(folder: Path) -> None:
    trusting = BENCH.replace("people: signed-in", "people: trusted")
    trusting = trusting.replace("allow_lan: false", "allow_lan: true")
    reached = trusting.replace('bind: "127.0.0.1"', 'bind: "0.0.0.0"')

    assert ward(folder, trusting).acting is Acting.TRUSTED
    assert refusals(folder, reached) == [
        (
            "  people: trusted",
            "ward.people: 0.0.0.0 can be reached from other machines: people must be signed-in"
            " there",
        )
    ]


@pytest.mark.parametrize("name", [name for name in config.names("wards") if name != "default"])
def test_every_shipped_ward_can_be_used(name: str) -> None:
    found = load_ward(config.find("wards", name))

    assert found.id == name
    assert found.mode is Mode.SIMULATION
    assert not found.allow_lan
    for chair in found.chairs:
        assert found.pump_of(chair.id).id == chair.pump


@pytest.mark.parametrize("name", ["../wards/demo", "Demo", "demo.yaml", "", "demo\n", "nothing"])
def test_a_name_is_never_a_path(name: str) -> None:
    with pytest.raises(config.UnknownName, match="no ward is called"):
        config.find("wards", name)


KEY = "ed25519-" + "0f" * 32


def test_a_ward_names_the_keys_it_trusts_and_where_its_qualifications_are(folder: Path) -> None:
    text = f"{BENCH}\nqualification:\n  keys: [{KEY}]\n  files: [done/ne9000.json]\n"

    trust = ward(folder, text).trust

    assert (KEY,) == trust.keys
    assert (folder / "wards" / "done" / "ne9000.json",) == trust.files
    assert () == ward(folder, BENCH).trust.keys


def test_what_is_no_key_cannot_be_trusted(folder: Path) -> None:
    line = f"  keys: [{KEY}, {KEY[:-1]}]"

    assert [
        (line, f"qualification.keys: {KEY[:20]!r} is not a key as `chairside qualify` prints it")
    ] == refusals(folder, f"{BENCH}\nqualification:\n{line}\n")


KIT = "\nreaction_kit:\n  drugs: [{}]\n  source: local, made up for these tests\n"


def test_a_ward_names_what_its_reaction_kit_holds(folder: Path) -> None:
    found = ward(folder, BENCH + KIT.format("adrenaline, oxygen"))

    assert ("adrenaline", "oxygen") == found.rescue_drugs
    assert "reaction_kit" in dict(found.sources)
    assert () == ward(folder, BENCH).rescue_drugs


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        ("oxygen, oxygen", "reaction_kit.drugs: the id 'oxygen' is given twice"),
        ("x" * 81, f"reaction_kit.drugs: {'x' * 20!r}… has more than 80 characters"),
    ],
)
def test_a_kit_that_cannot_be_is_refused(folder: Path, names: str, reason: str) -> None:
    assert [(f"  drugs: [{names}]", reason)] == refusals(folder, BENCH + KIT.format(names))
