"""The doors for events that anybody may use."""

from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from delivery.events.beacon import BeaconDoor
from delivery.events.guard import Guard
from delivery.events.pixel import PixelDoor
from delivery.events.script import give_script


class Doors:
    """`/e` and `/e.gif` without a router; one guard watches both. The house is read from the application's state."""

    def __init__(self, guard: Guard | None = None) -> None:
        self.guard = guard = guard or Guard()
        self.by_path: dict[str, ASGIApp] = {"/e": BeaconDoor(guard), "/e.gif": PixelDoor(guard)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request whose path is one of `by_path`."""
        await self.by_path[scope["path"]](scope, receive, send)


def routes(doors: Doors | None = None) -> list[Route]:
    """Return `/e`, `/e.gif` and `/v.js`, for whoever has no front door."""
    doors = doors or Doors()
    return [
        *(Route(path, door) for path, door in doors.by_path.items()),
        Route("/v.js", give_script, methods=["GET"]),
    ]
