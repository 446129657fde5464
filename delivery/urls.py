"""The URLs of files, built; `delivery/files/parse.py` reads them back."""

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote

MAX_SLUG = 60
"""Characters of a title in a URL: enough to read, short enough to copy."""


EXTENSIONS = {"hls": "m3u8"}
"""What ends a URL where it is not the name of the format: players know a playlist by it."""


@lru_cache(maxsize=10_000)
def slug(title: str) -> str:
    """Return a title as URLs show it: lower-case ASCII words joined by hyphens, empty when nothing is left."""
    apart = unicodedata.normalize("NFKD", title.lower().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    words = re.findall(r"[a-z0-9]+", plain)
    return "-".join(words)[:MAX_SLUG].strip("-")


def stable_path(
    channel: str, preset: str, variant: str, asset_id: str, title: str = "", format: str = ""
) -> str:
    """Return the path that always shows the current approved version; without a format `Accept` decides."""
    sized = f"{preset}@{variant}" if variant else preset
    named = "-".join(part for part in (asset_id, slug(title)) if part)
    return f"/d/{quote(channel)}/{quote(sized, safe='@')}/{named}" + (
        f".{EXTENSIONS.get(format, format)}" if format else ""
    )


def stable_url(
    base_url: str, channel: str, preset: str, variant: str, asset_id: str, title: str = "", format: str = ""
) -> str:
    """Return `stable_path` as the outside world reaches it."""
    return base_url + stable_path(channel, preset, variant, asset_id, title, format)


EMBED = "/embed"
"""What follows the stable path of a preset where the markup around it is asked for."""


def embed_path(channel: str, preset: str, variant: str, asset_id: str) -> str:
    """Return the path of the markup around a preset of an asset."""
    return stable_path(channel, preset, variant, asset_id) + EMBED


def immutable_path(channel: str, digest: str, title: str, format: str) -> str:
    """Return the path of exactly these bytes, whatever becomes current; `digest` is their SHA-256 in hex."""
    return f"/i/{quote(channel)}/{digest}/{slug(title) or 'file'}.{EXTENSIONS.get(format, format)}"


def original_path(asset_id: str, number: int | None, filename: str) -> str:
    """Return the path of an original, which only a signature opens; `number` None: of the version that is current then."""
    stem, dot, extension = filename.rpartition(".")
    name = slug(stem if dot else filename) or "original"
    ending = slug(extension) if dot else ""
    return f"/o/{asset_id}/{number or 'current'}/{name}" + (f".{ending}" if ending else "")


def immutable_url(base_url: str, channel: str, digest: str, title: str, format: str) -> str:
    """Return `immutable_path` as the outside world reaches it."""
    return base_url + immutable_path(channel, digest, title, format)
