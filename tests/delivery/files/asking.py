"""Asks an ASGI application directly, as the server in front of it would, without a network."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Scope


@dataclass
class Answer:
    """What came back; header names in lower case, each once."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_whole: bool = False


def make_scope(method: str, target: str, headers: Mapping[str, str], app: object = None) -> Scope:
    """Return the scope of a request; `target` is path and query, not yet quoted."""
    path, _, query = target.partition("?")
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()],
        "client": ("203.0.113.7", 50000),
        "app": app,
    }


def ask(
    app: ASGIApp,
    target: str,
    headers: Mapping[str, str] | None = None,
    *,
    method: str = "GET",
    state: object = None,
) -> Answer:
    """Ask once and wait for the whole answer."""
    return asyncio.run(ask_async(app, make_scope(method, target, headers or {}, state)))


async def ask_async(app: ASGIApp, scope: Scope, leaves_after: int | None = None, form: bytes = b"") -> Answer:
    """Ask once, with a `form` where there is one; `leaves_after` pieces the client goes away."""
    answer = Answer()
    has_left = asyncio.Event()
    pieces = 0
    sent = [form] if form else []

    async def receive() -> Message:
        if sent:
            return {"type": "http.request", "body": sent.pop(), "more_body": False}
        await has_left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        nonlocal pieces
        if message["type"] == "http.response.start":
            assert answer.status == 0, "an answer begins once"
            answer.status = message["status"]
            for name, value in message["headers"]:
                assert name == name.lower()
                assert name.decode() not in answer.headers, f"{name!r} is there twice"
                answer.headers[name.decode()] = value.decode("latin-1")
            return
        answer.body += message["body"]
        answer.is_whole = not message.get("more_body", False)
        pieces += 1
        if leaves_after is not None and pieces >= leaves_after:
            has_left.set()
            await asyncio.sleep(0)

    await app(scope, receive, send)
    return answer
