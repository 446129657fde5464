"""Which driver speaks to which edge."""

from collections.abc import Callable
from urllib.parse import urlsplit

from delivery.outgoing.client import Client, Limits
from delivery.outgoing.edges import Edge
from delivery.outgoing.guard import Allowed
from delivery.outgoing.purge.cloudflare import CloudflareDriver
from delivery.outgoing.purge.cloudfront import CloudFrontDriver
from delivery.outgoing.purge.fastly import FastlyDriver
from delivery.outgoing.purge.http import HttpDriver
from delivery.outgoing.purge.nginx import NginxDriver
from delivery.outgoing.purge.port import Driver, Place

DRIVERS: dict[str, Callable[[Edge, Client, Place], Driver]] = {
    "http": HttpDriver,
    "nginx": NginxDriver,
    "fastly": FastlyDriver,
    "cloudflare": CloudflareDriver,
    "cloudfront": CloudFrontDriver,
}

BODY_BYTES = 8 * 1024
"""What is read of an answer: enough for what an API says went wrong."""


def driver_of(edge: Edge, place: Place) -> Driver:
    """Return the driver of an edge."""
    urls = [edge.address if edge.kind in ("http", "nginx") else "", edge.option("api")]
    return DRIVERS[edge.kind](edge, client_for(urls), place)


def client_for(urls: list[str]) -> Client:
    """Return a client that may call what the operator has named, wherever that lies."""
    return Client(
        Allowed(origins=frozenset(map(_origin, filter(None, urls)))), limits=Limits(body_bytes=BODY_BYTES)
    )


def _origin(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or {"http": 80, "https": 443}[parts.scheme]
