"""Bodies and answers of the open doors as plain ASGI messages: a request object and a router cost more than an event."""

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dam.errors import TooLarge

Lines = list[tuple[bytes, bytes]]


async def read_body(scope: Scope, receive: Receive, limit: int) -> bytes:
    """Read a body of at most `limit` bytes; `TooLarge`, early when its length is announced, or `ClientDisconnect`."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > limit:
            raise TooLarge(f"The body may have at most {limit} bytes; this one has {value.decode()}.")
    message = await receive()
    body = message.get("body", b"")
    while message.get("more_body"):
        if len(body) > limit:
            break
        message = await receive()
        body += message.get("body", b"")
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    if len(body) > limit:
        raise TooLarge(f"The body may have at most {limit} bytes; this one has more.")
    return bytes(body)


async def answer(send: Send, status: int, lines: Lines, body: bytes) -> None:
    """Send a whole answer."""
    headers = lines if status == 204 else [*lines, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def pass_on(send: Send, response: Response, lines: Lines) -> None:
    """Send a prepared answer with further lines in its head."""
    headers = [*response.raw_headers, *lines]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": bytes(response.body)})
