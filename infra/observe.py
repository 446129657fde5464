"""What lets people see how the house is: its logs, its figures, its health."""

import logging
import time
from collections.abc import Awaitable

from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.health import health_routes
from infra.logs import FIELDS, set_up_logging
from infra.metrics import RequestFigures

__all__ = ["Observed", "routes", "set_up_logging"]

logger = logging.getLogger("vitrine.requests")

figures = RequestFigures()
"""Of this process, whichever way its answers went."""

FILES = {
    "/d/": "/d/{channel}/{preset}/{asset}",
    "/i/": "/i/{channel}/{digest}/{name}",
    "/o/": "/o/{asset}/{version}/{name}",
    "/e": "/e",
    "/e.": "/e.gif",
}
"""Files and events do not pass through the router; these are their patterns, by their first three characters."""


def routes() -> list[Route]:
    """Return `/healthz`, `/readyz` and `/metrics`."""
    return health_routes(figures)


class Observed:
    """Wraps the application: counts every answer by route and status, and logs those that went wrong."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note what became of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        def note_status(message: Message) -> Awaitable[None]:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            return send(message)

        try:
            await self.app(scope, receive, note_status)
        finally:
            seconds = time.perf_counter() - started
            figures.note(scope["method"], route_of(scope), status, seconds)
            if status >= 500:
                _log(scope, status, seconds)


def route_of(scope: Scope) -> str:
    """Return the pattern of the address that answered, so that there are few: `/api/v1/assets/{id}`."""
    route = scope.get("route")
    if route is None:
        return FILES.get(scope["path"][:3], "(none)")
    path = getattr(route, "path", None)
    return path if isinstance(path, str) and path else "(none)"


def _log(scope: Scope, status: int, seconds: float) -> None:
    fields = {
        "method": scope["method"],
        "path": scope["path"],
        "status": status,
        "seconds": round(seconds, 3),
    }
    logger.warning("a request was answered with %d", status, extra={FIELDS: fields})
