"""`GET /e.gif`: one transparent pixel, for mailings and wherever no script runs; it counts as `rendered`."""

import base64
import logging
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from dam.accounts.caller import ANONYMOUS
from dam.engagement.event import EventClass
from dam.engagement.intake.doors import PIXEL
from dam.engagement.intake.ledger import accept_soon
from dam.errors import Unavailable
from delivery.api.problems import wrong_method
from delivery.events.guard import Guard
from delivery.events.visit import context_of
from delivery.events.wire import Lines, answer, pass_on
from delivery.house import House

PIXEL_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")
"""43 bytes: 1 × 1, transparent."""

_HEADERS: Lines = [
    (b"content-type", b"image/gif"),
    (b"cache-control", b"no-store"),
    (b"access-control-allow-origin", b"*"),
    (b"x-content-type-options", b"nosniff"),
]
_PARAMETERS = ("asset", "channel", "placement", "campaign", "journey")
_RETRY_SECONDS = 5

_logger = logging.getLogger(__name__)


class PixelDoor:
    """Answers the pixel whatever came, because a picture cannot explain; what is wrong is counted as dropped.

    When too much comes from a network the status is 429, when the ledger does not answer 503; the picture is a picture.
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request in."""
        del receive  # a picture is asked for without a body
        if scope["method"] not in ("GET", "HEAD"):
            await pass_on(send, wrong_method(scope["method"], ("GET", "HEAD")), [])
            return
        house: House = scope["app"].state.house
        status, wait = 200, 0
        if scope["method"] == "GET":
            status, wait = await self._take(house, scope)
        lines = [*_HEADERS, (b"retry-after", b"%d" % wait)] if wait else _HEADERS
        await answer(send, status, lines, PIXEL_GIF)

    async def _take(self, house: House, scope: Scope) -> tuple[int, int]:
        """Count the pixel; return the status, and after how many seconds it may be asked for again."""
        wait = self._guard.seconds_to_wait(scope, house, PIXEL)
        if wait:
            return 429, wait
        event: dict[str, object] = {
            name: value
            for name, value in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            if name in _PARAMETERS
        }
        event["class"] = EventClass.RENDERED.value
        try:
            await accept_soon(house.core, ANONYMOUS, [event], context_of(scope, house, PIXEL))
        except Unavailable as error:
            _logger.warning("a pixel could not be counted: %s", error)
            return 503, error.retry_after
        except Exception:
            _logger.exception("a pixel could not be counted")
            return 503, _RETRY_SECONDS
        return 200, 0
