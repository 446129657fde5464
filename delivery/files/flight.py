"""Blocking work on a few threads of its own, done once for all who ask for the same at the same time."""

import asyncio
import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Found = TypeVar("Found")


class LineIsFull(Exception):
    """More different pieces of work wait than can be done in good time."""


@dataclass(slots=True, eq=False)
class _Running(Generic[Found]):
    """One piece of work: `began_at` is None until a thread takes it up."""

    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Found]" = field(init=False)
    waiters: int = 0
    began_at: float | None = None

    def may_be_joined(self, loop: asyncio.AbstractEventLoop, fresh_seconds: float) -> bool:
        """Tell whether its answer is good for one who asks now: what it read must not be older than is said."""
        if self.loop is not loop or self.future.done():
            return False
        return self.began_at is None or time.monotonic() - self.began_at <= fresh_seconds


class SharedWork(Generic[Found]):
    """At most `threads` pieces of work run at once and `in_line` more wait; another one is `LineIsFull`.

    Nobody waits longer than `seconds`; work that hangs keeps its thread and nobody else. One who asks joins what began
    at most `fresh_seconds` ago, or has not begun.
    """

    def __init__(self, threads: int, in_line: int, seconds: float, fresh_seconds: float) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="miss")
        self._most = threads + in_line
        self._seconds = seconds
        self._fresh_seconds = fresh_seconds
        self._running: dict[Hashable, _Running[Found]] = {}
        self._count = 0
        self._lock = threading.Lock()

    @property
    def count(self) -> int:
        """Return how many pieces of work run or wait."""
        return self._count

    async def do(self, key: Hashable, work: Callable[[], Found]) -> Found:
        """Return what `work` returns, whoever began it; `TimeoutError` when that takes too long."""
        loop = asyncio.get_running_loop()
        running = self._running.get(key)
        if running is None or not running.may_be_joined(loop, self._fresh_seconds):
            running = self._begin(loop, key, work)
        running.waiters += 1
        try:
            done, _ = await asyncio.wait({running.future}, timeout=self._seconds)
        finally:
            running.waiters -= 1
            if not running.waiters:
                self._forget(key, running)
        if not done:
            raise TimeoutError
        return running.future.result()

    def _begin(
        self, loop: asyncio.AbstractEventLoop, key: Hashable, work: Callable[[], Found]
    ) -> _Running[Found]:
        with self._lock:
            if self._count >= self._most:
                raise LineIsFull
            self._count += 1

        running = self._running[key] = _Running(loop)

        def timed() -> Found:
            running.began_at = time.monotonic()
            return work()

        submitted = self._pool.submit(timed)
        running.future = asyncio.wrap_future(submitted, loop=loop)
        submitted.add_done_callback(self._end)
        return running

    def _forget(self, key: Hashable, running: _Running[Found]) -> None:
        """Drop it: what nobody waits for any more is not even begun."""
        running.future.cancel()
        if self._running.get(key) is running:
            del self._running[key]

    def _end(self, _future: "Future[Found]") -> None:
        with self._lock:
            self._count -= 1
