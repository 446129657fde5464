"""The file server: one raw ASGI callable for `GET|HEAD /d/…`, `/i/…` and `/o/…`, without a router in between."""

from dataclasses import replace
from functools import partial

from starlette.types import Receive, Scope, Send

from dam.engagement.visitors.actors import wanted_headers
from dam.errors import Unavailable
from delivery.address import client_address
from delivery.files.asked import Asked, read_asked
from delivery.files.bodies import Bodies, open_disk
from delivery.files.cache import ResolutionCache
from delivery.files.comparing import Comparing
from delivery.files.edge import EDGE, is_told_elsewhere, toward_edge
from delivery.files.find import Finder
from delivery.files.headers import PREFLIGHT, download_header
from delivery.files.hot import HotFiles
from delivery.files.misses import Misses
from delivery.files.offload import Offload
from delivery.files.originals import PREFIX as ORIGINALS
from delivery.files.originals import OriginalFinder
from delivery.files.private import Gate
from delivery.files.refusal import Refusal, not_as_expected, out_of_range, unavailable
from delivery.files.sending import (
    Reply,
    is_wanted,
    plan_not_modified,
    plan_reply,
    plan_whole,
    send_reply,
    send_whole,
)
from delivery.files.served import Served, Wording
from delivery.house import House
from delivery.identify import cookie_name
from delivery.signing.ring import KeyRing


class FileServer:
    """Answers from memory wherever it can; everything that waits runs in a thread."""

    def __init__(self, house: House) -> None:
        self.house = house
        ring = KeyRing(house.settings.secret_key)
        self.cache = ResolutionCache(house.core.db, on_everything=ring.read)
        gate = Gate(house, ring, self.cache)
        store = house.core.store
        self.bodies = Bodies(store, open_disk(store, house.settings))
        self._offload = Offload(house.settings.send_files, store, self.bodies)
        self.misses = Misses(house, self.cache)
        self.finder = Finder(self.cache, gate, Wording.of(house.settings), self.misses)
        self._comparing = Comparing(house, self.finder)
        self.hot = HotFiles(house, self.finder.ready, self.cache, self.bodies)
        self._originals = OriginalFinder(house, gate)
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
            if asked.path.startswith(ORIGINALS):
                served = await self._originals.find(asked)
            else:
                served = await self.finder.find(asked, receive)
                if (comparison := served.resolution.comparison) is not None:
                    redirect = await self._comparing.answer(asked, served, comparison)
                    if redirect is not None:
                        await send_whole(send, asked.method, *redirect, b"")
                        return
            await self._send(asked, served, receive, send)
        except Refusal as refusal:
            await send_whole(send, asked.method, refusal.status, *refusal.headers_and_body())
        except Unavailable as error:
            busy = unavailable(str(error), error.retry_after)
            await send_whole(send, asked.method, busy.status, *busy.headers_and_body())

    async def _send(self, asked: Asked, served: Served, receive: Receive, send: Send) -> None:
        """Plan conditions and ranges, and send the bytes."""
        file, generation = served.file, self.cache.generation
        size, body = 0, None
        if not is_wanted(asked.headers, file):
            raise not_as_expected()
        reply = plan_not_modified(asked.headers, file)
        if reply is None:
            size, body = await self._body(file.digest)
            if generation != self.cache.generation and not asked.path.startswith(ORIGINALS):
                # An edge would keep for long what went dark, and was purged, while the store was waited for.
                asked = replace(asked, now=self.house.core.now())
                served = await self.finder.find(asked, receive)
                if served.file != file:
                    await self._send(asked, served, receive, send)
                    return
            reply = plan_reply(asked.headers, file, size) if asked.method == "GET" else plan_whole(size)
        if reply.status == 416:
            raise out_of_range(size)
        reply.headers += served.lines_of(asked.method, reply.status)
        if asked.is_download:
            reply.headers.append(download_header(served.owner, file))
        if asked.method == "GET" and served.is_counted and not file.is_part:
            self._note(asked, served, reply)
        is_streamed = body is None and reply.parts and asked.method == "GET"
        if is_streamed and await self._offload.send(asked.scope, send, file, reply):
            return
        pieces = None if body is not None else partial(self.bodies.stream, file.digest)
        await send_reply(receive, send, asked.method, reply, body, pieces)

    async def _body(self, digest: str) -> tuple[int, bytes | None]:
        """Return the size and, if it is small, the whole body; from memory without waiting where it is there."""
        body = self.bodies.kept(digest)
        if body is not None:
            return len(body), body
        return await self.bodies.find(digest)

    def _note(self, asked: Asked, served: Served, reply: Reply) -> None:
        """Leave one line in the delivery log, unless an edge's log tells of it; ours itself knows what counts as a fetch."""
        if is_told_elsewhere(asked.headers, self.house.settings):
            return
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
