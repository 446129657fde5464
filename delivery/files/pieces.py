"""Bytes of one answer, piece by piece: out of an open file of this machine, or straight out of the store."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import suppress
from typing import TypeVar

from dam.errors import Unavailable
from dam.storage.port import CHUNK
from delivery.files.disk.following import FIRST_SECONDS, NEXT_SECONDS
from delivery.files.disk.reading import read_piece
from delivery.files.disk.words import BROKEN, SLOW

Given = TypeVar("Given")

Open = Callable[[int, int], Iterator[bytes] | None]
"""Reads a file from a place up to another; None when the store does not have it."""


async def pieces_of_file(descriptor: int, start: int, end: int) -> AsyncGenerator[bytes, None]:
    """Yield bytes `start` up to but without `end` of an open file, a mebibyte at a time."""
    at = start
    while at < end:
        piece = await read_piece(descriptor, min(CHUNK, end - at), at)
        if not piece:
            raise Unavailable(BROKEN)
        yield piece
        at += len(piece)


async def pieces_of_store(
    pool: Executor, open_: Open, start: int, end: int, checked: tuple[str, "hashlib._Hash"] | None
) -> AsyncGenerator[bytes, None]:
    """Yield bytes of the store; `Unavailable` when it is slow or gives too few.

    With `checked`, the file's digest and the hash of all before `start`, the last piece comes only if all were right.
    """
    chunks = await within(FIRST_SECONDS, pool.submit(open_, start, end))
    if chunks is None:
        raise Unavailable(BROKEN)
    at, held = start, b""
    try:
        while at < end:
            seconds = FIRST_SECONDS if at == start else NEXT_SECONDS
            chunk = await within(seconds, pool.submit(_next, chunks, checked))
            at += len(chunk)
            if not chunk or at > end:
                raise Unavailable(BROKEN)
            if held:
                yield held
            held = chunk
        if checked is not None and checked[1].hexdigest() != checked[0]:
            raise Unavailable(BROKEN)
        if held:
            yield held
    finally:
        _close(chunks)


def _next(chunks: Iterator[bytes], checked: tuple[str, "hashlib._Hash"] | None) -> bytes:
    chunk = next(chunks, b"")
    if checked is not None:
        checked[1].update(chunk)
    return chunk


def _close(chunks: Iterator[bytes]) -> None:
    """A generator holds a file or a connection until it is closed; one that a thread still waits in closes itself later."""
    close = getattr(chunks, "close", None)
    if close is not None:
        with suppress(ValueError):
            close()


async def within(seconds: float, doing: "Future[Given]") -> Given:
    """Wait for what a thread is doing, whoever else waits for it, too; after `seconds` no longer."""
    waiting = asyncio.shield(asyncio.wrap_future(doing))
    try:
        return await asyncio.wait_for(waiting, seconds)
    except TimeoutError:
        raise Unavailable(SLOW, retry_after=10) from None
