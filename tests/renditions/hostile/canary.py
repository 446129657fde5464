"""A canary: a film and a port that nothing hostile may touch, and a run that holds it lives."""

import os
import socket
import threading
from pathlib import Path

from tests.films import make_film
from tests.renditions.hostile.films import Bait
from tests.renditions.hostile.outcome import Outcome, outcomes


class Canary:
    """A film with an old time of reading, and a port that writes down who calls."""

    def __init__(self, folder: Path) -> None:
        self.film = make_film(folder / "canary.mp4", seconds=1, width=320, height=180)
        os.utime(self.film, ns=(0, self.film.stat().st_mtime_ns))
        self.calls: list[bytes] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    @property
    def bait(self) -> Bait:
        """What hostile files are told."""
        return Bait(self.film, self._door.getsockname()[1])

    @property
    def is_untouched(self) -> bool:
        """Whether nobody called, and nobody read the film since its time of reading was set."""
        return not self.calls and self.film.stat().st_atime_ns == 0

    def close(self) -> None:
        """Stop listening."""
        self._door.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._door.close()

    def _listen(self) -> None:
        while True:
            try:
                with self._door.accept()[0] as caller:
                    self.calls.append(caller.recv(100) or b"a call")
            except OSError:
                return


def ran(canary: Canary, paths: list[Path]) -> dict[Path, Outcome]:
    """Run the files and hold that the canary lives."""
    came = dict(zip(paths, outcomes(paths), strict=True))
    assert canary.calls == []
    assert canary.is_untouched
    for one in came.values():
        assert one.made or one.reasons
        assert all(
            sentence.endswith(".") and "/" not in sentence for sentence in (*one.reasons, *one.problems)
        )
    return came
