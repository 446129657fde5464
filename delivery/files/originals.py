"""Originals by URL: `GET|HEAD /o/{asset}/{number or current}/{name}`, for a good signature and nobody else.

They stream like other files. Who gave the URL out stands in it, signed along, and each download is noted with it.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs

import anyio.to_thread
import sqlalchemy as sa

from dam.assets.downloads import is_noted, note_download
from dam.assets.models import Version
from dam.assets.serving import Light, Servable, load_servable, preview_light
from dam.away import as_unavailable
from dam.ids import ALPHABET, LENGTH
from delivery.disposition import attachment
from delivery.files.asked import Asked
from delivery.files.conditional import http_date
from delivery.files.freshness import OWN, worded
from delivery.files.headers import OPEN, digest_field
from delivery.files.parse import ImmutableUrl
from delivery.files.private import Gate
from delivery.files.refusal import not_lit, unknown, wrong_method
from delivery.files.resolve import File, Resolution
from delivery.files.sending import plan_not_modified
from delivery.files.served import Served, lines_by_answer
from delivery.house import House
from delivery.signing.signature import Verdict

PREFIX = "/o/"

_URL = re.compile(
    rf"/o/(?P<asset>[{ALPHABET}]{{{LENGTH}}})/(?:current|(?P<number>[1-9][0-9]{{0,8}}))/[^/]{{1,300}}"
)

GOES_ON_FOR = timedelta(days=1)
"""Players and download managers ask for one file in many parts."""

_SAVED_ONLY = ((b"content-security-policy", b"default-src 'none'; sandbox"), (b"x-frame-options", b"DENY"))
"""An original is whatever somebody sent: it is saved and never shown."""


@dataclass(frozen=True, slots=True)
class OriginalUrl:
    """The original of a version by its number, None for the current one."""

    asset_id: str
    number: int | None


def parse_original(path: str) -> OriginalUrl | None:
    """Read a decoded path; None when it is not the URL of an original."""
    match = _URL.fullmatch(path)
    return OriginalUrl(match["asset"], int(match["number"]) if match["number"] else None) if match else None


class OriginalFinder:
    """Finds the original that a signed URL names, or raises the `Refusal` that tells why not."""

    def __init__(self, house: House, gate: Gate) -> None:
        self._house = house
        self._gate = gate

    async def find(self, asked: Asked) -> Served:
        """Return what is given; the rows are asked each time, because a download is noted in them anyway."""
        if asked.method not in ("GET", "HEAD"):
            raise wrong_method()
        checked = await self._gate.check(asked)
        url = parse_original(asked.path)
        if url is None or checked.verdict is Verdict.UNSIGNED:
            raise unknown().told_privately()
        assert checked.expires_at is not None
        served = await anyio.to_thread.run_sync(self._read, url, asked.now, checked.expires_at)
        if _takes_it_home(asked, served.file):
            await anyio.to_thread.run_sync(self._note, asked, served.file)
        return served

    def _read(self, url: OriginalUrl, now: datetime, open_until: datetime) -> Served:
        try:
            with self._house.core.db.read() as session:
                owner = load_servable(session, url.asset_id)
                version = session.scalar(_query(owner, url)) if owner is not None else None
        except sa.exc.SQLAlchemyError as error:
            raise as_unavailable(error) from error
        if owner is None:
            raise unknown().told_privately()
        lit = preview_light(owner, now)
        if lit is not Light.LIT:
            raise not_lit(lit).told_privately()
        if version is None:
            raise unknown().told_privately()
        return served_original(owner, version, now, open_until)

    def _note(self, asked: Asked, file: File) -> None:
        """A later part goes on with a download of the last day, if there was one; else it takes the file home by itself."""
        said = parse_qs(asked.scope["query_string"].decode("latin-1"))
        given_out_by, purpose = (said.get(name, [""])[0] for name in ("by", "for"))
        core, since = self._house.core, asked.now - GOES_ON_FOR
        try:
            if not _is_beginning(asked) and is_noted(
                core, file.asset_id, file.version_id, given_out_by, since
            ):
                return
            note_download(core, file.asset_id, file.version_id, given_out_by, "url", purpose)
        except sa.exc.SQLAlchemyError as error:
            raise as_unavailable(error) from error


def served_original(owner: Servable, version: Version, now: datetime, open_until: datetime) -> Served:
    """Word the headers of an original that a signature opened until a moment."""
    file = File(
        version.sha256, "", version.media_type, version.created_at, owner.asset_id, version.id, "", ""
    )
    lines = [
        (b"content-type", file.media_type.encode()),
        (b"etag", file.etag.encode()),
        (b"last-modified", http_date(file.modified_at).encode()),
        (b"repr-digest", digest_field(file.digest)),
        *OPEN,
        *_SAVED_ONLY,
        (b"content-disposition", attachment(version.filename).encode("latin-1")),
        (b"cache-control", worded(OWN, open_until - now)),
    ]
    return Served(
        ImmutableUrl("", file.digest, ""),
        file,
        owner,
        Resolution((owner,), (file,), is_private=True),
        until=open_until,
        is_shared=False,
        is_counted=False,
        **lines_by_answer(file, lines),
    )


def _query(owner: Servable, url: OriginalUrl) -> sa.Select[Version]:
    of_asset = sa.select(Version).where(Version.asset_id == url.asset_id)
    if url.number is None:
        return of_asset.where(Version.id == owner.current_version_id)
    return of_asset.where(Version.number == url.number, Version.state.in_(("current", "earlier")))


def _takes_it_home(asked: Asked, file: File) -> bool:
    """Who asks for the headers, or has the file already, takes nothing."""
    return asked.method == "GET" and plan_not_modified(asked.headers, file) is None


def _is_beginning(asked: Asked) -> bool:
    return asked.headers.get(b"range", b"bytes=0-").startswith(b"bytes=0-")
