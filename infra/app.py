"""The web application: one front door, behind it the files, the API, the doors for events and the pages."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio.to_thread
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

import admin_ui.routes
import delivery.api.routes
import delivery.events.routes
import delivery.pages.routes
from admin_ui.doors import nowhere
from delivery.events.routes import Doors
from delivery.files.answer import FileServer
from delivery.house import House
from delivery.iiif.server import PictureServer
from delivery.links.desk import LinkDesk
from delivery.manifest.board import Board
from delivery.manifest.follow import Follower
from delivery.urls import EMBED
from infra import observe


@dataclass(frozen=True, slots=True)
class Companion:
    """Something that lives as long as the application does: the worker, the scheduler, the feed's poller."""

    start: Callable[[], None]
    stop: Callable[[], None]


class FrontDoor:
    """Sends the URLs of files and the doors for events straight to whoever answers; a router would halve their speed."""

    def __init__(self, files: ASGIApp, rest: Starlette, events: Doors | None = None) -> None:
        self.files = files
        self.rest = rest
        self.events = events or Doors()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_file(scope["path"]):
            scope["app"] = self.rest
            await self.files(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] in self.events.by_path:
            scope["app"] = self.rest
            await self.events(scope, receive, send)
        else:
            await self.rest(scope, receive, send)


def is_file(path: str) -> bool:
    """Tell whether the file server answers; the markup around a file is a page like others."""
    return path.startswith(("/i/", "/o/")) or (path.startswith("/d/") and not path.endswith(EMBED))


def build_app(
    house: House,
    companions: Sequence[Companion] = (),
    files: FileServer | None = None,
    board: Board | None = None,
    doors: Doors | None = None,
) -> ASGIApp:
    """Return the ASGI application of an assembled house; `companions`, `files` and `board` start and stop with it."""
    files, pictures, board = files or FileServer(house), PictureServer(house), board or Board()
    files.cache.listen(board.hear)
    doors = doors or Doors()
    links = LinkDesk(house, files.cache)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        servers = (Companion(files.start, files.stop), Companion(pictures.start, pictures.stop))
        everyone = (*servers, Companion(board.open, board.close), *companions)
        started: list[Companion] = []
        try:
            for companion in everyone:
                await anyio.to_thread.run_sync(
                    companion.start
                )  # the job engine refuses to start on the event loop
                started.append(companion)
            yield
        finally:
            for companion in reversed(started):
                await anyio.to_thread.run_sync(companion.stop)

    rest = Starlette(
        routes=[
            *observe.routes(),
            *delivery.events.routes.routes(doors),
            Route("/iiif/3/{address:path}", pictures),
            *delivery.pages.routes.routes(),
            *delivery.api.routes.routes(),
            *admin_ui.routes.routes(),
        ],
        exception_handlers={404: nowhere},
        lifespan=lifespan,
    )
    rest.state.house = house
    rest.state.follower = Follower(house.core, house.settings.base_url, board)
    rest.state.files = files
    rest.state.links = links
    return observe.Observed(FrontDoor(files, rest, doors))
