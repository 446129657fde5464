"""Further web processes on the address of the first: the system deals connections out to all of them."""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

logger = logging.getLogger("vitrine")

LEAVE_SECONDS = 8
"""How long a process may take to end after it was asked to: running requests get their grace, then it is killed."""

AGAIN_SECONDS = 1.0
"""A process that ended by itself is started again after a moment; the others answer meanwhile."""


class Siblings:
    """Starts `count` processes by a command of ours, watches over them, and ends them with this one.

    Each listens on the shared address as soon as it is ready. Each follows a pipe from here: when this process ends, however it does, the pipe does, and so does the sibling.
    """

    def __init__(self, count: int, arguments: Sequence[str]) -> None:
        self._count = count
        self._arguments = arguments
        self._running: list[subprocess.Popen[bytes]] = []
        self._is_over = threading.Event()
        self._watching = threading.Thread(target=self._watch, name="siblings", daemon=True)

    def start(self) -> None:
        """Start all of them; they are ready when they are."""
        self._running = [self._start() for _ in range(self._count)]
        self._watching.start()

    def stop(self) -> None:
        """Ask all of them to end, and wait for it."""
        self._is_over.set()
        self._watching.join()
        for process in self._running:
            if process.stdin is not None:
                process.stdin.close()
        for process in self._running:
            try:
                process.wait(LEAVE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "infra.cli", *self._arguments]
        # A session of its own: Ctrl-C is for the first process, which ends the others in order.
        return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603 - our own command

    def _watch(self) -> None:
        while not self._is_over.wait(AGAIN_SECONDS):
            for place, process in enumerate(self._running):
                if process.poll() is not None:
                    logger.warning("a web process ended with %d; it is started again", process.returncode)
                    self._running[place] = self._start()


def follow_first() -> None:
    """End this process, as if it were asked to, when the one that started it has ended."""

    def wait_for_end() -> None:
        while os.read(0, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait_for_end, name="first", daemon=True).start()
