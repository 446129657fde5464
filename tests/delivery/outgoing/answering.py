"""Servers on this machine that answer as a test says, down to the byte."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Talk = Callable[[socket.socket, bytes], None]
"""Given a connection and the head of its request, say something; the connection is closed afterwards."""


@dataclass(slots=True)
class Server:
    """Where it listens, and the heads of the requests that came."""

    host: str
    port: int
    heads: list[bytes] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        """Return a URL by address."""
        return f"http://{self.host}:{self.port}{path}"


def says(text: str) -> Talk:
    """Say this and nothing else."""
    return lambda connection, _head: connection.sendall(text.replace("\n", "\r\n").encode())


@contextmanager
def serving(talk: Talk, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Listen on a free port and let `talk` answer everybody, one after the other."""
    listener = socket.create_server((host, 0))
    server = Server(host, listener.getsockname()[1])

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                _answer(connection, talk, server, tls)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=10)


def _answer(connection: socket.socket, talk: Talk, server: Server, tls: ssl.SSLContext | None) -> None:
    connection.settimeout(10)
    line = tls.wrap_socket(connection, server_side=True) if tls is not None else connection
    with line:
        head = b""
        while b"\r\n\r\n" not in head and (piece := line.recv(4096)):
            head += piece
        server.heads.append(head)
        talk(line, head)
