"""Sends prepared bodies over kept connections as fast as they are answered, in a process of its own."""

import asyncio
import json
import sys
import time
from itertools import count

CONNECTIONS = 64
NETWORKS = 4_096
"""The requests come from so many networks, as an edge in front tells it: one alone may not send that much."""


async def _send(port: int, asset: str, batch: int, end: float, run: str, numbers: "count[int]") -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    sent = 0
    event = {"asset": asset, "channel": "web", "class": "seen", "placement": "/coats", "campaign": "spring"}
    while time.monotonic() < end:
        number = next(numbers)
        events = [{**event, "id": f"{run}-{number}-{one}"} for one in range(batch)]
        body = json.dumps({"events": events}, separators=(",", ":")).encode()
        writer.write(
            b"POST /e HTTP/1.1\r\nhost: bench\r\ncontent-type: text/plain\r\nuser-agent: Mozilla/5.0 (X11) Firefox/140\r\n"
            b"x-forwarded-for: 10.%d.%d.7\r\ncontent-length: %d\r\n\r\n%b"
            % (number % NETWORKS >> 8, number & 255, len(body), body)
        )
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 202"), head
        length = (
            int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            if b"content-length" in head.lower()
            else -1
        )
        answer = await (reader.readexactly(length) if length >= 0 else _read_chunks(reader))
        assert json.loads(answer)["accepted"] == batch, answer
        sent += batch
    writer.close()
    return sent


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


async def main(port: int, asset: str, batch: int, seconds: float, run: str) -> None:
    """Print how many events a second were acknowledged, and how many altogether."""
    start, numbers = time.monotonic(), count()
    sent = await asyncio.gather(
        *(_send(port, asset, batch, start + seconds, run, numbers) for _ in range(CONNECTIONS))
    )
    sys.stdout.write(f"{sum(sent) / (time.monotonic() - start)} {sum(sent)}\n")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), sys.argv[5]))
