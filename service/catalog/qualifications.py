"""The files that `chairside qualify` writes: how they are signed, and how one is believed.

A file is one JSON document, `{"record": …, "key": …, "signature": …}`, in exactly one form: written
anew from what was read, it must come out byte for byte. So not even a space can be changed.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from service.catalog.signing import Signer, signed_by
from service.core.qualification import Qualification

FORMAT = 1
BYTES_MAX = 2_000_000
"""A script takes minutes and logs what changes: some 50 kB."""
_SAID = b"chairside qualification\n"
"""Begins what is signed, so that the key's signature under anything else is worth nothing here."""


class QualificationRefused(Exception):
    """A file that proves nothing; the message says why."""


def written(record: dict[str, Any], signer: Signer | None) -> bytes:
    """Return the bytes of the file for a record; without a signer it is signed by nobody."""
    record = {"format": FORMAT, **record}
    return _document(
        {
            "record": record,
            "key": signer.public if signer else None,
            "signature": signer.sign(_signed(record)) if signer else None,
        }
    )


def read_qualification(path: Path, trusted: Iterable[str]) -> Qualification:
    """Return what a file proves; `QualificationRefused` unless a trusted key signed all of it."""
    try:
        with path.open("rb") as file:
            raw = file.read(BYTES_MAX + 1)
    except OSError as error:
        raise QualificationRefused(f"{path} cannot be read: {error.strerror}") from error
    try:
        return understood(raw, trusted)
    except QualificationRefused as refused:
        raise QualificationRefused(f"{path}: {refused}") from refused


def understood(raw: bytes, trusted: Iterable[str]) -> Qualification:
    """Return what the bytes of a file prove; `QualificationRefused` otherwise."""
    if len(raw) > BYTES_MAX:
        raise QualificationRefused(f"it is larger than {BYTES_MAX} bytes")
    try:
        document = json.loads(raw)
        exact = isinstance(document, dict) and _document(document) == raw
    except (ValueError, RecursionError) as error:
        raise QualificationRefused("it is not readable as JSON") from error
    if not exact or set(document) != {"record", "key", "signature"}:
        raise QualificationRefused("it is not as it was written")
    record, key, signature = document["record"], document["key"], document["signature"]
    if key is None:
        raise QualificationRefused("it is not signed")
    if key not in tuple(trusted):
        raise QualificationRefused("it is signed with a key that this ward does not trust")
    if not signed_by(key, str(signature), _signed(record)):
        raise QualificationRefused("its signature is wrong: it was changed after it was signed")
    return _qualification(record)


def _qualification(record: dict[str, Any]) -> Qualification:
    try:
        if record["format"] != FORMAT:
            raise QualificationRefused(f"its format is {record['format']}, not {FORMAT}")
        identity = record["identity"] or {"model": "", "firmware": ""}
        return Qualification(
            family=str(record["family"]),
            profile=str(record["profile"]),
            model=str(identity["model"]),
            firmware=str(identity["firmware"]),
            kind=str(record["kind"]),
            script=int(record["script"]),
            parts=tuple((str(part["name"]), str(part["outcome"])) for part in record["parts"]),
            simulated=record["simulated"] is not False,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise QualificationRefused(f"its record lacks what it must say: {error}") from error


def _document(document: dict[str, Any]) -> bytes:
    return json.dumps(document, indent=1, ensure_ascii=True).encode("ascii") + b"\n"


def _signed(record: object) -> bytes:
    plain = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return _SAID + plain.encode("ascii")
