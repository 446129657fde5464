"""A server process that tests can stop, kill and start again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

GUARD = Path(__file__).with_name("guard.py")
START_SECONDS = 60.0
"""A loaded machine of two cores needs up to 10 s; more than this is a failure."""


class ServerProcess:
    """One server under its guard; everything it says goes to `log`, which stands in its folder."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        log: Path,
        owner: int,
        end_signal: signal.Signals,
        environment: Mapping[str, str] | None = None,
        user: int = -1,
    ) -> None:
        words = (owner, int(end_signal), user, log.parent)
        self._command = [sys.executable, str(GUARD), *map(str, words), *command]
        self._log = log
        self._environment = {**os.environ, **(environment or {})}
        self._guard: subprocess.Popen[bytes] | None = None

    def start(self, is_ready: Callable[[], bool]) -> None:
        """Start and wait until `is_ready`; a server that ends instead is an error with its last words."""
        with self._log.open("ab") as log:
            self._guard = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
                start_new_session=True,
            )
        end = time.monotonic() + START_SECONDS
        while not is_ready():
            if self._guard.poll() is not None or time.monotonic() > end:
                self.kill()
                raise RuntimeError(f"expected a ready server, got:\n{self._log.read_text()[-3000:]}")
            time.sleep(0.05)

    @property
    def guard_id(self) -> int:
        """Process id of the guard; SIGTERM to it ends the server."""
        assert self._guard is not None
        return self._guard.pid

    def stop(self) -> None:
        """End the server with its end signal and wait for it."""
        if self._guard is not None:
            self._guard.terminate()
            self._guard.wait(30)
            self._guard = None

    def kill(self) -> None:
        """End the server as a power cut would; its guard reaps it, so that its process id is free at once."""
        if self._guard is not None:
            self._guard.send_signal(signal.SIGUSR1)
            self._guard.wait(30)
            self._guard = None
