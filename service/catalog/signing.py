"""Ed25519 keys (RFC 8032): a private file per person who qualifies pumps, a public line.

The arithmetic is the library's. Here are only the forms: a private key is an unencrypted PKCS #8
file that nobody else may read, a public key is `ed25519-` and 64 digits.
"""

import os
import re
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from service.catalog.ward_head import PUBLIC_KEY

_PREFIX = "ed25519-"
_SIGNATURE = re.compile(r"[0-9a-f]{128}", re.ASCII)
_KEY_BYTES_MAX = 10_000


class KeyRefused(Exception):
    """A key file that cannot be made or used; the message says why."""


class Signer:
    """A private key in hand."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @property
    def public(self) -> str:
        """The public key as a ward's file names it."""
        return _PREFIX + self._key.public_key().public_bytes_raw().hex()

    def sign(self, said: bytes) -> str:
        """Return the signature over `said`, as 128 digits."""
        return self._key.sign(said).hex()


def make_key(path: Path) -> Signer:
    """Write a new private key to `path`, for its owner's eyes only; `KeyRefused` if it exists."""
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyRefused(f"{path} exists: a key is never written over") from None
    with os.fdopen(fd, "wb") as file:
        file.write(text)
    return Signer(key)


def load_key(path: Path) -> Signer:
    """Return the private key in `path`; `KeyRefused` if it is none, or others may read it."""
    try:
        with path.open("rb") as file:
            mode, text = os.fstat(file.fileno()).st_mode, file.read(_KEY_BYTES_MAX)
    except OSError as error:
        raise KeyRefused(f"{path} cannot be read: {error.strerror}") from error
    if mode & 0o077:
        raise KeyRefused(f"{path} can be read by others: chmod 600, or make a new one")
    try:
        key = load_pem_private_key(text, password=None)
    except (ValueError, TypeError) as error:
        raise KeyRefused(f"{path} is no private key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused(f"{path} is a key of another kind than Ed25519")
    return Signer(key)


def is_public_key(text: str) -> bool:
    """Whether a text has the form of a public key."""
    return PUBLIC_KEY.fullmatch(text) is not None


def signed_by(public: str, signature: str, said: bytes) -> bool:
    """Whether `signature` over `said` was made with the private half of `public`."""
    if not is_public_key(public) or _SIGNATURE.fullmatch(signature) is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public.removeprefix(_PREFIX))).verify(
            bytes.fromhex(signature), said
        )
    except (InvalidSignature, ValueError):
        return False
    return True
