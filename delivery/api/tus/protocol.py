"""What tus 1.0 says in headers: versions, lengths, offsets, metadata (https://tus.io/protocols/resumable-upload)."""

import base64
import binascii
from datetime import datetime
from email.utils import format_datetime

from starlette.datastructures import Headers

from dam.errors import FieldError, Invalid
from delivery.api.refusals import WrongMediaType, WrongTusVersion
from delivery.api.tus.checksum import ALGORITHMS

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,termination,expiration"
PATCH_TYPE = "application/offset+octet-stream"

TUS = {"Tus-Resumable": VERSION}
"""On every answer to a tus client."""


def abilities(most_bytes: int) -> dict[str, str]:
    """Return the headers that tell a client what this server can do."""
    return {
        **TUS,
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(most_bytes),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }


def require_version(headers: Headers) -> None:
    """Raise `WrongTusVersion` unless the client speaks our version."""
    if headers.get("tus-resumable") != VERSION:
        raise WrongTusVersion(
            f"Resumable uploads speak tus {VERSION}: send the header Tus-Resumable: {VERSION}."
        )


def require_patch_type(headers: Headers) -> None:
    """Raise `WrongMediaType` unless the body is a piece of a file."""
    kind = headers.get("content-type", "").partition(";")[0].strip()
    if kind != PATCH_TYPE:
        raise WrongMediaType(
            f"A piece of an upload must be sent as {PATCH_TYPE}, not as {kind or 'nothing'}."
        )


def read_size(headers: Headers, name: str) -> int:
    """Read a header that counts bytes."""
    text = headers.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        came = repr(text[:40]) if text else "nothing"
        raise Invalid(
            f"The header {name} must be a whole number of bytes, not {came}.",
            [FieldError(name, "expected a whole number of bytes.")],
        )
    return int(text)


def read_metadata(header: str) -> dict[str, str]:
    """Read `Upload-Metadata`: pairs of a key and text in base64, separated by commas."""
    values: dict[str, str] = {}
    for pair in filter(None, (piece.strip() for piece in header.split(","))):
        key, _, encoded = pair.partition(" ")
        try:
            values[key] = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
        except (binascii.Error, ValueError) as error:
            raise _wrong_metadata(key, "expected text in UTF-8, encoded in base64.") from error
        if "\x00" in values[key]:
            raise _wrong_metadata(key, "a text may not contain the character NUL.")
    return values


def http_date(moment: datetime) -> str:
    """Write a moment as HTTP headers have it (RFC 9110, 5.6.7)."""
    return format_datetime(moment, usegmt=True)


def _wrong_metadata(key: str, message: str) -> Invalid:
    return Invalid(f"Upload-Metadata is not right: {key}: {message}", [FieldError(key, message)])
