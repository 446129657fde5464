"""Serves an application over real HTTP in a thread, as uvicorn does in a running house."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

TICK = 0.1
"""Seconds between two looks of uvicorn's at its clock and its limits."""


class PromptServer(uvicorn.Server):
    """uvicorn's server that ends when it is asked to; by itself it would look every tenth of a second, and then wait one."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_asked = asyncio.Event()

    def end(self) -> None:
        """Ask it to end, from any thread."""
        self.should_exit = True
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # it has ended by itself
                self._loop.call_soon_threadsafe(self._is_asked.set)

    async def main_loop(self) -> None:
        """Tick until it is asked to end."""
        self._loop = asyncio.get_running_loop()
        counter = 0
        while not await self.on_tick(counter):
            counter += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._is_asked.wait(), TICK)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close what is idle; only if somebody is still being answered, wait as uvicorn does."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        for _ in range(5):
            await asyncio.sleep(0.001)  # a closed connection is told so in the next rounds of the loop
            if not (self.server_state.connections or self.server_state.tasks):
                return
        await super().shutdown(sockets)


@contextmanager
def served(app: ASGIApp, http: type[asyncio.Protocol] | None = None) -> Iterator[str]:
    """Serve on a free loopback port and give the base URL; the server ends with the block. `http` is its connections."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, http=http or "auto", log_level="warning", lifespan="off", timeout_graceful_shutdown=2
    )
    server = PromptServer(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    end = time.monotonic() + 10
    while not server.started:
        assert thread.is_alive(), "the server ended before it began"
        assert time.monotonic() < end, "the server did not start within 10 s"
        time.sleep(0.001)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.end()
        thread.join(timeout=10)
        listener.close()
