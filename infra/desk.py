"""What the connections of one server share when they answer hits."""

import asyncio

from delivery.files.hot import HotFiles
from infra.metrics import RequestFigures, Tally
from infra.observe import FILES


class Desk:
    """Who answers, the answers that wait for the log, the lines that uvicorn sets before ours, and the figures."""

    def __init__(self, hot: HotFiles, figures: RequestFigures) -> None:
        self.hot = hot
        self._figures = figures
        self._tallies: dict[tuple[bytes, bytes, int], Tally] = {}
        self._lines: tuple[object, bytes] = (None, b"")
        self.turn = 0
        self._waiting: list[tuple[asyncio.Transport, tuple[bytes, bytes]]] = []

    def own_lines(self, headers: list[tuple[bytes, bytes]]) -> bytes:
        """Return `Date` and the like as they go over the wire; uvicorn makes a new list once a second."""
        made_of, lines = self._lines
        if made_of is not headers:
            lines = b"".join(b"%b: %b\r\n" % line for line in headers)
            self._lines = headers, lines
        return lines

    def send_soon(
        self, loop: asyncio.AbstractEventLoop, transport: asyncio.Transport, answer: tuple[bytes, bytes]
    ) -> None:
        """Send head and body at the end of this turn of the loop: the log is written once for all that go together.

        They are not joined: 64 answers of 60 kB would take memory from the system and give it back in every turn.
        """
        if not self._waiting:
            loop.call_soon(self.send)
        self._waiting.append((transport, answer))

    def send(self) -> None:
        """Write the log, and then the answers that wait: each has its line before it goes."""
        if self._waiting:
            self.turn += 1
            waiting, self._waiting = self._waiting, []
            self.hot.write_log()
            for transport, answer in waiting:
                if not transport.is_closing():
                    transport.writelines(answer)

    def note(self, method: bytes, prefix: bytes, status: int, seconds: float) -> None:
        """Count an answer."""
        tally = self._tallies.get((method, prefix, status))
        if tally is None:
            tally = self._figures.tally(method.decode(), FILES[prefix.decode()], status)
            self._tallies[method, prefix, status] = tally
        tally.note(seconds)
