"""A line to a web server on which bytes are written as they are, and answers taken apart by length."""

import re
import socket
from types import TracebackType
from typing import Self

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n")
_DATE = re.compile(rb"\r\ndate: [^\r]*")


class RawLine:
    """One TCP connection to a port of this machine; waits ten seconds at the most."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.socket.close()

    def ask(self, request: bytes) -> bytes:
        """Send one request and return its whole answer, without the line that tells the time."""
        self.socket.sendall(request)
        return self.answer(has_body=not request.startswith(b"HEAD "))

    def answer(self, *, has_body: bool = True) -> bytes:
        """Return the next answer."""
        while (end := self._rest.find(b"\r\n\r\n")) < 0:
            self._read()
        head = self._rest[: end + 4]
        length = _LENGTH.search(head) if has_body and not head.startswith(b"HTTP/1.1 304") else None
        size = end + 4 + (int(length[1]) if length else 0)
        while len(self._rest) < size:
            self._read()
        body, self._rest = self._rest[end + 4 : size], self._rest[size:]
        return _DATE.sub(b"", head) + body

    def is_closed(self) -> bool:
        """Wait until the server closes the connection; False when it sends something instead, or nothing for ten seconds."""
        try:
            return not self._rest and self.socket.recv(1) == b""
        except TimeoutError:
            return False

    def _read(self) -> None:
        piece = self.socket.recv(1 << 16)
        assert piece, f"the server closed the connection after {self._rest[:80]!r}"
        self._rest += piece
