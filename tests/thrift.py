"""What would cost the same again in each of thousands of tests, and is the subject of hardly any."""

from functools import cache

import httpx
from argon2 import PasswordHasher
from httpx._transports import default

from dam.accounts import passwords

HOUSE_HASHER = passwords._hasher
"""How a running house hashes."""

QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A thousandth of the time."""


def be_thrifty() -> None:
    """Let every httpx client share one list of authorities, which takes long to read, and hash passwords quickly."""
    default.create_ssl_context = cache(httpx.create_ssl_context)  # type: ignore[attr-defined]
    passwords._hasher = QUICK_HASHER
