"""Visitor keys: an HMAC that lives one day on one channel, and of which no address or user agent can be read back.

The salt is random, stands in one row, and is overwritten as its day ends (CNIL audience measurement: no key may be used
across days or sites). A browser that says Do Not Track or Global Privacy Control gets no key at all.
"""

import hmac
import logging
import secrets
import socket
import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.db import Database
from dam.engagement.models import VisitorSalt

DAY_SECONDS = 86_400
_AHEAD_SECONDS = 3_600
"""Tomorrow's salt is made one hour ahead, so that midnight costs no request a wait."""
_RETRY_SECONDS = 5.0
_SALT_BYTES = 32
_MOST_CHANNELS = 1_000
_GONE = bytes(_SALT_BYTES)
_MAPPED = b"\x00" * 10 + b"\xff\xff"

_logger = logging.getLogger(__name__)


class SaltedKeys(Protocol):
    """Gives the key of a visitor on a channel; empty where none may or can be made."""

    def key(self, channel: str, address: str, headers: Mapping[str, str], at: float) -> str:
        """Return 16 hexadecimal characters, or nothing; `at` in seconds since 1970."""


class VisitorKeys:
    """Keys with the salts of this house, kept in the process so that a request never waits for the database.

    The first request of a process, or of a day nobody prepared, reads the salt once; `keep_salts` prepares the next.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._salts: dict[int, bytes] = {}
        self._of_channels: dict[tuple[bytes, str], bytes] = {}
        self._lock = threading.Lock()
        self._not_before = 0.0

    def key(self, channel: str, address: str, headers: Mapping[str, str], at: float) -> str:
        """Return 16 hexadecimal characters; nothing for a browser that asks not to be followed."""
        if not address or says_no(headers):
            return ""
        salt = self._salt(int(at // DAY_SECONDS), at)
        if not salt:
            return ""
        said = shortened(address) + b"\n" + headers.get("user-agent", "").encode("utf-8", "replace")
        return hmac.digest(self._of_channel(salt, channel), said, "sha256")[:8].hex()

    def _of_channel(self, salt: bytes, channel: str) -> bytes:
        """Return the salt of a channel: the same for all its visitors of a day, so it is made once."""
        found = self._of_channels.get((salt, channel))
        if found is None:
            if len(self._of_channels) >= _MOST_CHANNELS:
                self._of_channels.clear()
            found = self._of_channels[salt, channel] = hmac.digest(salt, channel.encode(), "sha256")
        return found

    def _salt(self, day: int, at: float) -> bytes:
        salt = self._salts.get(day)
        if salt is not None or at < self._not_before:
            return salt or b""
        with self._lock:
            if day not in self._salts:
                try:
                    with self._database.write() as session:
                        fresh = salt_of(session, day)
                    self._salts, self._of_channels = {day: fresh}, {}
                except sa.exc.SQLAlchemyError:
                    _logger.warning("no visitor keys for a moment: the salt cannot be read", exc_info=True)
                    self._not_before = at + _RETRY_SECONDS
            return self._salts.get(day, b"")

    def refresh(self, now: datetime) -> None:
        """Turn the salts over in the row and in this process; call it every few minutes."""
        seconds = now.timestamp()
        today = int(seconds // DAY_SECONDS)
        with self._database.write() as session:
            salts = keep_salts(session, seconds)
        with self._lock:
            self._salts = {day: salt for day, salt in salts.items() if day >= today}
            self._of_channels = {}


def keep_salts(session: Session, at: float) -> dict[int, bytes]:
    """Make today's salt, an hour before midnight also tomorrow's, and overwrite a day's that has passed."""
    today = int(at // DAY_SECONDS)
    salts = {today: salt_of(session, today)}
    if at % DAY_SECONDS >= DAY_SECONDS - _AHEAD_SECONDS:
        salts[today + 1] = salt_of(session, today + 1)
    session.execute(sa.update(VisitorSalt).where(VisitorSalt.day < today).values(salt=_GONE))
    return salts


def salt_of(session: Session, day: int) -> bytes:
    """Return the salt of a day, making it once for the whole house; an older day's slot is overwritten by it."""
    slot = day % 2
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("LOCK TABLE visitor_salts IN EXCLUSIVE MODE"))
    row = session.get(VisitorSalt, slot, populate_existing=True)
    if row is None:
        row = VisitorSalt(slot=slot, day=day, salt=secrets.token_bytes(_SALT_BYTES))
        session.add(row)
    elif row.day < day:
        row.day, row.salt = day, secrets.token_bytes(_SALT_BYTES)
    elif row.day > day:
        return b""  # the day has passed, and its salt is gone for good
    session.flush()
    return b"" if row.salt == _GONE else bytes(row.salt)


def says_no(headers: Mapping[str, str]) -> bool:
    """Tell whether the browser asks not to be followed (DNT, Global Privacy Control)."""
    return headers.get("dnt") == "1" or headers.get("sec-gpc") == "1"


def shortened(address: str) -> bytes:
    """Cut an address to its network: 24 bits of IPv4, 48 of IPv6; what is no address gives nothing."""
    try:
        return socket.inet_pton(socket.AF_INET, address)[:3]
    except OSError:
        pass
    try:
        packed = socket.inet_pton(socket.AF_INET6, address.partition("%")[0])
    except OSError:
        return b""
    return packed[12:15] if packed.startswith(_MAPPED) else packed[:6]
