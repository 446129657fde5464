"""A receiver of webhooks on this machine: keeps what comes, and answers what it is told to."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook


@dataclass(frozen=True, slots=True)
class Message:
    """One call: its headers by lower-case name, and its body."""

    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """The id of the event."""
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> dict[str, Any]:
        """Return the event, verified as a receiver elsewhere would."""
        event = Webhook(secret).verify(self.body, self.headers)
        assert isinstance(event, dict)
        return event


@dataclass(slots=True)
class Receiver:
    """Where it listens and what came. `status` and `headers` are what it answers; `on_message` is called before that."""

    url: str
    messages: list[Message] = field(default_factory=list)
    status: int = 204
    headers: Mapping[str, str] = field(default_factory=dict)
    on_message: Callable[[], None] = lambda: None

    @property
    def ids(self) -> list[str]:
        """The ids of what came, in order."""
        return [message.id for message in self.messages]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Listen on a free port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.messages.append(Message({k.lower(): v for k, v in self.headers.items()}, body))
            receiver.on_message()
            self.send_response(receiver.status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(f"http://127.0.0.1:{server.server_address[1]}/hook")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
