"""Facts of Office documents (ECMA-376, OpenDocument): the words of their properties. Runs in a child."""

import re
import zipfile
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from dam.metadata.archives import BROKEN
from dam.metadata.facts import Facts
from dam.metadata.facts_words import clean, clean_all

MAX_PART = 1024**2
"""Bytes of one part that is read: properties are short, and a longer part is a bomb."""


def read(argument: Mapping[str, str]) -> dict[str, Any]:
    """Read the facts of `{"path"}`; returns `Facts.to_json()`."""
    try:
        with zipfile.ZipFile(argument["path"]) as archive:
            core, app = _part(archive, "docProps/core.xml"), _part(archive, "docProps/app.xml")
            meta = _part(archive, "meta.xml") if core is None else None
    except BROKEN:
        problem = "The file says that it is an Office document, and cannot be read as one."
        return Facts(readable=False, problems=(problem,)).to_json()
    if meta is not None:
        return _of_open_document(meta).to_json()
    return Facts(
        title=_text(core, "title"),
        description=_text(core, "description") or _text(core, "subject"),
        keywords=clean_all(re.split(r"[,;]", _text(core, "keywords") or "")),
        creator=_text(core, "creator"),
        captured_at=_text(core, "created"),
        pages=_count(_text(app, "Pages") or _text(app, "Slides")),
    ).to_json()


def _of_open_document(meta: Element) -> Facts:
    """Read the properties of an OpenDocument file (part 3, § 4.3)."""
    statistic = next((one for one in meta.iter() if one.tag.endswith("}document-statistic")), None)
    counts = {} if statistic is None else {name.rpartition("}")[2]: text for name, text in statistic.items()}
    return Facts(
        title=_text(meta, "title"),
        description=_text(meta, "description") or _text(meta, "subject"),
        keywords=clean_all(one.text for one in meta.iter() if one.tag.endswith("}keyword")),
        creator=_text(meta, "initial-creator") or _text(meta, "creator"),
        captured_at=_text(meta, "creation-date"),
        pages=_count(counts.get("page-count")),
    )


def _part(archive: zipfile.ZipFile, name: str) -> Element | None:
    """Read one part, or None when the document has none."""
    try:
        with archive.open(name) as file:
            text = file.read(MAX_PART + 1)
    except KeyError:
        return None
    if len(text) > MAX_PART:
        raise ValueError(f"expected at most {MAX_PART} bytes in {name}")
    found: Element = fromstring(text, forbid_dtd=True)
    return found


def _text(part: Element | None, name: str) -> str | None:
    if part is None:
        return None
    return next((clean(one.text) for one in part.iter() if one.tag.rpartition("}")[2] == name), None)


def _count(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None
