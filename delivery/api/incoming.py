"""A file that comes as a form: streamed into the store part by part, wherever its text fields stand."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from starlette.requests import Request

from dam.assets.filenames import clean_filename
from dam.assets.ingest import NewAsset
from dam.assets.originals import Stored, store_original
from dam.assets.settings import IngestSettings
from dam.core import Core
from dam.errors import FieldError, Invalid, TooLarge
from delivery.api.arriving import with_body
from delivery.api.form import FilePart, TextPart, boundary_of, read_parts
from delivery.api.shape import unknown_name

FORM_OVERHEAD = 8 << 20
"""Bytes that boundaries and text fields may add to a file."""

Result = TypeVar("Result")

Texts = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A whole form: its file stands in the store, in no row yet."""

    stored: Stored
    filename: str
    texts: Texts


async def with_form(
    request: Request,
    core: Core,
    settings: IngestSettings,
    known: Iterable[str],
    work: Callable[[Incoming], Result],
) -> Result:
    """Receive a form with one file and run `work` on it in a thread; `known` are the text fields it may have.

    Over the limit → `TooLarge`, before the body is read when its length is announced; no file → `Invalid`.
    """
    boundary = boundary_of(request.headers.get("content-type", ""))
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > settings.max_bytes + FORM_OVERHEAD:
        raise TooLarge(f"A file may have at most {settings.max_bytes} bytes; this request has {announced}.")
    names = frozenset(known)

    def receive(body: Iterator[bytes]) -> Result:
        return work(_receive(core, settings, body, boundary, names))

    return await with_body(request, receive)


def new_asset(filename: str, texts: Texts) -> NewAsset:
    """Read the text fields that describe a new asset; `tags` repeats or is separated by commas, `fields` is JSON."""
    single = {name: _single(name, values) for name, values in texts.items() if name != "tags"}
    return NewAsset(
        filename=filename,
        title=single.get("title", ""),
        description=single.get("description", ""),
        tags=tuple(_tags(texts.get("tags", []))),
        collection=single.get("collection") or None,
        fields=_fields(single.get("fields", "")),
        status=single.get("status") or "draft",
        keep_both=_flag("keep_both", single.get("keep_both", "")),
        brand=single.get("brand", ""),
    )


NEW_ASSET_TEXTS = ("title", "description", "tags", "collection", "fields", "status", "keep_both", "brand")
"""The text fields that may come with a new asset."""


def _receive(
    core: Core, settings: IngestSettings, body: Iterator[bytes], boundary: bytes, known: frozenset[str]
) -> Incoming:
    texts: Texts = {}
    stored: Stored | None = None
    filename = ""
    for part in read_parts(body, boundary):
        if isinstance(part, FilePart) and part.name == "file":
            if not part.filename:
                continue  # a browser's form whose file was not chosen
            if stored is not None:
                raise Invalid("Send one file at a time; the form has several parts named file.", _FILE_ONCE)
            filename = clean_filename(part.filename)
            stored = store_original(core, part.chunks, filename, settings)
        elif isinstance(part, TextPart) and part.name in known:
            texts.setdefault(part.name, []).append(part.value)
        elif part.name == "file":
            raise Invalid("The part named file must be a file, with a file name.", _FILE_MISSING)
        else:
            wrong = unknown_name(part.name, part.name, [*known, "file"])
            raise Invalid(f"The form is not right: {wrong.path}: {wrong.message}", [wrong])
    if stored is None:
        raise Invalid("The form has no file; add a part named file.", _FILE_MISSING)
    return Incoming(stored, filename, texts)


_FILE_MISSING = (FieldError("file", "this field is required and holds a file."),)
_FILE_ONCE = (FieldError("file", "expected once."),)


def _single(name: str, values: list[str]) -> str:
    if len(values) > 1:
        raise Invalid(f"The form has several fields {name}; send one.", [FieldError(name, "expected once.")])
    return values[0]


def _flag(name: str, text: str) -> bool:
    if text not in ("", "yes", "no"):
        message = f"expected yes or no, not {text[:40]!r}."
        raise Invalid(f"The form is not right: {name}: {message}", [FieldError(name, message)])
    return text == "yes"


def _tags(values: list[str]) -> Iterator[str]:
    for value in values:
        yield from (tag.strip() for tag in value.split(",") if tag.strip())


def _fields(text: str) -> dict[str, object]:
    if not text.strip():
        return {}
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        value = None
    if not isinstance(value, dict):
        message = 'expected a JSON object, like {"season": "summer"}.'
        raise Invalid(f"The form is not right: fields: {message}", [FieldError("fields", message)])
    return value
