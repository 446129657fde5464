"""Lends the body of a request to a thread: the thread pulls, so that memory stays flat whoever is slower."""

from collections.abc import Callable, Coroutine, Iterator
from typing import TypeVar

import anyio
import anyio.from_thread
import anyio.to_thread
from anyio.lowlevel import RunVar
from starlette.requests import ClientDisconnect, Request

from dam.storage.port import CHUNK

Result = TypeVar("Result")

UPLOADS_AT_ONCE = 32
"""Bodies being written at the same time in one process; the next one waits unread."""

_places: RunVar[anyio.CapacityLimiter] = RunVar("_places")


async def with_body(request: Request, work: Callable[[Iterator[bytes]], Result]) -> Result:
    """Run `work` in a thread with the body as chunks of about 1 MiB; a client that goes away raises in there.

    Uploads have their own places, so that slow ones never keep the rest of the house waiting.
    """
    body = _Body(request)
    return await anyio.to_thread.run_sync(lambda: work(_pulled(body.pull)), limiter=_limiter())


class _Body:
    """The body of a request in pieces; what came before a client went away is given before its going is told."""

    def __init__(self, request: Request) -> None:
        self._stream = request.stream()
        self._is_cut = False

    async def pull(self) -> bytes:
        """Return the next bytes, about 1 MiB of them, or none at the end."""
        if self._is_cut:
            raise ClientDisconnect
        chunk = bytearray()
        try:
            async for piece in self._stream:
                chunk += piece
                if len(chunk) >= CHUNK:
                    break
        except ClientDisconnect:
            self._is_cut = True
            if not chunk:
                raise
        return bytes(chunk)


def _pulled(pull: Callable[[], Coroutine[None, None, bytes]]) -> Iterator[bytes]:
    while chunk := anyio.from_thread.run(pull):
        yield chunk


def _limiter() -> anyio.CapacityLimiter:
    """Return the places of this event loop, made on the first upload."""
    try:
        return _places.get()
    except LookupError:
        _places.set(anyio.CapacityLimiter(UPLOADS_AT_ONCE))
        return _places.get()
