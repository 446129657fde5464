"""Properties of a file by the names of their standards, text for text and language for language, for the mapping."""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from PIL.Image import Exif

from dam.metadata.facts_exif import exif_text, read_exif
from dam.metadata.facts_iptc import Block
from dam.metadata.facts_words import clean, decoded
from dam.metadata.facts_xmp import descriptions
from dam.metadata.values.locales import MAX_LOCALES, is_locale

Properties = dict[str, dict[str, list[str]]]
"""Texts by name and language; "" stands for no language and for `x-default`."""

NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
}

IN_XMP = (
    *("dc:title", "dc:description", "dc:subject", "dc:creator", "dc:rights", "dc:coverage", "dc:type"),
    *("photoshop:Headline", "photoshop:Credit", "photoshop:Source", "photoshop:Instructions"),
    *(
        "photoshop:City",
        "photoshop:State",
        "photoshop:Country",
        "photoshop:DateCreated",
        "photoshop:Category",
    ),
    *("photoshop:AuthorsPosition", "photoshop:CaptionWriter", "photoshop:TransmissionReference"),
    *("xmp:CreateDate", "xmp:Rating", "xmp:Label", "xmpRights:UsageTerms", "xmpRights:WebStatement"),
    *("Iptc4xmpCore:AltTextAccessibility", "Iptc4xmpCore:ExtDescrAccessibility", "Iptc4xmpCore:Location"),
    *("Iptc4xmpCore:CountryCode", "Iptc4xmpCore:Scene", "Iptc4xmpCore:SubjectCode"),
    *("Iptc4xmpExt:Event", "Iptc4xmpExt:PersonInImage", "Iptc4xmpExt:DigitalSourceType"),
    *("Iptc4xmpExt:AISystemUsed", "Iptc4xmpExt:AIPromptInformation", "Iptc4xmpExt:OrganisationInImageName"),
    *("plus:LicenseEndDate", "plus:DataMining", "lr:hierarchicalSubject"),
)

IN_IPTC = {
    "IPTC:ObjectName": (2, 5),
    "IPTC:Category": (2, 15),
    "IPTC:Keywords": (2, 25),
    "IPTC:SpecialInstructions": (2, 40),
    "IPTC:By-line": (2, 80),
    "IPTC:City": (2, 90),
    "IPTC:Sub-location": (2, 92),
    "IPTC:Province-State": (2, 95),
    "IPTC:Country": (2, 101),
    "IPTC:Headline": (2, 105),
    "IPTC:Credit": (2, 110),
    "IPTC:Source": (2, 115),
    "IPTC:CopyrightNotice": (2, 116),
    "IPTC:Caption-Abstract": (2, 120),
}

IN_EXIF = (
    "EXIF:XPTitle",
    "EXIF:ImageDescription",
    "EXIF:XPKeywords",
    "EXIF:Artist",
    "EXIF:Copyright",
    "EXIF:Model",
)

MOST_TEXTS = 200
MOST_CHARACTERS = 64_000
"""Characters of all properties together: what a row of a version is to hold."""

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def properties_in_xmp(packet: bytes | str | None) -> Properties:
    """Return what a packet says; a broken or hostile one → `UnreadableXmp`."""
    blocks = descriptions(packet)
    return _kept({name: _in_blocks(blocks, name) for name in IN_XMP}) if blocks else {}


def properties_in_iptc(block: Block | None) -> Properties:
    """Return what an IIM block says, as Pillow gives it."""
    return _kept(
        {name: iter([("", text) for text in _decoded(block or {}, key)]) for name, key in IN_IPTC.items()}
    )


def _decoded(block: Block, key: tuple[int, int]) -> list[str | None]:
    raw = block.get(key, [])
    return [decoded(each) for each in (raw if isinstance(raw, list) else [raw])]


def properties_in_exif(exif: Exif) -> Properties:
    """Return what EXIF says in words."""
    words = read_exif(exif)
    said: dict[str, list[str | None]] = {
        "EXIF:XPTitle": [words.title],
        "EXIF:ImageDescription": [words.description],
        "EXIF:XPKeywords": [*words.keywords],
        "EXIF:Artist": [part.strip() for part in (words.creator or "").split(";")],
        "EXIF:Copyright": [words.copyright],
        "EXIF:Model": [exif_text(exif.get(0x0110))],
    }
    return _kept({name: iter([("", text) for text in texts]) for name, texts in said.items()})


def bounded(*sources: Properties) -> Properties:
    """Put sources together, the end left out when there are too many characters."""
    found: Properties = {}
    room = MOST_CHARACTERS
    for source in sources:
        for name, by_locale in source.items():
            room -= sum(len(text) for texts in by_locale.values() for text in texts)
            if room >= 0:
                found[name] = by_locale
    return found


def _in_blocks(blocks: list[Element], name: str) -> Iterator[tuple[str, object]]:
    prefix, _, local = name.partition(":")
    full = f"{{{NAMESPACES[prefix]}}}{local}"
    for block in blocks:
        if full in block.attrib:
            yield "", block.attrib[full]
        for element in block.iterfind(full):
            items = list(element.iter(f"{_RDF}li"))
            for item in items or [element]:
                yield item.get(_LANG, ""), item.text or item.get(f"{_RDF}resource")


def _kept(found: Mapping[str, Iterator[tuple[str, object]]]) -> Properties:
    """Clean every text; a language that is none is taken for none."""
    properties: Properties = {}
    for name, texts in found.items():
        by_locale: dict[str, list[str]] = {}
        for language, text in texts:
            said = clean(text)
            locale = _locale(language)
            if said and len(by_locale) <= MAX_LOCALES and len(by_locale.get(locale, ())) < MOST_TEXTS:
                by_locale.setdefault(locale, []).append(said)
        if by_locale:
            properties[name] = by_locale
    return properties


def _locale(language: str) -> str:
    """Write `FR-fr` as `fr-FR`; `x-default` and what is no language as ""."""
    first, _, rest = language.partition("-")
    written = first.lower() + (f"-{rest.upper() if len(rest) == 2 else rest.title()}" if rest else "")
    return written if is_locale(written) else ""
