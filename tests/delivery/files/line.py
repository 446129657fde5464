"""The line to a real S3 store, which can be cut, slowed down, damaged or answered with 503."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

PIECE = 64 * 1024


@dataclass
class Line:
    """What happens on the line, and what was asked through it. `silence` holds every answer back until it is set."""

    url: str = ""
    cut_after: int | None = None
    is_damaged: bool = False
    is_busy: bool = False
    silence: threading.Event = field(default_factory=threading.Event)
    reads: list[str] = field(default_factory=list)


@contextmanager
def line_to(storage_url: str) -> Iterator[Line]:
    """Yield a line to the store of `storage_url`; `line.url` is the storage URL that goes through it."""
    parts = urlsplit(storage_url)
    options = dict(parse_qsl(parts.query))
    store = urlsplit(options["endpoint_url"]).netloc
    line = Line()
    line.silence.set()

    class Handler(BaseHTTPRequestHandler):
        """Passes a request on with its headers, so that its signature holds."""

        protocol_version = "HTTP/1.1"

        def pass_on(self) -> None:
            """Ask the store and answer as the line allows."""
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            line.silence.wait(30)
            if self.command == "GET":
                line.reads.append(self.headers.get("Range", ""))
            if line.is_busy:
                self._answer(503, {"Content-Length": "0"})
                return
            connection = http.client.HTTPConnection(store, timeout=30)
            connection.request(self.command, self.path, body, dict(self.headers))
            answer = connection.getresponse()
            given = answer.read()
            self._answer(answer.status, {**dict(answer.getheaders()), "Connection": "close"})
            if self.command == "GET":
                given = given[: line.cut_after]
                if line.is_damaged and given:
                    given = given[:-1] + bytes([given[-1] ^ 1])
            if self.command != "HEAD":
                self.wfile.write(given)
            self.close_connection = True
            connection.close()

        do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = pass_on

        def _answer(self, status: int, headers: dict[str, str]) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                if name.lower() != "transfer-encoding":
                    self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        options["endpoint_url"] = f"http://127.0.0.1:{server.server_port}"
        line.url = parts._replace(query=urlencode(options)).geturl()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield line
        line.silence.set()
        server.shutdown()
