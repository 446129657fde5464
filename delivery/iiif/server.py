"""The IIIF Image API 3.0 at level 2: one ASGI callable for `GET|HEAD|OPTIONS /iiif/3/…`."""

from contextlib import suppress
from dataclasses import replace

import anyio
import anyio.to_thread
import msgspec
import sqlalchemy as sa
from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from dam.away import as_unavailable
from dam.engagement.visitors.actors import wanted_headers
from dam.errors import Invalid, NotRenderable, Unavailable
from delivery.address import client_address
from delivery.files.admission import LOOKUP_SECONDS
from delivery.files.asked import Asked as Request
from delivery.files.asked import read_asked
from delivery.files.disk.folder import Folder
from delivery.files.edge import EDGE, toward_edge
from delivery.files.headers import PREFLIGHT, Headers
from delivery.files.parse import StableUrl
from delivery.files.permit import Grant, grant
from delivery.files.private import may_open
from delivery.files.refusal import (
    Refusal,
    being_made,
    cannot_be_made,
    out_of_range,
    unavailable,
    unknown,
    wrong_method,
)
from delivery.files.resolve import File, Resolution
from delivery.files.sending import plan_not_modified, plan_reply, plan_whole, send_reply, send_whole
from delivery.files.served import Served, Wording
from delivery.house import House
from delivery.identify import cookie_name
from delivery.iiif.desk import Desk
from delivery.iiif.info import CONTEXT, PROFILE, info_of
from delivery.iiif.parse import FORMATS, Asked, base_path, parse_address
from delivery.iiif.picture import PRESET, Picture, load_picture
from delivery.iiif.plan import plan_of
from delivery.iiif.shelf import Body, Shelf
from renditions.geometry import Size
from renditions.recipe import MEDIA_TYPES

JSON_LD = f'application/ld+json;profile="{CONTEXT}"'

NO_PICTURE = "Only pictures can be looked at closely; this asset is none that can be opened here."

_PROFILE_LINK = f'<{PROFILE}>;rel="profile"'


