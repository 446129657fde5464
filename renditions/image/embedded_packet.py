"""Writing what a rendition says about itself: one XMP packet (ISO 16684-1), and EXIF for programs that know no XMP."""

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from PIL import ExifTags, Image

from renditions.image.codecs import Blocks
from renditions.image.embedded import (
    DEFAULT_LANGUAGE,
    LICENSOR_URL,
    NAMESPACES,
    PROPERTIES,
    Embedded,
    Property,
    Text,
    full_name,
)
from renditions.limits import EMBEDDED_BYTES

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_META = "adobe:ns:meta/"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_END = '\n<?xpacket end="r"?>'
_CONTAINERS = {"languages": "Alt", "list": "Seq", "licensors": "Seq"}
_UNORDERED = ("dc:subject",)

_PREFIXES = {**{address: prefix for prefix, address in NAMESPACES.items()}, _META: "x", _RDF: "rdf"}

_EXIF_BYTES = 2_000
"""Bytes of one EXIF text: long terms stand whole in the XMP packet."""


def blocks_for(said: Embedded, policy: str) -> Blocks:
    """Return the blocks that a policy lets into a rendition; the same input gives the same bytes."""
    kept = said.kept(policy)
    return Blocks(_exif(kept), xmp_packet(kept)) if kept.texts else Blocks()


def xmp_packet(said: Embedded) -> bytes:
    """Return the packet in UTF-8, never longer than `EMBEDDED_BYTES`: what does not fit is left out from the end."""
    names = [each for each in PROPERTIES if said.texts.get(each.name)]
    packet = _packet([_element(each, said.texts[each.name]) for each in names])
    while len(packet) > EMBEDDED_BYTES:
        names.pop()
        packet = _packet([_element(each, said.texts[each.name]) for each in names])
    return packet


def _packet(properties: list[Element]) -> bytes:
    meta = Element(f"{{{_META}}}xmpmeta")
    block = SubElement(SubElement(meta, f"{{{_RDF}}}RDF"), f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": ""})
    block.extend(properties)
    return f"{_BEGIN}{_serialised(meta)}{_END}".encode()


def _serialised(element: Element) -> str:
    """ElementTree keeps its prefixes for the whole process; ours are those that the standards print."""
    for address, prefix in _PREFIXES.items():
        ElementTree.register_namespace(prefix, address)
    return ElementTree.tostring(element, encoding="unicode", short_empty_elements=False)


def _element(each: Property, texts: tuple[Text, ...]) -> Element:
    element = Element(full_name(each.name))
    if each.form == "text":
        element.text = texts[0].text
        return element
    kind = "Bag" if each.name in _UNORDERED else _CONTAINERS[each.form]
    element_list = SubElement(element, f"{{{_RDF}}}{kind}")
    for text in _with_default(texts) if each.form == "languages" else texts:
        item = SubElement(element_list, f"{{{_RDF}}}li")
        if each.form == "licensors":
            item.set(f"{{{_RDF}}}parseType", "Resource")
            SubElement(item, full_name(LICENSOR_URL)).text = text.text
        else:
            item.text = text.text
            if text.language:
                item.set(_LANGUAGE, text.language)
    return element


def _with_default(texts: tuple[Text, ...]) -> Iterator[Text]:
    """ISO 16684-1, 8.2.2.4: the text for every other language comes first."""
    default = next((text for text in texts if text.language == DEFAULT_LANGUAGE), texts[0])
    yield Text(default.text, DEFAULT_LANGUAGE)
    yield from (text for text in texts if text.language != DEFAULT_LANGUAGE)


def _exif(said: Embedded) -> bytes:
    """MWG Guidelines 2.0: UTF-8 in EXIF, too; EXIF 3.0, 4.6.4: several artists with semicolons between them."""
    exif = Image.Exif()
    for tag, text in (
        (ExifTags.Base.Artist, "; ".join(said.all_of("dc:creator"))),
        (ExifTags.Base.Copyright, next(iter(said.all_of("dc:rights")), "")),
    ):
        if text:
            exif[tag] = text.encode()[:_EXIF_BYTES].decode(errors="ignore").encode()
    return exif.tobytes() if len(exif) else b""
