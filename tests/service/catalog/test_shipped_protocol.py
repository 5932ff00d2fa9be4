"""What the shipped protocol says, and what a signature is."""

from pathlib import Path

import pytest

import config
from drivers.quantities import Volume
from service.catalog import ConfigError, Status, load_protocol, read_protocol
from service.core.protocol import ReactionAction
from service.core.times import minutes
from tests.service.catalog.edits import edited, shipped

ISATUXIMAB = shipped("protocols", "isatuximab")


def test_the_shipped_protocol_says_what_the_label_says() -> None:
    protocol = load_protocol(config.find("protocols", "isatuximab"))

    assert protocol.bag_volume == Volume.from_ml("250")
    assert protocol.rate_max.ml_per_h == "200"
    assert protocol.reaction.ctcae == "5.0"
    assert protocol.reaction.actions == {
        1: ReactionAction.CONTINUE,
        2: ReactionAction.RESUME,
        3: ReactionAction.DISCONTINUE,
        4: ReactionAction.DISCONTINUE,
        5: ReactionAction.DISCONTINUE,
    }
    assert protocol.reaction.improved_to == 1
    assert protocol.reaction.resume_clear == minutes(30)
    assert protocol.reaction.resumes_max == 1
    dwells = [profile.resume_initial_dwell for profile in protocol.profiles]
    assert dwells == [minutes(60), minutes(30), None]
    assert [item.id for item in protocol.premedication] == [
        *("dexamethasone", "paracetamol", "antihistamine"),
    ]
    for item in protocol.premedication:
        assert (item.not_before, item.not_after) == (minutes(15), minutes(60))
        assert item.required


def test_no_shipped_protocol_is_signed() -> None:
    """A protocol is signed by a pharmacist for a ward, never by this repository."""
    for name in config.names("protocols"):
        assert read_protocol(config.find("protocols", name)).status is Status.DRAFT


def test_a_signed_protocol_names_who_signed_it_and_when(tmp_path: Path) -> None:
    signed = 'status: signed\n  signed_by: Pharmacist A\n  signed_on: "2026-01-31"'
    text, _ = edited(ISATUXIMAB, "status: draft, not signed for clinical use", signed)
    path = tmp_path / "isatuximab.yaml"
    path.write_text(text, encoding="utf-8")

    assert read_protocol(path).signed_by == "Pharmacist A, 2026-01-31"

    path.write_text(text.replace("  signed_by: Pharmacist A\n", ""), encoding="utf-8")
    with pytest.raises(ConfigError, match="signature: signed_by is missing"):
        read_protocol(path)
