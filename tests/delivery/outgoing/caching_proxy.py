"""A small cache in front of a house, as a CDN is one: keeps 200s while they are fresh, forgets by key or by URL when told."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

PASSED_ON = ("content-type", "etag", "cache-control", "surrogate-key", "vitrine-fallback")


@dataclass
class Kept:
    """One answer in the cache."""

    status: int
    headers: dict[str, str]
    body: bytes
    at: float
    seconds: float


@dataclass
class CachingProxy:
    """`refusals` is how many purges are refused with 503 before one is honoured; `is_deaf` acknowledges and keeps all."""

    upstream: str
    url: str = ""
    refusals: int = 0
    is_deaf: bool = False
    least_seconds: float = 0.0
    kept: dict[tuple[str, str], Kept] = field(default_factory=dict)
    purges: list[tuple[str, str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, key: tuple[str, str]) -> Kept | None:
        """Return what is kept and fresh."""
        with self.lock:
            found = self.kept.get(key)
        return found if found and time.monotonic() < found.at + found.seconds else None

    def keep(self, key: tuple[str, str], answer: httpx.Response) -> Kept:
        """Keep an answer for as long as it allows, 200s only; return it."""
        headers = {name: answer.headers[name] for name in PASSED_ON if name in answer.headers}
        rules = answer.headers.get("cache-control", "")
        ages = [int(part.split("=")[1]) for part in rules.split(", ") if part.startswith("max-age=")]
        seconds = 0.0 if "no-store" in rules or not ages else max(ages[0], self.least_seconds)
        kept = Kept(answer.status_code, headers, answer.content, time.monotonic(), seconds)
        if answer.status_code == 200 and seconds:
            with self.lock:
                self.kept[key] = kept
        return kept

    def forget(self, method: str, path: str, keys: str) -> int:
        """Take a purge; return the status of its answer."""
        self.purges.append((method, path, keys))
        with self.lock:
            if self.refusals:
                self.refusals -= 1
                return 503
            if not self.is_deaf:
                wanted = set(keys.split())
                self.kept = {
                    key: kept
                    for key, kept in self.kept.items()
                    if key[0] != path and not wanted & set(kept.headers.get("surrogate-key", "").split())
                }
        return 200


@contextmanager
def caching_proxy(upstream: str) -> Iterator[CachingProxy]:
    """Serve a proxy on a free port until the block ends."""
    proxy = CachingProxy(upstream)
    client = httpx.Client(base_url=upstream, timeout=30)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            key = (self.path, self.headers.get("Accept", ""))
            found = proxy.find(key)
            if found is None:
                asked = {"accept": key[1], "user-agent": self.headers.get("User-Agent", "")}
                found = proxy.keep(key, client.get(self.path, headers=asked))
                self._answer(found.status, found.headers, found.body)
            else:
                age = str(int(time.monotonic() - found.at))
                self._answer(found.status, {**found.headers, "age": age}, found.body)

        def do_PURGE(self) -> None:
            keys = self.headers.get("Surrogate-Key", "")
            self._answer(proxy.forget("PURGE", self.path, keys), {}, b"")

        def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    proxy.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
        client.close()
