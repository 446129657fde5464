"""The words of Office documents (ECMA-376, OpenDocument): pages, slides, cells. Runs in a child."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from dam.metadata.archives import BROKEN
from dam.metadata.words_cleaned import MAX_WORDS_LETTERS, cleaned

MAX_PART = 16 * 1024**2
"""Bytes of one part that is read: a book of a thousand pages has less, and a longer part is a bomb."""

MAX_PARTS = 400

_PARTS = re.compile(
    r"word/(?:document|footnotes|endnotes|header\d*|footer\d*)\.xml|ppt/(?:slides|notesSlides)/[^/]+\.xml"
    r"|xl/sharedStrings\.xml|content\.xml"
)
_BLOCKS = frozenset({"p", "h", "tab", "br", "si", "table-cell", "line-break"})
"""Elements after which the next word starts anew."""


def read(argument: Mapping[str, str]) -> dict[str, Any]:
    """Read the words of `{"path"}`: returns `{"words"}`; a broken part has none, and the others are still read."""
    try:
        with zipfile.ZipFile(argument["path"]) as archive:
            return {"words": cleaned("\n".join(_all_words(archive)))}
    except BROKEN:
        return {"words": ""}


def _all_words(archive: zipfile.ZipFile) -> Iterator[str]:
    names = [name for name in archive.namelist() if _PARTS.fullmatch(name)][:MAX_PARTS]
    length = 0
    for name in sorted(names, key=_in_order):
        if length > MAX_WORDS_LETTERS:
            return
        words = _part_words(archive, name)
        length += len(words)
        yield words


def _in_order(name: str) -> tuple[int, str]:
    number = re.search(r"(\d+)\.xml$", name)
    return int(number[1]) if number else 0, name


def _part_words(archive: zipfile.ZipFile, name: str) -> str:
    try:
        with archive.open(name) as file:
            data = file.read(MAX_PART + 1)
        return "" if len(data) > MAX_PART else "".join(_words(fromstring(data, forbid_dtd=True)))
    except BROKEN:
        return ""


def _words(root: Element) -> Iterator[str]:
    """Yield what stands in an element; runs of one word follow each other without a space, paragraphs do not."""
    if root.text:
        yield root.text
    for child in root:
        yield from _words(child)
        if child.tag.rpartition("}")[2] in _BLOCKS:
            yield "\n"
        if child.tail:
            yield child.tail
