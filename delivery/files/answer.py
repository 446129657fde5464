"""The file server: one raw ASGI callable for `GET|HEAD /d/…` and `/i/…`, without a router in between."""

from functools import partial

import anyio
import anyio.to_thread
import sqlalchemy as sa
from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from dam.accounts.caller import Caller
from dam.assets.read import get_asset
from dam.assets.serving import Light, Servable
from dam.engagement.actors import wanted_headers
from dam.errors import NotFound, Unavailable, VitrineError
from delivery.address import client_address
from delivery.files.bodies import Bodies
from delivery.files.cache import ResolutionCache
from delivery.files.choose import choose_file
from delivery.files.edge import EDGE, toward_edge
from delivery.files.headers import download_header
from delivery.files.parse import ImmutableUrl, StableUrl, parse_path
from delivery.files.ready import ReadyAnswers, Served, served_of
from delivery.files.refusal import Refusal, not_lit, out_of_range, unavailable, unknown, wrong_method
from delivery.files.resolve import LIBRARY, Resolution
from delivery.files.sending import Reply, plan_not_modified, plan_reply, plan_whole, send_reply, send_whole
from delivery.house import House
from delivery.identify import cookie_name, identity_of

DATABASE_SECONDS = 5.0
"""How long a miss waits for the database before 503 answers."""


class FileServer:
    """Answers from memory wherever it can; everything that waits runs in a thread."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.cache = ResolutionCache(house.core.db)
        self.bodies = Bodies(house.core.store)
        self._ready = ReadyAnswers()
        self._cookie = cookie_name(house.settings.is_secure).encode() + b"="

    def start(self) -> None:
        """Begin to follow the feed of changes."""
        self.cache.start()

    def stop(self) -> None:
        """End following the feed."""
        self.cache.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if EDGE in headers:
            send = toward_edge(send)
        try:
            served = await self._find(scope, headers)
            await self._send(scope, headers, served, receive, send)
        except Refusal as refusal:
            await send_whole(send, scope["method"], refusal.status, *refusal.headers_and_body())
        except Unavailable as error:
            busy = unavailable(str(error), error.retry_after)
            await send_whole(send, scope["method"], busy.status, *busy.headers_and_body())

    async def _find(self, scope: Scope, headers: dict[bytes, bytes]) -> Served:
        if scope["method"] not in ("GET", "HEAD"):
            raise wrong_method()
        path, accept, now = scope["path"], headers.get(b"accept", b""), self.house.core.now()
        ready = self._ready.get(path, accept, self.cache, now)
        if ready is not None:
            return ready
        url = parse_path(path)
        if url is None:
            raise unknown()
        key = url.without_format() if isinstance(url, StableUrl) else url
        resolution = self.cache.kept(key)
        if resolution is None or self._may_have_another_owner(url, resolution):
            resolution = await self._load(key)
        if url.channel == LIBRARY:
            owner = await anyio.to_thread.run_sync(self._seen_by_people, HTTPConnection(scope), resolution)
        else:
            owner = self._lit_owner(url, resolution)
        wanted = url.format if isinstance(url, StableUrl) else ""
        file, is_negotiated = choose_file(resolution.of(owner), wanted, accept.decode("latin-1"))
        served = served_of(url, file, owner, resolution, now, is_negotiated=is_negotiated)
        self._ready.keep(path, accept, key, served, now)
        return served

    async def _load(self, key: StableUrl | ImmutableUrl) -> Resolution:
        """Ask the database, which may hang: nobody waits for it longer than people wait for a picture."""
        try:
            with anyio.fail_after(DATABASE_SECONDS):
                return await anyio.to_thread.run_sync(self.cache.load, key, abandon_on_cancel=True)
        except TimeoutError:
            raise Unavailable("The library does not answer at the moment; try again.") from None

    def _may_have_another_owner(self, url: StableUrl | ImmutableUrl, kept: Resolution) -> bool:
        """The feed tells of the owners that are kept, not of an asset that owns the same bytes since."""
        if not isinstance(url, ImmutableUrl):
            return False
        return kept.light(url.channel, None, self.house.core.now()) is not Light.LIT

    def _lit_owner(self, url: StableUrl | ImmutableUrl, resolution: Resolution) -> Servable:
        now = self.house.core.now()
        light = resolution.light(url.channel, None, now)
        if light is not Light.LIT:
            raise not_lit(light)
        return resolution.owner(url.channel, None, now)

    def _seen_by_people(self, connection: HTTPConnection, resolution: Resolution) -> Servable:
        """Return the owner that the signed-in caller may see; anybody else finds nothing here."""
        try:
            caller = identity_of(connection).caller
            for owner in resolution.owners if caller.role is not None else ():
                if self._may_see(caller, owner):
                    return owner
        except sa.exc.SQLAlchemyError as error:
            raise Unavailable("The library does not answer at the moment; try again.") from error
        except VitrineError:
            raise unknown() from None
        raise unknown()

    def _may_see(self, caller: Caller, owner: Servable) -> bool:
        """Ask the library, or the trash for what lies in it: people choose by the picture what to take out again."""
        try:
            get_asset(self.house.core, caller, owner.asset_id, in_trash=owner.is_trashed)
        except NotFound:
            return False
        return True

    async def _send(
        self, scope: Scope, headers: dict[bytes, bytes], served: Served, receive: Receive, send: Send
    ) -> None:
        file = served.file
        size, body = 0, None
        reply = plan_not_modified(headers, file)
        if reply is None:
            size, body = await self._body(file.digest)
            reply = plan_reply(headers, file, size) if scope["method"] == "GET" else plan_whole(size)
        if reply.status == 416:
            raise out_of_range(size)
        reply.headers += served.lines
        if b"download=1" in scope["query_string"].split(b"&"):
            reply.headers.append(download_header(served.owner, file))
        if scope["method"] == "GET" and not file.is_part:
            self._note(scope, headers, served, reply)
        pieces = None if body is not None else partial(self.bodies.stream, file.digest)
        await send_reply(receive, send, scope["method"], reply, body, pieces)

    async def _body(self, digest: str) -> tuple[int, bytes | None]:
        """Return the size and, if it is small, the whole body; from memory without waiting where it is there."""
        body = self.bodies.kept(digest)
        if body is not None:
            return len(body), body
        return await anyio.to_thread.run_sync(self.bodies.load, digest)

    def _note(self, scope: Scope, headers: dict[bytes, bytes], served: Served, reply: Reply) -> None:
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
            wanted_headers(scope["headers"]),
            client_address(scope, self.house.settings.trusted_proxies),
            is_session=self._cookie in headers.get(b"cookie", b""),
        )
