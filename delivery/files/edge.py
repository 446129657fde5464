"""What a cache of our own in front is told: keep everything for one second, and pass on what browsers may do."""

import hmac
import re
from collections.abc import Mapping

from starlette.types import Message, Send

from delivery.files.headers import Headers
from delivery.settings import DeliverySettings

EDGE = b"vitrine-edge"
"""The request header by which such a cache makes itself known; whoever else sends it only gets shorter policies."""

LOGGED = b"vitrine-logged"
"""The request header by which any other edge tells that it logs the request, and that its log is imported."""

POLICY = b"vitrine-cache-control"
"""The answer header that holds the policy for browsers, which the edge puts in the place of its own."""

KEEP = b"public, max-age=1, stale-while-revalidate=1"
"""A hot file is asked for once a second by its ETag, so that what is dark in the house is dark at the edge two seconds later."""

KEEP_TO_THE_END = b"public, max-age=1"
"""In the last second of its rights a file is not kept beyond them, not even while the house is asked."""

KEEP_REFUSAL = b"max-age=1"
"""A refusal takes the place of the file that was kept; a moment later it is asked for again."""

SETTLED = frozenset({404, 410, 415, 422, 451})
"""Refusals that hold for everybody; `busy` and `not allowed` are for the one who asked."""

_SECONDS = re.compile(rb"public, max-age=([1-9]\d*)")


def is_told_elsewhere(headers: Mapping[bytes, bytes], settings: DeliverySettings) -> bool:
    """Tell whether an edge's log that is imported tells of this request, so that ours must not: it would count twice."""
    if not (settings.log_places and settings.edge_secret):
        return False
    secret = settings.edge_secret.encode()
    return any(hmac.compare_digest(headers.get(name, b""), secret) for name in (EDGE, LOGGED))


def toward_edge(send: Send) -> Send:
    """Wrap `send` so that `Cache-Control` speaks to the edge; private answers and stand-ins stay as they are."""

    async def send_worded(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": worded_for_edge(message["status"], list(message["headers"]))}
        await send(message)

    return send_worded


def worded_for_edge(status: int, headers: Headers) -> Headers:
    """Return the headers of an answer as the edge needs them."""
    named = dict(headers)
    policy = named.get(b"cache-control", b"")
    if b"x-accel-redirect" in named:
        return headers  # what the edge sends from its own disk it does not keep
    if status in SETTLED and b"private" not in policy:
        shorter = KEEP_REFUSAL
    elif status < 400 and (shared := _SECONDS.match(policy)):
        shorter = KEEP if int(shared[1]) > 1 else KEEP_TO_THE_END
    else:
        return headers
    others = [(name, value) for name, value in headers if name != b"cache-control"]
    return [*others, (b"cache-control", shorter), (POLICY, policy)]
