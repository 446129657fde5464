"""How many wrong sign-ins an account or an address may have; neither is kept in the clear."""

import hashlib
import hmac
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.models import SignInFailure
from dam.accounts.settings import AccountSettings
from dam.db import wait_turn
from dam.errors import TooMany


def throttle_keys(settings: AccountSettings, email: str, address: str) -> tuple[str, str]:
    """Return the keyed hashes of an account and of the network that asks."""
    key = settings.secret_key.encode()
    texts = (f"account {email}", f"address {_network(address)}")
    account, network = (hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for text in texts)
    return account, network


def take_attempt(
    session: Session, settings: AccountSettings, keys: tuple[str, str], now: datetime
) -> list[int]:
    """Count an attempt as failed before the password is looked at, so that many at once cannot slip through.

    Returns the ids of the rows to give back when the password proves right; over the limit → `TooMany`.
    """
    start = now - timedelta(seconds=settings.failure_window)
    session.execute(sa.delete(SignInFailure).where(SignInFailure.at < start))
    limits = (settings.failures_per_account, settings.failures_per_address)
    for key in sorted(keys):
        wait_turn(session, key)
    for key, limit in zip(keys, limits, strict=True):
        _refuse_over(session, key, limit, now, settings.failure_window)
    attempts = [SignInFailure(key=key, at=now) for key in keys]
    session.add_all(attempts)
    session.flush()
    return [attempt.id for attempt in attempts]


def give_back(session: Session, keys: tuple[str, str], attempt_ids: list[int]) -> None:
    """Forget the account's failures, and the one attempt of the address, after a right password."""
    session.execute(
        sa.delete(SignInFailure).where(
            sa.or_(SignInFailure.key == keys[0], SignInFailure.id.in_(attempt_ids))
        )
    )


def _refuse_over(session: Session, key: str, limit: int, now: datetime, window: int) -> None:
    newest = sa.select(SignInFailure.at).where(SignInFailure.key == key).order_by(SignInFailure.at.desc())
    moment = session.scalar(newest.offset(limit - 1).limit(1))
    if moment is None:
        return
    seconds = max(1, ceil(window - (now - moment).total_seconds()))
    raise TooMany(f"Too many wrong sign-ins; try again in {ceil(seconds / 60)} minutes.", seconds)


def _network(address: str) -> str:
    """One household has 2⁶⁴ addresses of IPv6, hence its first half counts."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or (int(parsed) >> 64))
    return str(parsed)
