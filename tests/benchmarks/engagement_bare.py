"""The peer of the engagement benchmark: an ASGI function that group-commits the same rows and checks nothing."""

import asyncio
import sqlite3
import sys
import threading
from collections import deque
from operator import itemgetter
from typing import Any

import msgspec
import psycopg
import uvicorn
from sqlalchemy.engine import make_url
from starlette.types import Receive, Scope, Send

from dam.db import Database
from dam.engagement.rollups.record import EVENTS
from infra.tables import create_all

COLUMNS = tuple(column.name for column in EVENTS.columns if column.name != "seq")
EMPTY = dict.fromkeys(COLUMNS, "") | {
    "at": 0,
    "received_at": 0,
    "value_minor": 0,
    "duration": None,
    "rating": None,
    "actor": "human",
    "content_hash": b"",
    "source": "beacon",
}

_row = itemgetter(*COLUMNS)


class BareLedger:
    """Decodes, queues, commits what has gathered, answers: the least that a durable ledger does."""

    def __init__(self, url: str) -> None:
        self._waiting: deque[tuple[list[tuple[object, ...]], asyncio.Future[None]]] = deque()
        self._wake = threading.Event()
        self._url = make_url(url)
        create_all(Database(url))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            loop = asyncio.get_running_loop()
            threading.Thread(target=self._commit_forever, args=(loop,), daemon=True).start()
            for stage in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{stage}.complete"})
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        events = msgspec.json.decode(body)["events"]
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(
            ([_row({**EMPTY, **event, "asset_id": event["asset"]}) for event in events], future)
        )
        self._wake.set()
        await future
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 202, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"accepted":%d}' % len(events)})

    def _commit_forever(self, loop: asyncio.AbstractEventLoop) -> None:
        """Write what waits, in one transaction after the other."""
        is_sqlite = self._url.get_backend_name() == "sqlite"
        cursor = self._open_sqlite() if is_sqlite else self._open_postgresql()
        names = ", ".join(f'"{name}"' for name in COLUMNS)
        marks = ", ".join(["?" if is_sqlite else "%s"] * len(COLUMNS))
        insert = f"INSERT INTO events ({names}) VALUES ({marks})"
        while True:
            self._wake.wait()
            self._wake.clear()
            group = [self._waiting.popleft() for _ in range(len(self._waiting))]
            if group:
                cursor.execute("BEGIN IMMEDIATE" if is_sqlite else "BEGIN")
                cursor.executemany(insert, [row for rows, _ in group for row in rows])
                cursor.execute("COMMIT")
                loop.call_soon_threadsafe(_resolve, [future for _, future in group])

    def _open_sqlite(self) -> Any:
        connection = sqlite3.connect(self._url.database or "", isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection

    def _open_postgresql(self) -> Any:
        url = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(url, autocommit=True).cursor()


def _resolve(futures: list["asyncio.Future[None]"]) -> None:
    for future in futures:
        if not future.done():
            future.set_result(None)


if __name__ == "__main__":
    uvicorn.run(BareLedger(sys.argv[2]), port=int(sys.argv[1]), log_level="warning", access_log=False)
