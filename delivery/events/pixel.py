"""`GET /e.gif`: one transparent pixel, for mailings and wherever no script runs; it counts as `rendered`."""

import asyncio
import base64
import logging

from starlette.requests import Request
from starlette.responses import Response

from dam.accounts.caller import ANONYMOUS
from dam.engagement.event import EventClass
from dam.engagement.intake import PIXEL
from dam.engagement.ledger import submit
from delivery.events.visit import context_of
from delivery.house import house_of

PIXEL_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")
"""43 bytes: 1 × 1, transparent."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Access-Control-Allow-Origin": "*",
    "X-Content-Type-Options": "nosniff",
}
_PARAMETERS = ("asset", "channel", "placement", "campaign")

_logger = logging.getLogger(__name__)


async def take_pixel(request: Request) -> Response:
    """Answer the pixel whatever came, because a picture cannot explain; what is wrong is counted as dropped.

    When the ledger does not answer the status is 503, and the picture is still a picture.
    """
    house = house_of(request)
    status = 200
    if request.method == "GET":
        event: dict[str, object] = {
            name: request.query_params[name] for name in _PARAMETERS if name in request.query_params
        }
        event["class"] = EventClass.RENDERED.value
        try:
            await asyncio.wrap_future(
                submit(house.core, ANONYMOUS, [event], context_of(request, house, PIXEL))
            )
        except Exception:
            _logger.exception("a pixel could not be counted")
            status = 503
    return Response(PIXEL_GIF, status, _HEADERS, "image/gif")
