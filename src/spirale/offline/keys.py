"""Recovery codes: made on a device, known to its owner alone; here only a digest is kept."""

import hashlib
import secrets
from typing import Final
from uuid import UUID

SIGNS: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""No sign that is read or heard as another: no I, L, O, U, nor 0 and 1."""

LENGTH: Final = 16
HANDLE_LENGTH: Final = 4
"""The first signs, kept as they are, so that a code can be looked for and wrong guesses counted."""


def fresh_key() -> str:
    """A new code, for a participant whose device cannot make one: about 78 bits, out of reach of guessing."""
    return spaced("".join(secrets.choice(SIGNS) for _ in range(LENGTH)))


def tidy_key(typed: str) -> str:
    """The sixteen signs of a code however it was typed; nothing when it cannot be one."""
    signs = "".join(sign for sign in typed[:200].upper() if sign not in " -‐‑–—.\u00a0\u202f\t\n")
    return signs if len(signs) == LENGTH and set(signs) <= set(SIGNS) else ""


def spaced(key: str) -> str:
    """A code in four groups, as it is shown and printed."""
    return "-".join(key[start : start + 4] for start in range(0, len(key), 4))


def handle_of(key: str) -> str:
    return tidy_key(key)[:HANDLE_LENGTH]


def digest_of_key(workshop: UUID, key: str) -> str:
    """What is kept of a code: nothing that can be turned back, and nothing that fits in another workshop."""
    return hashlib.sha256(f"{workshop}:{tidy_key(key)}".encode()).hexdigest()
