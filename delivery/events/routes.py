"""The doors for events that anybody may use."""

from starlette.routing import Route

from delivery.events.beacon import take_beacon
from delivery.events.pixel import take_pixel
from delivery.events.script import give_script


def routes() -> list[Route]:
    """Return `/e`, `/e.gif` and `/v.js`; the house is read from the application's state."""
    return [
        Route("/e", take_beacon, methods=["POST", "OPTIONS"]),
        Route("/e.gif", take_pixel, methods=["GET"]),
        Route("/v.js", give_script, methods=["GET"]),
    ]
