"""Facts of drawings (SVG): the size that the root tells, and its title. Runs in a child."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from dam.metadata.facts import Facts
from dam.metadata.facts_words import clean

SVG = "{http://www.w3.org/2000/svg}"

BROKEN_XML = (ParseError, DefusedXmlException, ValueError, LookupError, OSError)
"""What reading XML from outside may raise; `LookupError` for an encoding that Python does not know."""

_LOOKED_AT = 200
"""Elements among which the title is looked for: it stands first (SVG 1.1, § 5.4)."""

_PER_UNIT = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
"""CSS pixels; lengths in % or em say nothing without a page round the drawing."""

_LENGTH = re.compile(r"\s*\+?(\d*\.?\d+(?:[eE][+-]?\d+)?)\s*([a-z%]*)\s*\Z")

_MOST = 1e6
"""Pixels: beyond, a size is a mistake or an attack, and its numbers help nobody."""


def read(argument: Mapping[str, str]) -> dict[str, Any]:
    """Read the facts of `{"path"}`; returns `Facts.to_json()`."""
    try:
        return _facts(argument["path"]).to_json()
    except BROKEN_XML:
        problem = (
            "The file says that it is a drawing, and cannot be read as one: it is damaged or incomplete."
        )
        return Facts(readable=False, problems=(problem,)).to_json()


def elements(path: str) -> Iterator[tuple[str, Element]]:
    """Yield ("start" | "end", element) as they stand in the file; nothing outside the file is ever opened.

    Entities that stand in the file itself are let through, because Illustrator writes its namespaces so; the parser
    (expat) stops one that multiplies.
    """
    yield from iterparse(path, events=("start", "end"), forbid_entities=False)


def size_of(root: Element) -> tuple[float, float] | None:
    """Return width and height in CSS pixels: as told, what is missing from the view box; None when neither tells."""
    width, height = _length(root.get("width")), _length(root.get("height"))
    box = _view_box(root.get("viewBox"))
    if width and height:
        return width, height
    if box is None:
        return None
    ratio = box[0] / box[1]
    if width:
        return width, width / ratio
    return (height * ratio, height) if height else box


def _facts(path: str) -> Facts:
    root, said = None, {"title": "", "desc": ""}
    for event, element in islice(elements(path), _LOOKED_AT):
        if root is None:
            root = element
        elif event == "end" and (name := element.tag.removeprefix(SVG)) in said:
            said[name] = said[name] or "".join(element.itertext())
    size = size_of(root) if root is not None else None
    width, height = (max(1, round(side)) for side in size) if size else (None, None)
    return Facts(
        width=width,
        height=height,
        has_alpha=True,
        codecs=("svg",),
        title=clean(said["title"]),
        description=clean(said["desc"]),
    )


def _length(text: str | None) -> float | None:
    found = _LENGTH.match(text or "")
    if found is None or found[2] not in _PER_UNIT:
        return None
    pixels = float(found[1]) * _PER_UNIT[found[2]]
    return pixels if 0 < pixels <= _MOST else None


def _view_box(text: str | None) -> tuple[float, float] | None:
    try:
        _left, _top, width, height = (float(part) for part in re.split(r"[\s,]+", (text or "").strip()))
    except ValueError:
        return None
    return (width, height) if 0 < width <= _MOST and 0 < height <= _MOST else None
