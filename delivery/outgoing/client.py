"""The one client for calls to the outside: vetted addresses only, no redirect unseen, every size and time bounded."""

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from urllib3.exceptions import HTTPError, SSLError
from urllib3.response import BaseHTTPResponse

from delivery.outgoing import reasons
from delivery.outgoing.guard import NOTHING, Allowed, Refused, Resolve, Target, read_url, vet
from delivery.outgoing.line import cut_off, open_line
from delivery.outgoing.names import resolve_name, resolve_within
from delivery.outgoing.public_addresses import Address

__all__ = ["Answer", "Client", "Limits", "Refused", "Unreachable"]

REDIRECTS = (301, 302, 303, 307, 308)

MOST_ADDRESSES = 4
"""Of a name with more, the rest is not tried: the call's time is over before."""

USUAL_HEADERS = {"User-Agent": "Vitrine", "Accept-Encoding": "identity", "Connection": "close"}
"""Nothing packed is asked for, so that no answer can swell."""


class Unreachable(Exception):
    """Nobody answered, or not in time, or not in HTTP; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`connect_seconds` for each address, `whole_seconds` from the look-up of the name to the last byte of the head.

    Of the body `body_bytes` are read at most, and no longer than `whole_seconds` either.
    """

    connect_seconds: float = 3.0
    whole_seconds: float = 10.0
    body_bytes: int = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `headers` by lower-case name; `body` is the beginning where `is_whole` is False."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Client:
    """Calls one URL at a time, each on a connection of its own; proxies of the environment are not asked.

    `allowed` is what the operator has named; `resolve`, `limits` and `trust` are the world's own outside tests.
    """

    allowed: Allowed = NOTHING
    resolve: Resolve = resolve_name
    limits: Limits = field(default_factory=Limits)
    trust: ssl.SSLContext | None = None

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        hops: int = 0,
    ) -> Answer:
        """Return the answer, or raise `Refused` (the call was not made) or `Unreachable` (nobody answered it).

        A redirect is an answer. With `hops`, that many are followed, each vetted like the first URL; for GET and HEAD.
        """
        ends_at = time.monotonic() + self.limits.whole_seconds
        while True:
            answer = self._call_once(method, read_url(url), headers or {}, body, ends_at)
            if answer.status not in REDIRECTS or hops <= 0 or "location" not in answer.headers:
                return answer
            url, hops = urljoin(url, answer.headers["location"]), hops - 1

    def _call_once(
        self, method: str, target: Target, headers: Mapping[str, str], body: bytes | None, ends_at: float
    ) -> Answer:
        """Look the name up once, vet what it leads to, and talk to exactly that."""
        try:
            found = resolve_within(self.resolve, target.host, target.port, ends_at - time.monotonic())
        except (OSError, UnicodeError) as error:
            raise Unreachable(reasons.NOT_FOUND) from error
        line = open_line(target, self._reach(target, vet(target, found, self.allowed), ends_at), self.trust)
        with cut_off(line.given, ends_at) as is_over:
            try:
                line.request(
                    method,
                    target.path,
                    body=body,
                    headers={**USUAL_HEADERS, **headers},
                    preload_content=False,
                    decode_content=False,
                )
                response = line.getresponse()
                if is_over():
                    raise TimeoutError  # what was cut off in the midst of its head looks like the end of it
                content, is_whole = _read(response, self.limits.body_bytes)
                names = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status, names, content, is_whole and not is_over())
            except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
                if is_over():
                    raise Unreachable(reasons.NOT_IN_TIME) from error
                raise Unreachable(_reason(error)) from error
            finally:
                line.close()

    def _reach(self, target: Target, addresses: list[Address], ends_at: float) -> socket.socket:
        """Connect to the first vetted address that accepts."""
        reason: OSError | None = None
        for address in addresses[:MOST_ADDRESSES]:
            seconds = min(self.limits.connect_seconds, ends_at - time.monotonic())
            if seconds <= 0:
                break
            try:
                return socket.create_connection((str(address), target.port), timeout=seconds)
            except OSError as error:
                reason = error
        raise Unreachable(reasons.NOT_TAKEN) from reason


def _read(response: BaseHTTPResponse, most: int) -> tuple[bytes, bool]:
    """Return the beginning of a body and whether that is all of it; a body that breaks off is not."""
    content = bytearray()
    try:
        while len(content) <= most:
            piece = response.read1(most + 1 - len(content))
            if not piece:
                return bytes(content), True
            content += piece
    except (HTTPError, http.client.HTTPException, OSError, ValueError):
        return bytes(content), False
    return bytes(content[:most]), False


def _reason(error: Exception) -> str:
    if isinstance(error, SSLError | ssl.SSLError | ssl.CertificateError):
        return reasons.NOT_PROVED
    return reasons.NOT_HTTP
