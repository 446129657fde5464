"""Passwords: what is long enough, and argon2 hashes made a few at a time."""

import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dam.errors import FieldError, Invalid

MIN_LENGTH = 12
"""Characters: length protects better than rules about signs (NIST SP 800-63B, 5.1.1.2)."""

MAX_LENGTH = 1000
"""Characters: nobody types more, and hashing megabytes would be a way to keep the house busy."""

_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)  # RFC 9106, 4, with one lane
_turns = threading.BoundedSemaphore(4)
"""A hash takes 64 MiB, so that at most 256 MiB go to people who sign in at the same moment."""


def check_password(password: str, email: str = "") -> str:
    """Return the password in the form that is hashed, or raise `Invalid` with the reason."""
    normal = _normalise(password)
    if len(normal) < MIN_LENGTH:
        raise _refusal(f"A password has at least {MIN_LENGTH} characters, and this one has {len(normal)}.")
    if len(normal) > MAX_LENGTH:
        raise _refusal(f"A password has at most {MAX_LENGTH} characters, and this one has {len(normal)}.")
    if len(set(normal)) < 4:
        raise _refusal("A password needs at least 4 different characters.")
    if email and normal.casefold() == email:
        raise _refusal("A password must not be the e-mail address.")
    return normal


def hash_password(password: str, email: str = "") -> str:
    """Check a new password and return its argon2id hash; takes about 50 ms, so never inside a transaction."""
    normal = check_password(password, email)
    with _turns:
        return _hasher.hash(normal)


def is_right_password(password: str, password_hash: str | None) -> bool:
    """Compare in the same time whether or not the account exists (`password_hash` None: it does not)."""
    normal = _normalise(password[:MAX_LENGTH])
    with _turns:
        try:
            _hasher.verify(password_hash or _nobodys_hash(), normal)
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Tell whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(password_hash)


def _normalise(password: str) -> str:
    """One password has several spellings in code points; lone surrogates have none in UTF-8."""
    return unicodedata.normalize("NFKC", password.encode("utf-8", "replace").decode())


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("the password of nobody")


def _refusal(sentence: str) -> Invalid:
    return Invalid(sentence, [FieldError("password", sentence)])
