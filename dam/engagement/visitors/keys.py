"""Visitor keys: an HMAC that lives one day on one channel and site, and gives back neither address nor user agent.

The salt is random and overwritten as its day ends (`dam/engagement/visitors/salts.py`; CNIL audience measurement: no key may be
used across days or sites). A browser that says Do Not Track or Global Privacy Control gets no key at all.
"""

import hmac
import logging
import socket
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from dam.db import Database
from dam.engagement.shapes import site_of
from dam.engagement.visitors.salts import DAY_SECONDS, open_salts

__all__ = ["DAY_SECONDS", "SaltedKeys", "VisitorKeys", "says_no", "shortened"]

_RETRY_SECONDS = 5.0
_MOST_CHANNELS = 1_000
_MAPPED = b"\x00" * 10 + b"\xff\xff"

_logger = logging.getLogger(__name__)


class SaltedKeys(Protocol):
    """Gives the key of a visitor on a channel; empty where none may or can be made."""

    def key(self, channel: str, address: str, headers: Mapping[str, str], at: float) -> str:
        """Return 16 hexadecimal characters, or nothing; `at` in seconds since 1970."""


class VisitorKeys:
    """Keys with the salts of this house, kept in the process, because a request never waits for a salt.

    `refresh` at the start and every few minutes has them ready ahead of midnight. Where the salt of the day is not there
    there is no key, and another thread fetches it for those who come after.
    """

    def __init__(self, database: Database, home: Path | None = None) -> None:
        self._stored = open_salts(database, home)
        self._salts: dict[int, bytes] = {}
        self._of_channels: dict[tuple[bytes, str], hmac.HMAC] = {}
        self._lock = threading.Lock()
        self._not_before = 0.0

    def key(self, channel: str, address: str, headers: Mapping[str, str], at: float) -> str:
        """Return 16 hexadecimal characters; nothing for a browser that asks not to be followed."""
        if not address or says_no(headers):
            return ""
        day = int(at // DAY_SECONDS)
        salt = self._salts.get(day)
        if salt is None:
            if day > max(self._salts, default=-1):
                self._ask(at)
            return ""
        told = f"\n{headers.get('user-agent', '')}\n{site_of(headers)}"
        said = shortened(address) + told.encode("utf-8", "replace")
        keyed = self._of_channel(salt, channel).copy()
        keyed.update(said)
        return keyed.digest()[:8].hex()

    def _of_channel(self, salt: bytes, channel: str) -> hmac.HMAC:
        """Return an HMAC keyed with the salt of a channel: the same for all its visitors of a day, so it is made once.

        Unlike `hmac.digest` its copies do not let the interpreter go, which beside a busy event loop took 0.2 ms each.
        """
        found = self._of_channels.get((salt, channel))
        if found is None:
            if len(self._of_channels) >= _MOST_CHANNELS:
                self._of_channels.clear()
            found = self._of_channels[salt, channel] = hmac.new(
                hmac.digest(salt, channel.encode(), "sha256"), digestmod="sha256"
            )
        return found

    def _ask(self, at: float) -> None:
        """Have the salts fetched by another thread; the next request that misses one asks again 5 s later."""
        with self._lock:
            if at < self._not_before:
                return
            self._not_before = at + _RETRY_SECONDS
        threading.Thread(target=self.prepare, args=(at,), name="salts", daemon=True).start()

    def prepare(self, at: float) -> None:
        """Turn the salts over as `refresh` does, except that what cannot be done now is logged and done later."""
        try:
            self._turn(at)
        except (OSError, sa.exc.SQLAlchemyError) as error:
            _logger.warning(
                "no visitor keys for a moment: the salt cannot be read (%s)", type(error).__name__
            )

    def refresh(self, now: datetime) -> None:
        """Turn the salts over where they stand and in this process; call it every few minutes."""
        self._turn(now.timestamp())

    def _turn(self, at: float) -> None:
        salts = self._stored.turn(at)
        self._salts, self._of_channels = salts, {}


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
