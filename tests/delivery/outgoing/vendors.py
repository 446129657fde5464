"""Written fakes of what edges' APIs answer, over real HTTP, after their public references."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Asked:
    """One request that came; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        """The body as JSON."""
        value = json.loads(self.body)
        assert isinstance(value, dict)
        return value


@dataclass(frozen=True)
class Said:
    """One answer."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


Speak = Callable[[Asked], Said]


@contextmanager
def vendor(speak: Speak) -> Iterator[tuple[str, list[Asked]]]:
    """Serve what `speak` says on a free port; give the base URL and the list of what was asked."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked.append(Asked(self.command, self.path, headers, self.rfile.read(length)))
            said = speak(asked[-1])
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)

        do_GET = do_POST = do_PURGE = do_BAN = do_DELETE = handle_any

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


@contextmanager
def answering(status: int, headers: Mapping[str, str]) -> Iterator[str]:
    """Serve the same answer to everything."""
    with vendor(lambda _asked: Said(status, headers)) as (url, _):
        yield url


def fastly(token: str, service: str) -> Speak:
    """Fastly's `POST /service/{id}/purge`: 256 keys at most, a key of the API in `Fastly-Key`."""

    def speak(asked: Asked) -> Said:
        if asked.headers.get("fastly-key") != token:
            return Said(401, body=b'{"msg":"Provided credentials are missing or invalid"}')
        if (asked.method, asked.path) != ("POST", f"/service/{service}/purge"):
            return Said(404, body=b'{"msg":"Record not found"}')
        keys = asked.json["surrogate_keys"]
        assert isinstance(keys, list)
        if not 1 <= len(keys) <= 256:
            return Said(400, body=b'{"msg":"Bad request","detail":"too many keys"}')
        return Said(body=json.dumps({key: f"108-{place}" for place, key in enumerate(keys)}).encode())

    return speak


def cloudflare(token: str, zone: str) -> Speak:
    """Cloudflare's `POST /zones/{zone}/purge_cache`: 30 tags at most, success told in the body."""

    def speak(asked: Asked) -> Said:
        def said(status: int, *errors: str) -> Said:
            told = {
                "success": not errors,
                "errors": [{"message": error} for error in errors],
                "result": {"id": zone},
            }
            return Said(status, {"Content-Type": "application/json"}, json.dumps(told).encode())

        if asked.headers.get("authorization") != f"Bearer {token}":
            return said(403, "Authentication error")
        if (asked.method, asked.path) != ("POST", f"/client/v4/zones/{zone}/purge_cache"):
            return said(404, "Not found")
        tags = asked.json.get("tags")
        if not isinstance(tags, list) or not 1 <= len(tags) <= 30:
            return said(400, "Request must contain 1 to 30 tags")
        return said(200)

    return speak


CREATED = """<?xml version="1.0" encoding="UTF-8"?>
<Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>I2J0I21PCUYOIK</Id>
<Status>InProgress</Status><CreateTime>2026-03-21T12:00:00Z</CreateTime></Invalidation>"""

BUSY = """<?xml version="1.0" encoding="UTF-8"?>
<ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error><Type>Sender</Type>
<Code>TooManyInvalidationsInProgress</Code><Message>Too many.</Message></Error></ErrorResponse>"""


def cloudfront(distribution: str, busy_times: int = 0) -> Speak:
    """CloudFront's `CreateInvalidation` (2020-05-31): signed, XML, 3,000 paths at most."""
    left = busy_times

    def speak(asked: Asked) -> Said:
        nonlocal left
        assert asked.headers["authorization"].startswith("AWS4-HMAC-SHA256 ")
        if not asked.path.endswith(f"/distribution/{distribution}/invalidation"):
            return Said(404)
        if left or asked.body.count(b"<Path>") > 3000:
            left -= 1
            return Said(400, {"Content-Type": "text/xml"}, BUSY.encode())
        return Said(201, {"Content-Type": "text/xml"}, CREATED.encode())

    return speak
