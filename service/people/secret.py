"""What is secret, and what is kept of it: hashes, under a key that lies outside of the database.

A PIN has a million values and a badge few more: whoever steals the database alone must not be able
to try them. So both go through a key in a file beside it first, `<store>.people.key`. Tablets and
sign-ins have 256 random bits: a plain hash is enough for them.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from service.core.sign_in import refusal_of_pin
from service.store.errors import StoreUnfit
from service.store.place import FILE_MODE, sync_folder

KEY_BYTES = 32
TOKEN_BYTES = 32
_CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 O 1 I L U: somebody reads it from a terminal and types it."""
_CODE_LENGTH = 10
"""49 bits, for one tablet, for ten minutes."""


def key_path(people: Path) -> Path:
    """Return where the key of a file of people lies."""
    return people.with_suffix(".key")


def read_key(path: Path) -> bytes:
    """Return the key, made the first time; `StoreUnfit` where it is none, or others may read it."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE)
    except FileExistsError:
        pass
    else:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)
    key = path.read_bytes()
    if len(key) != KEY_BYTES or path.stat().st_mode & 0o077:
        raise StoreUnfit(f"{path.name} is not a key of {KEY_BYTES} bytes for its owner alone")
    return key


def new_token() -> str:
    """Return a secret that nobody guesses, for a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_code() -> str:
    """Return a secret that a person can type: `7KQF2-M9XTB`."""
    code = "".join(secrets.choice(_CODE_ALPHABET) for _ in range(_CODE_LENGTH))
    return f"{code[:5]}-{code[5:]}"


def new_pin() -> str:
    """Return six random digits that may be a PIN."""
    while True:
        pin = f"{secrets.randbelow(1_000_000):06d}"
        if refusal_of_pin(pin) is None:
            return pin


def token_hash(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def code_hash(code: str) -> str:
    """Return what is kept of a code; spaces, hyphens and small letters are as good."""
    return token_hash("".join(code.split()).replace("-", "").upper())


class Keeping:
    """What is kept of badges and PINs."""

    def __init__(self, key: bytes, hasher: PasswordHasher | None = None) -> None:
        self._key = key
        self._hasher = hasher or PasswordHasher()
        self._nobodys = self._hasher.hash("nobody's PIN")

    def badge_hash(self, badge: str) -> str:
        """Return what is kept of a badge: the same for the same badge, so that it is found."""
        return self._keyed("badge", badge)

    def pin_hash(self, pin: str) -> str:
        """Return what is kept of a PIN (Argon2id). Takes a tenth of a second on purpose."""
        return self._hasher.hash(self._keyed("pin", pin))

    def is_pin(self, kept: str | None, pin: str) -> bool:
        """Whether a PIN is the one that is kept; as slow for nobody's as for a wrong one."""
        try:
            self._hasher.verify(self._nobodys if kept is None else kept, self._keyed("pin", pin))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    def _keyed(self, what: str, text: str) -> str:
        message = f"{what}:{text}".encode(errors="replace")
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()
