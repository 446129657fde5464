"""From the storage setting to a store."""

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from dam.errors import FieldError, Invalid
from dam.storage.local import LocalStore
from dam.storage.memory import MemoryStore
from dam.storage.port import BlobStore
from dam.storage.s3 import S3Store
from dam.storage.s3_client import Bucket

_S3_OPTIONS = ("endpoint_url", "access_key", "secret_key", "region")


def open_store(url: str, *, spool: Path) -> BlobStore:
    """Open the store that `url` names: `file:///folder`, `memory:` or `s3://bucket/prefix?endpoint_url=…&access_key=…`.

    `spool` is a folder of this machine for bytes on their way. A URL that makes no sense → `Invalid`; nothing is sent to
    a remote store yet, so that `check` can tell later whether it answers.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path.startswith("/") and parts.netloc in ("", "localhost"):
        return LocalStore(Path(unquote(parts.path)))
    if parts.scheme == "memory":
        return MemoryStore()
    if parts.scheme == "s3" and parts.netloc:
        return S3Store(read_bucket(url), spool=spool)
    raise _invalid(f"The storage URL begins with file:/// or s3://bucket, and this one with {url[:12]!r}.")


def read_bucket(url: str) -> Bucket:
    """Read `s3://bucket/prefix?endpoint_url=…&access_key=…`; an unknown option → `Invalid`."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    for option in options:
        if option not in _S3_OPTIONS:
            raise _invalid(f"The storage URL knows {', '.join(_S3_OPTIONS)}, and not {option!r}.")
    return Bucket(parts.netloc, unquote(parts.path).strip("/"), **options)


def _invalid(message: str) -> Invalid:
    return Invalid(message, [FieldError("storage_url", message)])
