"""The headers of a file's answer."""

import base64
from functools import lru_cache

from dam.assets.serving import Servable
from delivery.disposition import attachment
from delivery.files.conditional import http_date
from delivery.files.resolve import File
from delivery.urls import slug

Headers = list[tuple[bytes, bytes]]

POLICIES = {
    "image/svg+xml": b"default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "application/pdf": b"default-src 'none'; style-src 'unsafe-inline'; object-src 'self'",
}
"""What types that can carry scripts may do when they are shown: nothing. A sandboxed PDF stays blank in Chromium."""

READABLE = (
    b"accept-ranges, content-length, content-range, etag, link, repr-digest, retry-after, vitrine-fallback"
)
"""What a script of another site may read beside the few headers that every script may."""

OPEN: tuple[tuple[bytes, bytes], ...] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", READABLE),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"timing-allow-origin", b"*"),
    (b"x-content-type-options", b"nosniff"),
    (b"accept-ranges", b"bytes"),
)
"""What every answer with a file says: any page may show it, and no browser guesses its type."""

PREFLIGHT: tuple[tuple[bytes, bytes], ...] = (
    (b"allow", b"GET, HEAD, OPTIONS"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, HEAD"),
    (
        b"access-control-allow-headers",
        b"accept, authorization, if-modified-since, if-none-match, if-range, range",
    ),
    (b"access-control-max-age", b"86400"),
    (b"cache-control", b"no-store"),
)
"""What a browser is told that asks before a script of another site reads a file (CORS preflight); the same for every URL."""

NOT_AGAIN = frozenset(
    {
        b"accept-ranges",
        b"access-control-expose-headers",
        b"content-security-policy",
        b"content-type",
        b"repr-digest",
        b"x-content-type-options",
    }
)
"""What 304 leaves out: the client has it with the bytes (RFC 9110, 15.4.5)."""


@lru_cache(maxsize=20_000)
def file_headers(file: File) -> tuple[tuple[bytes, bytes], ...]:
    """Return what is always the same for a file: type, validators, digest (RFC 9530), names for purges."""
    keys = purge_names(file)
    lines = [
        (b"content-type", file.media_type.encode()),
        (b"etag", file.etag.encode()),
        (b"last-modified", http_date(file.modified_at).encode()),
        (b"repr-digest", digest_field(file.digest)),
        (b"surrogate-key", " ".join(keys).encode()),
        (b"cache-tag", ",".join(keys).encode()),
        *OPEN,
    ]
    if file.media_type in POLICIES:
        lines.append((b"content-security-policy", POLICIES[file.media_type]))
    return tuple(lines)


def purge_names(file: File) -> tuple[str, ...]:
    """Return the names under which edges forget the file."""
    return (
        f"asset-{file.asset_id}",
        f"version-{file.version_id}",
        f"channel-{file.channel}",
        f"preset-{file.channel}-{file.preset}",
    )


def digest_field(digest: str) -> bytes:
    """Return a SHA-256 in hexadecimal as `Repr-Digest` and `Content-Digest` write it (RFC 9530, 2)."""
    return b"sha-256=:%s:" % base64.b64encode(bytes.fromhex(digest))


def download_header(owner: Servable, file: File) -> tuple[bytes, bytes]:
    """Return the header that saves a file under the asset's own name."""
    stem = owner.title or owner.filename.rsplit(".", 1)[0] or slug(owner.asset_id)
    extension = {"jpeg": "jpg", "tiff": "tif", "hls": "m3u8"}.get(file.format, file.format)
    return b"content-disposition", attachment(f"{stem}.{extension}").encode("latin-1")
