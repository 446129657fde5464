"""One connection to an address that was vetted: spoken on under the name, and cut off when its time is over."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from urllib3.connection import HTTPConnection, HTTPSConnection

from delivery.outgoing.guard import Target


class Line(HTTPConnection):
    """A connection that is spoken on under its name, and was opened to a vetted address."""

    given: socket.socket

    def _new_conn(self) -> socket.socket:
        return self.given


class SealedLine(HTTPSConnection):
    """The same over TLS: the name goes into SNI and is what the certificate has to prove."""

    given: socket.socket

    def _new_conn(self) -> socket.socket:
        return self.given


def open_line(target: Target, given: socket.socket, trust: ssl.SSLContext | None) -> Line | SealedLine:
    """Return a connection that speaks to the target over a socket that stands; `trust` is the system's when None."""
    line: Line | SealedLine
    if target.scheme == "https":
        line = SealedLine(target.host, target.port, ssl_context=trust, cert_reqs="CERT_REQUIRED")
    else:
        line = Line(target.host, target.port)
    line.given = given
    return line


@contextmanager
def cut_off(given: socket.socket, ends_at: float) -> Iterator[Callable[[], bool]]:
    """Cut the connection when the time is over, whatever it is doing then; the other end may drip one byte a second.

    A second descriptor of the same connection is kept, since TLS takes the first one over.
    """
    over = threading.Event()
    handle = given.dup()

    def cut() -> None:
        over.set()
        try:
            handle.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # the other end has hung up already

    timer = threading.Timer(max(0.0, ends_at - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    given.settimeout(max(0.001, ends_at - time.monotonic()) + 1)
    try:
        yield over.is_set
    finally:
        timer.cancel()
        timer.join()
        handle.close()
