"""`GET /d/{channel}/{preset}/{asset}/embed`: ready markup around a file, for pages that somebody else writes.

`?page=1` is a page of its own for an `iframe`, `?format=json` the same as plain values. `locale` chooses the language of
the description, `sizes` says how wide the picture is shown.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urlencode

import anyio.to_thread
import msgspec
import sqlalchemy as sa
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from dam.away import as_unavailable
from dam.errors import Unavailable
from delivery.files.conditional import is_not_modified
from delivery.files.parse import StableUrl, parse_path
from delivery.files.refusal import Refusal, being_made, unknown
from delivery.pages.locales import wanted_locales
from delivery.pages.permitted import Permitted, for_edge, permit, refused
from delivery.pages.shown import Shown, read_shown
from delivery.settings import DeliverySettings
from delivery.urls import EMBED, embed_path

STYLE = (
    "html,body{margin:0;height:100%}body{display:grid;place-items:center}"
    "img,video{display:block;width:100%;height:100%;object-fit:contain}"
    "picture,a{display:contents}audio{width:100%}a{font:16px sans-serif}"
)
"""What a page of its own looks like: the picture or player fills the frame."""

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_SIZES = re.compile(r"[A-Za-z0-9 ().,:%+*/<>=-]{1,300}")


async def embed(request: Request) -> Response:
    """Answer markup, a page or plain values, to whoever may fetch the file."""
    try:
        url = parse_path(request.url.path.removesuffix(EMBED))
        if not isinstance(url, StableUrl) or url.format:
            raise unknown()
        permitted = await permit(request, url)
        shown = await anyio.to_thread.run_sync(shown_of, permitted)
    except (Refusal, Unavailable) as error:
        return refused(request, error)
    given = request.query_params
    sizes = given.get("sizes", "")
    sizes = sizes if _SIZES.fullmatch(sizes) else usual_sizes(shown)
    if given.get("format") == "json":
        return answer(permitted, values_of(shown, sizes), "application/json")
    if given.get("page") == "1":
        return answer(permitted, page_of(permitted, shown, sizes), "text/html", frames="*")
    return answer(permitted, markup_of(shown, sizes), "text/html")


def shown_of(permitted: Permitted) -> Shown:
    """Read what the file's preset shows (blocks)."""
    request = permitted.request
    given = request.query_params.get("locale", "")
    locales = wanted_locales(
        given, request.headers.get("accept-language", ""), permitted.house.settings.locale
    )
    try:
        with permitted.house.core.db.read() as session:
            shown = read_shown(session, permitted.url, permitted.address, locales)
    except sa.exc.SQLAlchemyError as error:
        raise as_unavailable(error) from error
    if shown is None:
        raise being_made()
    return without_stream(shown) if permitted.is_signed else shown


def without_stream(shown: Shown) -> Shown:
    """Leave out what is many files: a signature opens one."""
    films = tuple(film for film in shown.films if film.format != "hls")
    return replace(shown, films=films)


def usual_sizes(shown: Shown) -> str:
    """Return how wide the picture is shown as far as we know: the whole window, up to its own width."""
    return f"(min-width: {shown.widest}px) {shown.widest}px, 100vw" if shown.widest else "100vw"


def markup_of(shown: Shown, sizes: str) -> str:
    """Return the markup to paste."""
    return TEMPLATES.get_template("embed.html").render(shown=shown, sizes=sizes).strip() + "\n"


def page_of(permitted: Permitted, shown: Shown, sizes: str) -> str:
    """Return a page that holds nothing but the picture or the player."""
    return TEMPLATES.get_template("embed_page.html").render(
        shown=shown,
        sizes=sizes,
        style=STYLE,
        locale=permitted.house.settings.locale,
        discovery=discovery_url(permitted),
    )


def values_of(shown: Shown, sizes: str) -> str:
    """Return the parts as JSON, with the markup made of them."""
    values = {**asdict(shown), "sizes": sizes if shown.widest else "", "html": markup_of(shown, sizes)}
    return msgspec.json.encode(values).decode()


def discovery_url(permitted: Permitted) -> str:
    """Return where the same is told by oEmbed."""
    base_url, url = permitted.house.settings.base_url, permitted.url
    path = embed_path(url.channel, url.preset, url.variant, url.asset_id)
    return f"{base_url}/oembed?{urlencode({'url': base_url + path, 'format': 'json'})}"


def answer(
    permitted: Permitted,
    body: str,
    media_type: str,
    *,
    frames: str = "'none'",
    more: Mapping[str, str] = {},
) -> Response:
    """Answer a text about a file: kept as long as its stable URL, open to every site, with nothing in it that acts."""
    url, request = permitted.url, permitted.request
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    keys = (f"asset-{url.asset_id}", f"channel-{url.channel}", f"preset-{url.channel}-{url.preset}")
    headers = {
        "ETag": etag,
        "Cache-Control": permitted.cache_control,
        "Surrogate-Key": " ".join(keys),
        "Cache-Tag": ",".join(keys),
        "Vary": "Accept-Language",
        "Link": f'<{discovery_url(permitted)}>; rel="alternate"; type="application/json+oembed"',
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "ETag, Link",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": policy_of(permitted.house.settings, frames),
        **more,
    }
    if is_not_modified(etag, permitted.asked.now, request.headers.get("if-none-match"), None):
        return for_edge(request, Response(status_code=304, headers=headers))
    return for_edge(request, Response(body, headers=headers, media_type=media_type))


@lru_cache(maxsize=8)
def policy_of(settings: DeliverySettings, frames: str) -> str:
    """Return what the page may do: show our files in our style. Files that the store sends itself come from elsewhere."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    files = f"'self' {quote(settings.base_url, safe=':/')}"
    if settings.send_files == "redirect":
        files += " https: http:"
    return (
        f"default-src 'none'; img-src {files}; media-src {files}; style-src 'sha256-{digest}'; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {frames}"
    )
