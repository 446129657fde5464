"""Settings of accounts."""

import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """How long a sign-in lasts and how many wrong ones are let through.

    `secret_key` keys the hashes of addresses and accounts in the throttle; every process must be given the same, or
    each throttles for itself. `failures_per_account` and `failures_per_address` count within `failure_window` seconds;
    an address may stand for a whole office, hence the larger number; `failures_per_code` counts wrong one-time codes.
    `two_factors` says whom the house asks for them: `nobody` (each as they like), `admins` or `all`.
    """

    secret_key: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    session_seconds: int = 14 * 86_400
    failure_window: int = 15 * 60
    failures_per_account: int = 10
    failures_per_address: int = 40
    failures_per_code: int = 6
    two_factors: str = "nobody"


TWO_FACTORS = ("nobody", "admins", "all")

DEFAULTS = AccountSettings()
"""What a single process uses when nothing else is said."""
