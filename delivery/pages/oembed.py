"""oEmbed (oembed.com, 1.0): `/oembed?url=…&maxwidth=&maxheight=&format=json|xml` for stable, pinned and embed addresses."""

from dataclasses import replace
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

import anyio.to_thread
import msgspec
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from dam.errors import Unavailable
from delivery.files.parse import ImmutableUrl, StableUrl, parse_path
from delivery.files.refusal import Refusal, unknown
from delivery.pages.embed import answer, shown_of
from delivery.pages.permitted import Permitted, permit, refused
from delivery.pages.shown import Picture, Shown
from delivery.urls import EMBED, embed_path

CACHE_AGE = 300
"""Seconds for which others may take an answer for true."""

AUDIO_HEIGHT = 54
"""Pixels of a browser's own player for sound."""

USUAL_WIDTH = 640
"""Of what has no size of its own."""

MOST_PIXELS = 100_000


async def oembed(request: Request) -> Response:
    """Answer what consumers need to show a file: a photo by its URL, anything else in a frame."""
    try:
        given = request.query_params
        form = given.get("format") or "json"
        if form not in ("json", "xml"):
            raise Refusal(501, "Not implemented", "This house speaks oEmbed as json and as xml.")
        limits = _limit(given.get("maxwidth")), _limit(given.get("maxheight"))
        url = _own(given.get("url", ""), request.app.state.house.settings.base_url)
        permitted = await permit(request, url)
        shown = await anyio.to_thread.run_sync(shown_of, permitted)
    except (Refusal, Unavailable) as error:
        return refused(request, error)
    values = describe(permitted, shown, *limits)
    if form == "xml":
        return answer(permitted, _xml(values), "text/xml")
    return answer(permitted, msgspec.json.encode(values).decode(), "application/json")


def describe(permitted: Permitted, shown: Shown, most_width: int, most_height: int) -> dict[str, object]:
    """Return the answer as plain values; nothing in it is larger than asked."""
    base_url = permitted.house.settings.base_url
    values: dict[str, object] = {
        "version": "1.0",
        "title": shown.title,
        "provider_name": urlsplit(base_url).hostname or "Vitrine",
        "provider_url": base_url,
        "cache_age": CACHE_AGE,
    }
    if shown.type == "picture" and shown.plain is not None:
        best = _fitting(shown.plain.pictures, most_width, most_height)
        width, height = fit(best.width, best.height, most_width, most_height)
        return {**values, "type": "photo", "url": best.url, "width": width, "height": height}
    if shown.picture is not None and fit(
        shown.picture.width, shown.picture.height, most_width, most_height
    ) == (shown.picture.width, shown.picture.height):
        values["thumbnail_url"] = shown.picture.url
        values["thumbnail_width"], values["thumbnail_height"] = shown.picture.width, shown.picture.height
    own = (shown.width, shown.height) if shown.width and shown.height else (USUAL_WIDTH, AUDIO_HEIGHT)
    width, height = fit(*own, most_width, most_height)
    html = Markup(
        '<iframe src="{}" width="{}" height="{}" title="{}" style="border:0" loading="lazy" allowfullscreen></iframe>'
    ).format(_frame(permitted), width, height, shown.title)
    type_ = "video" if shown.type == "video" else "rich"
    return {**values, "type": type_, "html": str(html), "width": width, "height": height}


def fit(width: int, height: int, most_width: int, most_height: int) -> tuple[int, int]:
    """Return a size no larger than asked, in the same proportion; 0 for no limit."""
    scale = min(
        1.0,
        most_width / width if most_width else 1.0,
        most_height / height if most_height else 1.0,
    )
    return max(1, int(width * scale)), max(1, int(height * scale))


def _fitting(pictures: tuple[Picture, ...], most_width: int, most_height: int) -> Picture:
    """Return the largest picture that fits, or the smallest there is, which the consumer shows smaller."""
    fits = [
        each
        for each in pictures
        if (not most_width or each.width <= most_width) and (not most_height or each.height <= most_height)
    ]
    return max(fits, key=lambda each: each.width) if fits else pictures[0]


def _frame(permitted: Permitted) -> str:
    url = permitted.url
    return permitted.framed(embed_path(url.channel, url.preset, url.variant, url.asset_id))


def _own(text: str, base_url: str) -> StableUrl | ImmutableUrl:
    """Read one of our own addresses; anything else is not ours to describe (404)."""
    try:
        parts = urlsplit(text)
        is_ours = f"{parts.scheme}://{parts.netloc}" == base_url
    except ValueError:
        is_ours = False
    path = unquote(parts.path) if is_ours else ""
    url = parse_path(path.removesuffix(EMBED))
    if url is None:
        raise unknown()
    return replace(url, format="") if isinstance(url, StableUrl) else url


def _limit(text: str | None) -> int:
    """Read a limit in pixels; one that is none is no limit."""
    if text and text.isascii() and text.isdecimal() and len(text) <= 6:
        return min(int(text), MOST_PIXELS)
    return 0


def _xml(values: dict[str, object]) -> str:
    lines = "".join(f"<{name}>{_legible(str(value))}</{name}>" for name, value in values.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>{lines}</oembed>\n'


def _legible(text: str) -> str:
    """Escape a text, without the signs that XML cannot hold at all."""
    return escape("".join(sign for sign in text if sign.isprintable() or sign in "\t\n"))
