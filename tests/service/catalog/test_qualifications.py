"""A qualification's file is believed whole or not at all."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from service.catalog import qualifications
from service.catalog.qualifications import (
    QualificationRefused,
    read_qualification,
    understood,
    written,
)
from service.catalog.signing import KeyRefused, Signer, is_public_key, load_key, make_key
from service.core.qualification import PARTS, SCRIPT

RECORD: dict[str, Any] = {
    "script": SCRIPT,
    "family": "new_era",
    "profile": "ne9000",
    "kind": "control",
    "simulated": False,
    "identity": {"model": "NE-9000", "firmware": "3.92", "serial_number": None},
    "parts": [{"name": name, "outcome": "passed", "log": []} for name in PARTS["control"]],
}


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return make_key(tmp_path / "key.pem")


def refused(raw: bytes, *trusted: str) -> str:
    with pytest.raises(QualificationRefused) as error:
        understood(raw, trusted)
    return str(error.value)


def test_what_was_signed_is_read_back(signer: Signer, tmp_path: Path) -> None:
    file = tmp_path / "q.json"
    file.write_bytes(written(RECORD, signer))

    found = read_qualification(file, [signer.public])

    assert ("new_era", "ne9000", "NE-9000", "3.92") == (
        found.family,
        found.profile,
        found.model,
        found.firmware,
    )
    assert found.passed
    assert not found.simulated


def test_not_one_byte_can_be_changed(signer: Signer) -> None:
    """Each in turn, by its lowest bit and to a space: also those that JSON would not mind."""
    raw = written(RECORD, signer)

    for place in range(len(raw)):
        for other in {raw[place] ^ 1, 0x20} - {raw[place]}:
            changed = raw[:place] + bytes((other,)) + raw[place + 1 :]
            assert refused(changed, signer.public), (place, other)


@pytest.mark.parametrize("place", ["begin", "end"])
def test_nothing_can_be_added(signer: Signer, place: str) -> None:
    raw = written(RECORD, signer)

    assert "not as it was written" in refused(
        b" " + raw if place == "begin" else raw + b"\n", signer.public
    )


def test_a_key_that_the_ward_does_not_name_is_no_proof(signer: Signer, tmp_path: Path) -> None:
    other = make_key(tmp_path / "other.pem")

    assert "does not trust" in refused(written(RECORD, other), signer.public)


def test_the_name_of_a_trusted_key_is_not_its_signature(signer: Signer, tmp_path: Path) -> None:
    document = json.loads(written(RECORD, make_key(tmp_path / "other.pem")))
    document["key"] = signer.public
    raw = json.dumps(document, indent=1).encode() + b"\n"

    assert "its signature is wrong" in refused(raw, signer.public)


def test_what_the_key_has_signed_elsewhere_is_no_proof(signer: Signer) -> None:
    """The same words without our beginning, as another program may have had them signed."""
    document = json.loads(written(RECORD, signer))
    said = json.dumps(document["record"], sort_keys=True, separators=(",", ":"))
    document["signature"] = signer.sign(said.encode())
    raw = json.dumps(document, indent=1).encode() + b"\n"

    assert "its signature is wrong" in refused(raw, signer.public)


def test_an_unsigned_file_is_no_proof(signer: Signer) -> None:
    assert "not signed" in refused(written(RECORD, None), signer.public)


@pytest.mark.parametrize(
    "raw", [b"", b"[]\n", b"{", b"\xff", b"[" * 10_000, b"null\n", b"{}\n"], ids=repr
)
def test_what_is_no_such_file_is_refused(raw: bytes, signer: Signer) -> None:
    assert refused(raw, signer.public)


def test_a_key_named_twice_is_refused(signer: Signer) -> None:
    """Whoever reads the first and whoever reads the last would see two records."""
    raw = written(RECORD, signer)

    assert refused(raw.replace(b'"key":', b'"key": null,\n "key":'), signer.public)


@pytest.mark.parametrize("missing", ["family", "profile", "kind", "script", "parts", "identity"])
def test_a_signed_record_that_lacks_something_proves_nothing(missing: str, signer: Signer) -> None:
    record = {name: value for name, value in RECORD.items() if name != missing}

    assert "lacks what it must say" in refused(written(record, signer), signer.public)


def test_one_that_does_not_say_that_it_was_real_counts_as_simulated(signer: Signer) -> None:
    for said in (True, "no", None, 0):
        raw = written({**RECORD, "simulated": said}, signer)
        assert understood(raw, [signer.public]).simulated


def test_a_file_of_another_format_is_refused(
    signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qualifications, "FORMAT", 2)
    raw = written(RECORD, signer)
    monkeypatch.undo()

    assert "its format is 2" in refused(raw, signer.public)


def test_a_file_that_is_too_large_or_missing_is_refused(signer: Signer, tmp_path: Path) -> None:
    assert "larger than" in refused(b" " * (qualifications.BYTES_MAX + 1), signer.public)
    with pytest.raises(QualificationRefused, match="cannot be read: No such file"):
        read_qualification(tmp_path / "none.json", [signer.public])


# ------------------------------------------------------------------------------------------- keys


def test_a_key_is_for_its_owner_and_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    made = make_key(path)

    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert is_public_key(made.public)
    assert made.public == load_key(path).public
    with pytest.raises(KeyRefused, match="never written over"):
        make_key(path)
    assert made.public == load_key(path).public


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    make_key(tmp_path / "key.pem")
    (tmp_path / "key.pem").chmod(0o640)

    with pytest.raises(KeyRefused, match="can be read by others"):
        load_key(tmp_path / "key.pem")


@pytest.mark.parametrize("text", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\n"])
def test_what_is_no_key_is_refused(text: bytes, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(text)
    (tmp_path / "key.pem").chmod(0o600)

    with pytest.raises(KeyRefused, match="is no private key"):
        load_key(tmp_path / "key.pem")


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    text = Ed448PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    (tmp_path / "key.pem").write_bytes(text)
    (tmp_path / "key.pem").chmod(0o600)

    with pytest.raises(KeyRefused, match="another kind than Ed25519"):
        load_key(tmp_path / "key.pem")


@pytest.mark.parametrize(
    "text", ["", "ed25519-", "ed25519-" + "0" * 63, "ed25519-" + "G" * 64, "rsa-" + "0" * 64]
)
def test_what_is_no_public_key_is_told_from_one(text: str) -> None:
    assert not is_public_key(text)
