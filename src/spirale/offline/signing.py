"""This installation's own key, by which another one knows whose bundle it reads."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

_FILE: Final = "signing-key"
_FINGERPRINT: Final = 32


def public_key() -> str:
    """The public half of this installation's key, in hexadecimal."""
    return _own_key().public_key().public_bytes_raw().hex()


def own_fingerprint() -> str:
    return fingerprint_of(public_key())


def fingerprint_of(key: str) -> str:
    """A public key in 32 signs that two people can read to each other."""
    return hashlib.sha256(bytes.fromhex(key)).hexdigest()[:_FINGERPRINT]


def in_groups(fingerprint: str) -> str:
    """A fingerprint in groups of four, as it is shown."""
    return " ".join(fingerprint[start : start + 4] for start in range(0, len(fingerprint), 4))


def tidy_fingerprint(typed: str) -> str:
    """The signs of a fingerprint however it was typed."""
    return "".join(sign for sign in typed.lower()[:200] if sign not in " -:\u00a0\t\n")


def sign(message: bytes) -> str:
    """Sign a message with this installation's key; in hexadecimal."""
    return _own_key().sign(message).hex()


def is_signed(message: bytes, *, signature: str, key: str) -> bool:
    """Whether the holder of this public key signed exactly this message."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _own_key() -> Ed25519PrivateKey:
    """Read the key of this installation, making it on first need; nobody else may read its file."""
    path = Path(settings.HOME) / _FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{_FILE}.")  # mode 600
        with os.fdopen(descriptor, "w") as stream:
            stream.write(Ed25519PrivateKey.generate().private_bytes_raw().hex())
        try:
            os.link(beside, path)  # whole or not at all, and one of two that come at once
        except FileExistsError:
            Path(beside).unlink()
        except OSError:  # a folder on a card or key that knows no links
            Path(beside).replace(path)
        else:
            Path(beside).unlink()
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
