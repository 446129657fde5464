"""Reading what an original says about itself: XMP first, then the older blocks for what XMP does not say."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from PIL import Image, IptcImagePlugin
from PIL.ImageFile import ImageFile

from dam.metadata.facts_exif import exif_text, read_exif
from dam.metadata.facts_png import read_chunks
from dam.metadata.facts_words import clean, decoded
from dam.metadata.facts_xmp import UnreadableXmp, descriptions
from renditions import reasons
from renditions.image.embedded import (
    DEFAULT_LANGUAGE,
    LICENSOR_URL,
    PROPERTIES,
    Embedded,
    Property,
    Text,
    full_name,
)
from renditions.image.unreadable import UNREADABLE
from renditions.limits import EMBEDDED_CHARACTERS, EMBEDDED_ITEMS

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

Texts = dict[str, tuple[Text, ...]]


def read_embedded(image: Image.Image, path: Path, warnings: list[str]) -> Embedded:
    """Return what an opened picture says; a broken block is left out, with one warning for all of them."""
    found: Texts = {}
    for read in (_from_xmp, _from_iptc, _from_exif):
        try:
            for name, texts in read(image, path).items():
                found.setdefault(name, texts)
        except (*UNREADABLE, UnreadableXmp, ZeroDivisionError):
            if reasons.WARN_METADATA not in warnings:
                warnings.append(reasons.WARN_METADATA)
    return Embedded(found)


def embedded_in_xmp(packet: bytes | str | None) -> Embedded:
    """Return what an XMP packet says; a broken or hostile one → `UnreadableXmp`."""
    return Embedded(_texts_of(descriptions(packet)))


def _from_xmp(image: Image.Image, path: Path) -> Texts:
    packet = image.info.get("xmp")
    if image.format == "PNG" and not packet:
        packet = read_chunks(path).get("xmp")
    return _texts_of(descriptions(packet))


def _from_iptc(image: Image.Image, _path: Path) -> Texts:
    block = IptcImagePlugin.getiptcinfo(image) if isinstance(image, ImageFile) else None
    found: Texts = {}
    for each in PROPERTIES:
        raw = (block or {}).get(each.iim) if each.iim else None
        if raw:
            values = raw if isinstance(raw, list) else [raw]
            found |= _said(each, ((decoded(value), DEFAULT_LANGUAGE) for value in values))
    return found


def _from_exif(image: Image.Image, _path: Path) -> Texts:
    exif = image.getexif()
    found: Texts = {}
    for each in PROPERTIES:
        if each.exif and (text := exif_text(exif.get(each.exif))):
            pieces = text.split(";") if each.form == "list" else [text]
            found |= _said(each, ((piece, DEFAULT_LANGUAGE) for piece in pieces))
    taken = read_exif(exif).captured_at
    return found | ({"photoshop:DateCreated": (Text(taken),)} if taken else {})


def _texts_of(blocks: list[Element]) -> Texts:
    found: Texts = {}
    for each in PROPERTIES:
        found |= _said(each, _READERS[each.form](blocks, each.name))
    return found


def _said(each: Property, texts: Iterable[tuple[str | None, str]]) -> Texts:
    """Clean the texts of one property and bound their number and length."""
    kept = dict.fromkeys(
        Text(said, language if each.form == "languages" else "")
        for text, language in texts
        if (said := (clean(text) or "")[:EMBEDDED_CHARACTERS])
    )
    most = 1 if each.form == "text" else EMBEDDED_ITEMS
    return {each.name: tuple(kept)[:most]} if kept else {}


def _plain(blocks: list[Element], name: str) -> Iterator[tuple[str | None, str]]:
    """Yield an attribute, an address (`rdf:resource`), an element, or the items of its list."""
    for block in blocks:
        yield block.get(full_name(name)), ""
        for element in block.iterfind(full_name(name)):
            yield element.get(f"{_RDF}resource"), ""
            items = list(element.iter(f"{_RDF}li"))
            yield from ((item.text, "") for item in items or [element])


def _by_language(blocks: list[Element], name: str) -> Iterator[tuple[str | None, str]]:
    for block in blocks:
        yield block.get(full_name(name)), DEFAULT_LANGUAGE
        for element in block.iterfind(full_name(name)):
            items = list(element.iter(f"{_RDF}li"))
            yield from ((item.text, item.get(_LANGUAGE, DEFAULT_LANGUAGE)) for item in items or [element])


def _licensors(blocks: list[Element], name: str) -> Iterator[tuple[str | None, str]]:
    for block in blocks:
        for licensor in block.iterfind(full_name(name)):
            for element in licensor.iter():
                yield element.get(full_name(LICENSOR_URL)), ""
                if element.tag == full_name(LICENSOR_URL):
                    yield element.get(f"{_RDF}resource") or element.text, ""


_READERS: dict[str, Callable[[list[Element], str], Iterator[tuple[Any, str]]]] = {
    "text": _plain,
    "list": _plain,
    "languages": _by_language,
    "licensors": _licensors,
}
