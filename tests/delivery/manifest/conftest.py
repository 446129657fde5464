"""A library in every state, and manifests of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from dam.accounts.caller import HOUSE
from dam.core import Core
from dam.storage.counted import CountedStore
from delivery.api.routes import routes
from delivery.files.answer import FileServer
from delivery.manifest.board import Board
from delivery.manifest.follow import Follower
from delivery.manifest.read import Wanted, read_manifest
from tests.delivery.api.serving import served
from tests.delivery.files.conftest import Front, fill, make_front
from tests.delivery.files.library import DAY, NOON

BASE = "http://assets.example.org"


@dataclass
class Clock:
    """A clock that tests set."""

    moment: datetime = field(default_factory=lambda: NOON + DAY)

    def __call__(self) -> datetime:
        return self.moment


@dataclass
class Reader:
    """Reads manifests straight from the core."""

    core: Core

    def ask(self, channel: str = "web", **wanted: Any) -> dict[str, Any]:
        """Return one page."""
        found = read_manifest(self.core, HOUSE, Wanted(channel, **wanted), BASE)
        assert found.body is not None
        answer: dict[str, Any] = json.loads(found.body)
        return answer

    def all(self, channel: str = "web", *, limit: int = 200, since: str = "") -> dict[str, Any]:
        """Return all pages as one."""
        whole = self.ask(channel, limit=limit, since=since)
        page = whole["next"]
        while page:
            answer = self.ask(channel, limit=limit, since=since, page=page)
            assert answer["cursor"] == whole["cursor"]
            for name in ("items", "removed"):
                whole[name] += answer[name]
            page = answer["next"]
        return whole


@pytest.fixture
def clock() -> Clock:
    """Noon of the day after."""
    return Clock()


@pytest.fixture
def library(core: Core, clock: Clock) -> Reader:
    """A filled library on SQLite."""
    core = replace(core, now=clock)
    fill(core)
    return Reader(core)


@pytest.fixture
def library_on_each(core_on_each: Core, clock: Clock) -> Reader:
    """A filled library on each database."""
    core = replace(core_on_each, now=clock)
    fill(core)
    return Reader(core)


@dataclass
class Live:
    """A house over HTTP: the API, the files, and a feed that is followed."""

    base: str
    front: Front
    follower: Follower

    def client(self, role: str | None = "viewer") -> httpx.Client:
        """Return a client with a fresh token."""
        headers = {"Authorization": self.front.token(role)} if role else {}
        return httpx.Client(base_url=self.base, headers=headers, timeout=20)


@pytest.fixture
def live(core: Core, tmp_path: Path, clock: Clock) -> Iterator[Live]:
    """A live house on SQLite whose clock stands still."""
    core = replace(core, store=CountedStore(core.store), now=clock)
    fill(core)
    front = make_front(core, tmp_path)
    front.house = replace(front.house, core=core)
    files, board = FileServer(front.house), Board()
    files.cache.listen(board.hear)
    rest = Starlette(routes=routes())
    rest.state.house = front.house
    with served(_door(files, rest)) as base:
        rest.state.follower = Follower(core, base, board)
        files.start()
        yield Live(base, front, rest.state.follower)
        board.close()
        files.stop()
    front.house.log.close()


def _door(files: ASGIApp, rest: Starlette) -> ASGIApp:
    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        is_file = scope["type"] == "http" and scope["path"].startswith(("/d/", "/i/"))
        scope["app"] = rest
        await (files if is_file else rest)(scope, receive, send)

    return door
