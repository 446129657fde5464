"""The headers of a file's answer."""

from datetime import datetime
from functools import lru_cache

from dam.assets.serving import Servable, next_edge
from delivery.disposition import attachment
from delivery.files.conditional import http_date
from delivery.files.parse import ImmutableUrl, StableUrl
from delivery.files.resolve import LIBRARY, File
from delivery.urls import slug

Headers = list[tuple[bytes, bytes]]

FRESH_SECONDS = 30
"""How long others may keep a stable URL's answer without asking: a change is seen outside after that at the latest."""

STALE_SECONDS = 60
"""How long they may serve it on while they ask in the background."""

POLICIES = {
    "image/svg+xml": b"default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "application/pdf": b"default-src 'none'; style-src 'unsafe-inline'; object-src 'self'",
}
"""What types that can carry scripts may do when they are shown: nothing. A sandboxed PDF stays blank in Chromium."""

OPEN: tuple[tuple[bytes, bytes], ...] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"content-length, content-range, etag"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"timing-allow-origin", b"*"),
    (b"x-content-type-options", b"nosniff"),
    (b"accept-ranges", b"bytes"),
)
"""What every answer with a file says: any page may show it, and no browser guesses its type."""


@lru_cache(maxsize=20_000)
def file_headers(file: File) -> tuple[tuple[bytes, bytes], ...]:
    """Return what is always the same for a file: type, validators, names for purges."""
    names = (f"asset-{file.asset_id}", f"version-{file.version_id}", f"channel-{file.channel}")
    keys = (*names, f"preset-{file.channel}-{file.preset}")
    lines = [
        (b"content-type", file.media_type.encode()),
        (b"etag", file.etag.encode()),
        (b"last-modified", http_date(file.modified_at).encode()),
        (b"surrogate-key", " ".join(keys).encode()),
        (b"cache-tag", ",".join(keys).encode()),
        *OPEN,
    ]
    if file.media_type in POLICIES:
        lines.append((b"content-security-policy", POLICIES[file.media_type]))
    return tuple(lines)


def cache_control(url: StableUrl | ImmutableUrl, owner: Servable, now: datetime) -> bytes:
    """Return how long others may keep the answer: never beyond the moment at which its rights change."""
    if url.channel == LIBRARY:
        return b"private, max-age=60"
    if isinstance(url, ImmutableUrl):
        return b"public, max-age=31536000, immutable"
    edge = next_edge(owner, now)
    left = (edge - now).total_seconds() if edge else float("inf")
    if left <= FRESH_SECONDS + STALE_SECONDS:
        return b"public, max-age=%d" % max(0, min(FRESH_SECONDS, int(left)))
    return b"public, max-age=%d, stale-while-revalidate=%d" % (FRESH_SECONDS, STALE_SECONDS)


def download_header(owner: Servable, file: File) -> tuple[bytes, bytes]:
    """Return the header that saves a file under the asset's own name."""
    stem = owner.title or owner.filename.rsplit(".", 1)[0] or slug(owner.asset_id)
    extension = {"jpeg": "jpg", "tiff": "tif", "hls": "m3u8"}.get(file.format, file.format)
    return b"content-disposition", attachment(f"{stem}.{extension}").encode("latin-1")
