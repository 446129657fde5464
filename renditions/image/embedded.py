"""What a file says about itself in words, and which of it each metadata policy lets into a rendition."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Form = Literal["text", "languages", "list", "licensors"]
"""How XMP holds a property: plain, once per language, as a list, or inside the structs of `plus:Licensor`."""

Policies = frozenset[str]

USUAL: Policies = frozenset({"", "all"})
"""Who made it, who owns it, what may be done with it and whether a machine drew it: travels with every file."""

WORDS: Policies = frozenset({"all"})
"""What the picture is called and shows: only where a preset asks for it."""

POLICIES = ("", "none", "all")
"""Names of the policies: the usual one, nothing at all, and the usual one with the words.

Not even `all` lets through where a picture was taken, serial numbers, thumbnails, notes of the camera's maker, names of
people shown, or with which programs it was worked on: what is not in `PROPERTIES` does not leave the house.
"""


@dataclass(frozen=True, slots=True)
class Property:
    """One property by its XMP name, the policies that keep it, and where older blocks hold the same (IIM 4.2, EXIF 3.0).

    Names and equivalents follow the IPTC Photo Metadata Standard 2025.1.
    """

    name: str
    form: Form
    kept_by: Policies
    iim: tuple[int, int] | None = None
    exif: int | None = None


PROPERTIES: tuple[Property, ...] = (
    Property("dc:rights", "languages", USUAL, (2, 116), 0x8298),
    Property("dc:creator", "list", USUAL, (2, 80), 0x013B),
    Property("photoshop:Credit", "text", USUAL, (2, 110)),
    Property("xmpRights:UsageTerms", "languages", USUAL),
    Property("xmpRights:WebStatement", "text", USUAL),
    Property("plus:DataMining", "text", USUAL),
    Property("plus:Licensor", "licensors", USUAL),
    Property("Iptc4xmpExt:DigitalSourceType", "text", USUAL),
    Property("Iptc4xmpExt:AISystemUsed", "text", USUAL),
    Property("Iptc4xmpExt:AISystemVersionUsed", "text", USUAL),
    Property("Iptc4xmpExt:AIPromptInformation", "text", USUAL),
    Property("Iptc4xmpExt:AIPromptWriterName", "text", USUAL),
    Property("dc:title", "languages", WORDS, (2, 5)),
    Property("dc:description", "languages", WORDS, (2, 120), 0x010E),
    Property("dc:subject", "list", WORDS, (2, 25)),
    Property("photoshop:DateCreated", "text", WORDS),
)
"""Everything that may stand in a rendition, the most important first: when it does not all fit, the end is left out."""

NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
"""Prefixes of the property names (ISO 16684-1 and the standards above)."""

LICENSOR_URL = "plus:LicensorURL"
"""The one member of a licensor that is kept: an address to buy a licence, and no telephone number of a person."""

DEFAULT_LANGUAGE = "x-default"


class Text(NamedTuple):
    """One text; `language` only where the property has one text per language."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Embedded:
    """What a file says: the texts of each property of `PROPERTIES` that it has."""

    texts: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)

    def kept(self, policy: str) -> "Embedded":
        """Return what this policy lets through, in the order of `PROPERTIES`."""
        return Embedded(
            {
                each.name: self.texts[each.name]
                for each in PROPERTIES
                if policy in each.kept_by and self.texts.get(each.name)
            }
        )

    def all_of(self, name: str) -> tuple[str, ...]:
        """Return the texts of a property without their languages."""
        return tuple(text.text for text in self.texts.get(name, ()))


NOTHING = Embedded()


def full_name(name: str) -> str:
    """Return `{namespace}local` of a prefixed name, as ElementTree writes it."""
    prefix, local = name.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"
