"""Words in an XMP packet (ISO 16684-1), read without entities, DTDs or outside references."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from dam.metadata.facts_words import Words, clean, clean_all

MAX_PACKET = 2 * 1024**2
"""Bytes of a packet that is looked into; previews embedded in XMP make some larger, and nobody misses those."""

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_EXIF = "{http://ns.adobe.com/exif/1.0/}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class UnreadableXmp(ValueError):
    """The packet is broken or hostile."""


def read_xmp(packet: bytes | str | None) -> Words:
    """Return the words of a packet, none when there is no packet; a broken or hostile one → `UnreadableXmp`."""
    blocks = descriptions(packet)
    if not blocks:
        return Words()
    return Words(
        title=_one(blocks, f"{_DC}title", f"{_PHOTOSHOP}Headline"),
        description=_one(blocks, f"{_DC}description"),
        keywords=clean_all(_texts(blocks, f"{_DC}subject")),
        creator=", ".join(clean_all(_texts(blocks, f"{_DC}creator"))) or None,
        copyright=_one(blocks, f"{_DC}rights"),
        credit=_one(blocks, f"{_PHOTOSHOP}Credit"),
        captured_at=_one(blocks, f"{_EXIF}DateTimeOriginal", f"{_PHOTOSHOP}DateCreated", f"{_XMP}CreateDate"),
    )


def descriptions(packet: bytes | str | None) -> list[Element]:
    """Return the blocks of a packet that hold its properties; a broken or hostile packet → `UnreadableXmp`.

    Blocks inside properties tell of something else: what a montage was made of keeps its own creators and rights.
    """
    if not packet:
        return []
    if len(packet) > MAX_PACKET:
        raise UnreadableXmp("the packet is too long")
    try:
        root = fromstring(packet.rstrip(b"\x00 ") if isinstance(packet, bytes) else packet, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UnreadableXmp(type(error).__name__) from error
    container = next(root.iter(f"{_RDF}RDF"), None)
    return [] if container is None else container.findall(f"{_RDF}Description")


def _one(blocks: list[Element], *names: str) -> str | None:
    """Return the first text of the first property that has any."""
    return next((text for name in names for found in _texts(blocks, name) if (text := clean(found))), None)


def _texts(blocks: list[Element], name: str) -> Iterator[str | None]:
    """Yield a property's texts: an attribute, a plain element, or the items of its list with the default language first."""
    for block in blocks:
        if name in block.attrib:
            yield block.attrib[name]
        for element in block.iterfind(name):
            items = list(element.iter(f"{_RDF}li"))
            items.sort(key=lambda item: item.get(_LANG) != "x-default")
            yield from (item.text for item in items) if items else (element.text,)
