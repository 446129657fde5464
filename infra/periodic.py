"""What is done again and again: folding the delivery log, sweeping what is left over, looking into the watched folder."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

logger = logging.getLogger("vitrine.periodic")


@dataclass(frozen=True, slots=True)
class Chore:
    """One thing to do every so many seconds; harmless when several processes do it at once."""

    name: str
    every_seconds: float
    do: Callable[[], object]


class Scheduler:
    """One thread that does chores in turn; a chore that fails is logged and done again when its time comes."""

    def __init__(self, chores: Sequence[Chore]) -> None:
        self._chores = chores
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chores", daemon=True)

    def start(self) -> None:
        """Begin; every chore is done at once for the first time."""
        self._thread.start()

    def stop(self) -> None:
        """End after the chore under way, waiting 5 s at the most."""
        self._is_over.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        due = {chore.name: 0.0 for chore in self._chores}
        while not self._is_over.is_set():
            for chore in self._chores:
                if time.monotonic() >= due[chore.name] and not self._is_over.is_set():
                    self._do(chore)
                    due[chore.name] = time.monotonic() + chore.every_seconds
            self._is_over.wait(max(0.05, min(due.values()) - time.monotonic()))

    @staticmethod
    def _do(chore: Chore) -> None:
        try:
            chore.do()
        except Exception:
            logger.exception("the chore %r failed; it is done again in %g s", chore.name, chore.every_seconds)
