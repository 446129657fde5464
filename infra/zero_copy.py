"""Files that the kernel sends: their bytes go from its memory to the connection and never pass through this process.

This is the ASGI extension `http.response.zerocopysend`, which uvicorn does not have itself.
"""

import asyncio
import os
import weakref

from starlette.types import Message
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

EXTENSION = "http.response.zerocopysend"

SLICE = 1 << 19
"""Bytes between two looks at the other connections."""


def offer_zero_copy(cycle: RequestResponseCycle, loop: asyncio.AbstractEventLoop) -> None:
    """Let the application of one request hand over open files; not over TLS, where every byte has to be sealed."""
    if cycle.transport.get_extra_info("sslcontext") is None:
        cycle.scope["extensions"] = {EXTENSION: {}}
        cycle.send = _Send(cycle, loop)  # type: ignore[method-assign, assignment]


class _Send:
    """The `send` of a request that also knows `EXTENSION`."""

    def __init__(self, cycle: RequestResponseCycle, loop: asyncio.AbstractEventLoop) -> None:
        self._cycle = weakref.ref(cycle)
        self._loop = loop

    async def __call__(self, message: Message) -> None:
        cycle = self._cycle()
        assert cycle is not None
        if message["type"] != EXTENSION:
            await RequestResponseCycle.send(cycle, message)  # type: ignore[arg-type]
            return
        if cycle.disconnected:
            return  # the head was not sent either
        start, count = message["offset"], message["count"]
        if count > cycle.expected_content_length:
            raise RuntimeError("a file that is longer than the answer's Content-Length was handed over")
        cycle.expected_content_length -= count
        if await _is_drained(cycle):
            connection = os.dup(cycle.transport.get_extra_info("socket").fileno())
            try:
                await self._copy(cycle, connection, message["file"], start, start + count)
            except (ConnectionError, TimeoutError):
                cycle.transport.abort()
            finally:
                os.close(connection)

    async def _copy(
        self, cycle: RequestResponseCycle, connection: int, file: int, start: int, end: int
    ) -> None:
        at = start
        while at < end and not cycle.disconnected:
            length = min(SLICE, end - at)
            try:
                if _is_in_memory(file, at, length):
                    sent = send_slice(connection, file, at, length)
                    await asyncio.sleep(0)
                else:
                    sent = await asyncio.to_thread(send_slice, connection, file, at, length)
            except BlockingIOError:
                await self._wait_until_writable(connection)
                continue
            if not sent:
                raise RuntimeError("a file ended before the answer did")
            at += sent

    async def _wait_until_writable(self, connection: int) -> None:
        writable = self._loop.create_future()
        self._loop.add_writer(connection, _set, writable)
        try:
            await writable
        finally:
            self._loop.remove_writer(connection)


def send_slice(connection: int, file: int, at: int, length: int) -> int:
    """Let the kernel send up to `length` bytes of an open file from `at`, and return how many it took."""
    return os.sendfile(connection, file, at, length)


async def _is_drained(cycle: RequestResponseCycle) -> bool:
    """Wait until everything that was written before is with the kernel; False when the client is gone."""
    while cycle.transport.get_write_buffer_size() and not cycle.disconnected:
        await cycle.flow.drain()
        await asyncio.sleep(0)
    return not (cycle.disconnected or cycle.transport.is_closing())


def _is_in_memory(file: int, at: int, length: int) -> bool:
    """Tell whether the last of these bytes can be had without waiting for the disk, as far as the system says."""
    try:
        return os.preadv(file, [bytearray(1)], at + length - 1, os.RWF_NOWAIT) == 1
    except OSError:
        return False


def _set(writable: "asyncio.Future[None]") -> None:
    if not writable.done():
        writable.set_result(None)
