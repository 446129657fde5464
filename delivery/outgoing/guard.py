"""Where a call to the outside may go: public addresses, and what the operator of the house has named himself."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from delivery.outgoing import reasons
from delivery.outgoing.public_addresses import Address, is_public

Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Sequence[str]]
"""Turns a name and a port into the texts of its addresses; raises `OSError` when there are none."""

PORTS = (80, 443, *range(8000, 9001))
"""Where the web answers; any other port of a stranger is more likely something that must not be talked to."""

LONGEST_URL = 2000

_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\xa0\\]")
_ENDS_IN_A_NUMBER = re.compile(r"(^|\.)([0-9]+|0[xX][0-9a-fA-F]*)\.?$")


class Refused(Exception):
    """This call is not made; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be called although it is not public, on whatever port. Never anything that a user typed.

    `networks` by address; `origins` are (host, port) pairs, which may lead anywhere.
    """

    networks: tuple[Network, ...] = ()
    origins: frozenset[tuple[str, int]] = frozenset()

    def covers(self, address: Address) -> bool:
        """Tell whether the operator has named a network around the address."""
        return any(address in network for network in self.networks)


NOTHING = Allowed()


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart: `host` in lower-case ASCII and without brackets, `path` with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, int]:
        """Host and port."""
        return self.host, self.port


def read_networks(text: str) -> tuple[Network, ...]:
    """Read networks with a space or a comma between (`10.0.0.0/8 fd00::/8`); a wrong one raises `ValueError`."""
    return tuple(ip_network(word) for word in text.replace(",", " ").split())


def read_url(url: str) -> Target:
    """Take a URL apart, or raise `Refused`; what it names is not yet looked up."""
    if len(url) > LONGEST_URL or _UNPRINTABLE.search(url):
        raise Refused(reasons.TOO_LONG)
    try:
        parts = parse_url(url)
    except (LocationParseError, ValueError) as error:
        raise Refused(reasons.NO_ADDRESS) from error
    if parts.scheme not in ("http", "https") or not parts.host:
        raise Refused(reasons.NO_SCHEME)
    if parts.auth is not None:
        raise Refused(reasons.NO_PASSWORDS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query is not None else "")
    port = parts.port if parts.port is not None else {"http": 80, "https": 443}[parts.scheme]
    return Target(parts.scheme, _read_host(parts.host), port, path)


def vet(target: Target, texts: Iterable[str], allowed: Allowed = NOTHING) -> list[Address]:
    """Return the addresses that a target may be called at: all that its name leads to, or `Refused`."""
    addresses = [ip_address(text) for text in texts]
    if not addresses:
        raise Refused(reasons.NOT_FOUND)
    if target.origin in allowed.origins or all(allowed.covers(address) for address in addresses):
        return addresses
    if target.port not in PORTS:
        raise Refused(reasons.WRONG_PORT)
    if not all(is_public(address) or allowed.covers(address) for address in addresses):
        raise Refused(reasons.NOT_PUBLIC)
    return addresses


def check_url(url: str, allowed: Allowed = NOTHING) -> None:
    """Raise `Refused` where it can be seen without looking any name up that a URL will never be called."""
    target = read_url(url)
    if _ENDS_IN_A_NUMBER.search(target.host) or ":" in target.host:
        vet(target, [target.host], allowed)
    elif target.port not in PORTS and not allowed.networks and target.origin not in allowed.origins:
        raise Refused(reasons.WRONG_PORT)


def _read_host(host: str) -> str:
    """Lower the host; an address must be written in its usual form, since others (`0x7f.1`) only serve to deceive."""
    if host.startswith("["):
        bare = host[1:-1]
        if "%" in bare:
            raise Refused(reasons.NO_ZONE)
        return str(IPv6Address(bare))
    if _ENDS_IN_A_NUMBER.search(host):
        try:
            return str(IPv4Address(host))
        except ValueError:
            raise Refused(reasons.UNUSUAL) from None
    if "%" in host or len(host) > 253:
        raise Refused(reasons.NO_HOST)
    return host.lower()
