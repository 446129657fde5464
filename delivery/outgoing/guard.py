"""Where a call to the outside may go: public addresses, and what the operator of the house has named himself."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from delivery.outgoing import reasons

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Sequence[str]]
"""Turns a name and a port into the texts of its addresses; raises `OSError` when there are none."""

PORTS = (80, 443, *range(8000, 9001))
"""Where the web answers; any other port of a stranger is more likely something that must not be talked to."""

LONGEST_URL = 2000

NOT_PUBLIC_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network, the unspecified address among it
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # the host of virtual machines in Azure
        "169.254.0.0/16",  # link-local, the metadata of clouds among it
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # IETF protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast among it
    )
)
"""From IANA's registry of special-purpose IPv4 addresses (RFC 6890)."""

PUBLIC_6 = IPv6Network("2000::/3")
"""All global unicast there is; outside lie mapped and compatible IPv4, NAT64, unique local, link-local, multicast."""

NOT_PUBLIC_6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # IETF protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which carries an IPv4 address
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
"""What IANA's registry of special-purpose IPv6 addresses takes out of `PUBLIC_6`."""

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


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to the public internet and to nothing that hides another address in it."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in NOT_PUBLIC_4)
    is_plain = address.scope_id is None and address in PUBLIC_6
    return is_plain and not any(address in network for network in NOT_PUBLIC_6)


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