class PictureServer:
    """Resolves, permits, cuts, sends. Finished pieces share the quota of the disk cache, and go when others are wanted more."""

    def __init__(self, house: House) -> None:
        self.house = house
        cache, quota = house.settings.cache, house.settings.cache_bytes
        self._folder = Folder(cache, quota) if cache and quota else None
        self.desk = Desk(house.core.store, Shelf(self._folder), house.renditions.work_folder)
        self._wording = Wording.of(house.settings)
        self._cookie = cookie_name(house.settings.is_secure).encode() + b"="

    def start(self) -> None:
        """Remove what dead processes left half-way."""
        if self._folder is not None:
            with suppress(OSError):
                self._folder.sweep()

    def stop(self) -> None:
        """End the children."""
        self.desk.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = read_asked(scope, self.house.settings, self.house.core.now())
        if EDGE in request.headers:
            send = toward_edge(send)
        try:
            await self._answer(request, receive, send)
        except Refusal as refusal:
            await _refuse(request, send, refusal)
        except Invalid as error:
            await _refuse(request, send, Refusal(400, "Not right", str(error)))
        except NotRenderable as error:
            await _refuse(request, send, cannot_be_made("failed", str(error)))
        except Unavailable as error:
            await _refuse(request, send, unavailable(str(error), error.retry_after))

    async def _answer(self, request: Request, receive: Receive, send: Send) -> None:
        if request.method == "OPTIONS":
            await send_whole(send, "HEAD", 204, list(PREFLIGHT), b"")
            return
        if request.method not in ("GET", "HEAD"):
            raise wrong_method()
        address = parse_address(request.path)
        if address is None:
            raise unknown()
        picture, granted = await self._look_up(request, address.asset_id)
        whole = picture.whole
        if whole is None:
            raise cannot_be_made("unavailable", NO_PICTURE)
        base = self.house.settings.base_url + base_path(address.asset_id)
        if isinstance(address, Asked):
            plan = plan_of(address, picture.sha256, whole)
            body = self.desk.shelf.hot(plan.key)
            if body is None:
                body = await self.desk.piece(plan, picture.sha256, picture.media_type, whole)
                request = replace(request, now=self.house.core.now())
                picture, granted = await self._look_up_again(request, picture)
            format_ = FORMATS[address.extension]
            served = self._served(request, picture, granted, body, format_, MEDIA_TYPES[format_])
            links = f'{_PROFILE_LINK}, <{base}/{plan.name}>;rel="canonical"'
            status = await self._send(request, served, body, [(b"link", links.encode())], receive, send)
            if plan.name.startswith("full/") and not plan.is_tile:
                self._note(request, served, status, len(body.content))
        elif address.is_base:
            location = [(b"location", f"{base}/info.json".encode()), (b"content-length", b"0")]
            await send_whole(send, "HEAD", 303, [*PREFLIGHT[1:2], *location], b"")
        else:
            media_type, body = _worded(picture, whole, base, request.accept.decode("latin-1"))
            served = self._served(request, picture, granted, body, "json", media_type, is_negotiated=True)
            await self._send(request, served, body, [(b"link", _PROFILE_LINK.encode())], receive, send)

    async def _look_up(self, request: Request, asset_id: str) -> tuple[Picture, Grant]:
        picture = await self._find(asset_id)
        if picture is None:
            raise unknown()
        return picture, await self._permit(request, picture)

    async def _look_up_again(self, request: Request, before: Picture) -> tuple[Picture, Grant]:
        """Decide anew after a piece was cut: an edge would keep what went dark, and was purged, in these seconds."""
        picture, granted = await self._look_up(request, before.servable.asset_id)
        if picture.sha256 != before.sha256:
            raise being_made()
        return picture, granted

    async def _find(self, asset_id: str) -> Picture | None:
        """Ask the database, for no longer than people wait for a picture."""
        try:
            with anyio.fail_after(LOOKUP_SECONDS):
                return await anyio.to_thread.run_sync(self._read, asset_id, abandon_on_cancel=True)
        except (TimeoutError, sa.exc.SQLAlchemyError) as error:
            raise as_unavailable(error) from error

    def _read(self, asset_id: str) -> Picture | None:
        with self.house.core.db.read() as session:
            return load_picture(session, asset_id)

    async def _permit(self, request: Request, picture: Picture) -> Grant:
        """On a private channel a token or a session opens every piece; a signature would open one address only."""
        resolution = Resolution((picture.servable,))
        if not picture.is_private:
            return grant(request, resolution, picture.channel)
        try:
            asking = HTTPConnection(request.scope)
            if not await anyio.to_thread.run_sync(may_open, self.house, asking, resolution.owners):
                raise unknown()
            return replace(grant(request, resolution, picture.channel), is_private=True)
        except Refusal as refusal:
            raise refusal.told_privately() from None

    def _served(
        self,
        request: Request,
        picture: Picture,
        granted: Grant,
        body: Body,
        format: str,
        media_type: str,
        *,
        is_negotiated: bool = False,
    ) -> Served:
        """Word the headers as those of any other file."""
        asset_id, version_id = picture.servable.asset_id, picture.servable.current_version_id or ""
        return self._wording.served(
            StableUrl(picture.channel, PRESET, "", asset_id, format),
            File(
                body.digest,
                format,
                media_type,
                picture.changed_at,
                asset_id,
                version_id,
                picture.channel,
                PRESET,
            ),
            granted.owner,
            Resolution((granted.owner,)),
            request.now,
            is_negotiated=is_negotiated,
            is_territorial=granted.is_territorial,
            is_private=granted.is_private,
        )

    async def _send(
        self, request: Request, served: Served, body: Body, more: Headers, receive: Receive, send: Send
    ) -> int:
        size = len(body.content)
        reply = plan_not_modified(request.headers, served.file)
        if reply is None:
            is_get = request.method == "GET"
            reply = plan_reply(request.headers, served.file, size) if is_get else plan_whole(size)
        if reply.status == 416:
            raise out_of_range(size)
        reply.headers += [*served.lines_of(request.method, reply.status), *more]
        await send_reply(receive, send, request.method, reply, body.content, None)
        return reply.status

    def _note(self, request: Request, served: Served, status: int, length: int) -> None:
        """Count a whole picture as fetched; a piece of one is none by itself, as the rungs of a film are none."""
        self.house.log.note(
            served.file.asset_id,
            served.file.version_id,
            served.file.digest,
            served.file.channel,
            served.file.preset,
            status,
            length,
            wanted_headers(request.scope["headers"]),
            client_address(request.scope, self.house.settings.trusted_proxies),
            is_session=self._cookie in request.headers.get(b"cookie", b""),
            method=request.method,
        )


async def _refuse(request: Request, send: Send, refusal: Refusal) -> None:
    await send_whole(send, request.method, refusal.status, *refusal.headers_and_body())


def _worded(picture: Picture, whole: Size, base: str, accept: str) -> tuple[str, Body]:
    """Write the image information as JSON-LD, or as plain JSON for who asks for that; each has a digest of its own."""
    text = msgspec.json.encode(info_of(picture, whole, base))
    named = accept.lower()
    if "application/ld+json" not in named and ("application/json" in named or "text/html" in named):
        return "application/json", Body.of(text)
    return JSON_LD, Body.of(text + b"\n")
