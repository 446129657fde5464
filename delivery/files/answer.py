"""The file server: one raw ASGI callable for `GET|HEAD /d/…` and `/i/…`, without a router in between."""

from functools import partial

import anyio
import anyio.to_thread
from starlette.types import Receive, Scope, Send

from dam.engagement.actors import wanted_headers
from dam.errors import Unavailable
from delivery.address import client_address
from delivery.files.asked import Asked, read_asked
from delivery.files.bodies import Bodies
from delivery.files.cache import ResolutionCache
from delivery.files.choose import choose_file
from delivery.files.edge import EDGE, toward_edge
from delivery.files.headers import PREFLIGHT, download_header
from delivery.files.parse import ImmutableUrl, StableUrl, parse_path
from delivery.files.permit import Grant, grant, is_lit
from delivery.files.private import Gate
from delivery.files.ready import ReadyAnswers
from delivery.files.refusal import Refusal, out_of_range, unavailable, unknown, wrong_method
from delivery.files.resolve import LIBRARY, Resolution
from delivery.files.sending import Reply, plan_not_modified, plan_reply, plan_whole, send_reply, send_whole
from delivery.files.served import Served, Wording
from delivery.house import House
from delivery.identify import cookie_name
from delivery.signing.ring import KeyRing

DATABASE_SECONDS = 5.0
"""How long a miss waits for the database before 503 answers."""


class FileServer:
    """Answers from memory wherever it can; everything that waits runs in a thread."""

    def __init__(self, house: House) -> None:
        self.house = house
        ring = KeyRing(house.settings.secret_key)
        self.cache = ResolutionCache(house.core.db, on_everything=ring.read)
        self._gate = Gate(house, ring, self.cache)
        self.bodies = Bodies(house.core.store)
        self._ready = ReadyAnswers()
        self._wording = Wording.of(house.settings)
        self._cookie = cookie_name(house.settings.is_secure).encode() + b"="

    def start(self) -> None:
        """Begin to follow the feed of changes."""
        self.cache.start()

    def stop(self) -> None:
        """End following the feed."""
        self.cache.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asked = read_asked(scope, self.house.settings, self.house.core.now())
        if EDGE in asked.headers:
            send = toward_edge(send)
        try:
            if asked.method == "OPTIONS":
                await send_whole(send, "HEAD", 204, list(PREFLIGHT), b"")
                return
            served = await self._find(asked)
            await self._send(asked, served, receive, send)
        except Refusal as refusal:
            await send_whole(send, asked.method, refusal.status, *refusal.headers_and_body())
        except Unavailable as error:
            busy = unavailable(str(error), error.retry_after)
            await send_whole(send, asked.method, busy.status, *busy.headers_and_body())

    async def _find(self, asked: Asked) -> Served:
        """Parse, resolve, permit, choose; what is the same for everybody is given again from memory."""
        if asked.method not in ("GET", "HEAD"):
            raise wrong_method()
        ready = self._ready.get(asked.path, asked.accept, self.cache, asked.now)
        if ready is not None:
            return ready
        url = parse_path(asked.path)
        if url is None:
            raise unknown()
        key = url.without_format() if isinstance(url, StableUrl) else url
        resolution = await self._resolve(asked, key)
        granted = await self._permit(asked, url, resolution)
        wanted = url.format if isinstance(url, StableUrl) else ""
        file, is_negotiated = choose_file(
            resolution.of(granted.owner), wanted, asked.accept.decode("latin-1")
        )
        served = self._wording.served(
            url,
            file,
            granted.owner,
            resolution,
            asked.now,
            is_negotiated=is_negotiated,
            is_territorial=granted.is_territorial,
            is_private=granted.is_private,
            open_until=granted.until,
        )
        self._ready.keep(asked.path, asked.accept, key, served, asked.now)
        return served

    async def _resolve(self, asked: Asked, key: StableUrl | ImmutableUrl) -> Resolution:
        """Return what is known, or ask the database; the feed does not tell of an asset that owns the same bytes since."""
        kept = self.cache.kept(key)
        if kept is not None and (isinstance(key, StableUrl) or is_lit(asked, kept, key.channel)):
            return kept
        return await self._load(key)

    async def _permit(self, asked: Asked, url: StableUrl | ImmutableUrl, resolution: Resolution) -> Grant:
        if resolution.is_private or url.channel == LIBRARY:
            return await self._gate.grant(asked, resolution, url.channel)
        return grant(asked, resolution, url.channel)

    async def _load(self, key: StableUrl | ImmutableUrl) -> Resolution:
        """Ask the database, which may hang: nobody waits for it longer than people wait for a picture."""
        try:
            with anyio.fail_after(DATABASE_SECONDS):
                return await anyio.to_thread.run_sync(self.cache.load, key, abandon_on_cancel=True)
        except TimeoutError:
            raise Unavailable("The library does not answer at the moment; try again.") from None

    async def _send(self, asked: Asked, served: Served, receive: Receive, send: Send) -> None:
        """Plan conditions and ranges, and send the bytes."""
        file = served.file
        size, body = 0, None
        reply = plan_not_modified(asked.headers, file)
        if reply is None:
            size, body = await self._body(file.digest)
            reply = plan_reply(asked.headers, file, size) if asked.method == "GET" else plan_whole(size)
        if reply.status == 416:
            raise out_of_range(size)
        reply.headers += served.lines_of(asked.method, reply.status)
        if b"download=1" in asked.scope["query_string"].split(b"&"):
            reply.headers.append(download_header(served.owner, file))
        if asked.method == "GET" and served.is_counted and not file.is_part:
            self._note(asked, served, reply)
        pieces = None if body is not None else partial(self.bodies.stream, file.digest)
        await send_reply(receive, send, asked.method, reply, body, pieces)

    async def _body(self, digest: str) -> tuple[int, bytes | None]:
        """Return the size and, if it is small, the whole body; from memory without waiting where it is there."""
        body = self.bodies.kept(digest)
        if body is not None:
            return len(body), body
        return await anyio.to_thread.run_sync(self.bodies.load, digest)

    def _note(self, asked: Asked, served: Served, reply: Reply) -> None:
        """Leave one line in the delivery log; the log itself knows which answers count as a fetch."""
        file = served.file
        self.house.log.note(
            served.owner.asset_id,
            file.version_id,
            file.digest,
            file.channel,
            file.preset,
            reply.status,
            reply.length,
            wanted_headers(asked.scope["headers"]),
            client_address(asked.scope, self.house.settings.trusted_proxies),
            is_session=self._cookie in asked.headers.get(b"cookie", b""),
        )
