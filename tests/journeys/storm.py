"""Many requests at the same moment, each on a connection of its own, as a page that goes round the world brings them."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

LOOKING_EVERY = 0.05
"""Seconds between two looks at the health of a house in a storm."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: `seconds` from the first byte sent to the last one received; headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def retry_after(self) -> int:
        """When to come again."""
        return int(self.headers["retry-after"])


def storm(urls: Sequence[str], accept: str = "*/*") -> list[Answered]:
    """Ask for all of these at once and wait for every answer."""

    async def all_at_once() -> list[Answered]:
        return await asyncio.gather(*(ask(url, accept) for url in urls))

    return asyncio.run(all_at_once())


def storm_beside(urls: Sequence[str], calm: str) -> tuple[list[Answered], list[Answered]]:
    """Do the same, and meanwhile ask for `calm` again and again; return both kinds of answers."""

    async def look(is_over: asyncio.Event) -> list[Answered]:
        looks = []
        while not is_over.is_set():
            looks.append(await ask(calm))
            await asyncio.sleep(LOOKING_EVERY)
        return looks

    async def both() -> tuple[list[Answered], list[Answered]]:
        is_over = asyncio.Event()
        looking = asyncio.create_task(look(is_over))
        answers = await asyncio.gather(*(ask(url) for url in urls))
        is_over.set()
        return answers, await looking

    return asyncio.run(both())


async def ask(url: str, accept: str = "*/*") -> Answered:
    """Ask once on a new connection."""
    parts = urlsplit(url)
    began = time.monotonic()
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    head = (
        f"GET {parts.path} HTTP/1.1\r\nhost: {parts.netloc}\r\naccept: {accept}\r\nconnection: close\r\n\r\n"
    )
    writer.write(head.encode())
    raw = await reader.read(-1)
    writer.close()
    opening, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = opening.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Answered(int(first.split()[1]), headers, body, time.monotonic() - began)


async def leave(url: str) -> None:
    """Ask, and go away before there is an answer."""
    parts = urlsplit(url)
    _, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(f"GET {parts.path} HTTP/1.1\r\nhost: {parts.netloc}\r\n\r\n".encode())
    await writer.drain()
    await asyncio.sleep(0.3)
    writer.close()


def by_status(answers: Sequence[Answered]) -> Counter[int]:
    """Count answers by status."""
    return Counter(answer.status for answer in answers)
