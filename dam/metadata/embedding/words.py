"""What is written into a file, as tags of ExifTool; names and equivalents follow the IPTC Photo Metadata Standard 2025.1.

What a file says of its provenance and of machines that drew it (Digital Source Type, AI System Used, AI Prompt
Information) is never among the tags that are written: it stays as it stands.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from dam.metadata.embedding.policies import Policy

MAX_TEXT = 4_000
MAX_LIST = 200

Value = str | bool | float | list[str] | list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Said:
    """What the house says of an asset. Texts by locale have the one for every other language under "".

    `position` is (latitude, longitude) in degrees; days are ISO 8601; `usage_terms` are the words of the licence and
    `statement` its address.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    alt: Mapping[str, str] = field(default_factory=dict)
    creators: Sequence[str] = ()
    credit: str = ""
    copyright: str = ""
    usage_terms: str = ""
    statement: str = ""
    licence_ends_on: str = ""
    keywords: Sequence[str] = ()
    position: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Tags:
    """Tags to take away first, and then to write."""

    removed: tuple[str, ...]
    written: Mapping[str, Value]

    @property
    def digest(self) -> str:
        """The SHA-256 of all of it: what is written is part of what a rendition is."""
        told = json.dumps([self.removed, self.written], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()


_GPS = ("EXIF:GPS*", "XMP-exif:GPS*")


Forgets = Literal["", "rights", "all"]
"""What is taken out of a file even where the house says nothing: nothing, the rights, or every word."""


def tags_for(said: Said, policy: Policy, *, forgets: Forgets = "") -> Tags:
    """Return the tags for a file under a policy; the same input gives the same tags.

    An original keeps what the house does not know: a credit that nobody typed here still stands. A rendition that was
    written into before `forgets` what was said then.
    """
    removed = [] if policy.has_position else list(_GPS)
    if policy.words == "none":
        return Tags(tuple(removed), {})
    rights, words, texts = _rights(said), _words(said), _texts(said)
    told = rights if policy.words == "rights" else {**rights, **words}
    written = {name: value for name, value in told.items() if value}
    if policy.words == "all":
        for name, by_locale in texts.items():
            written.update(_by_language(name, by_locale))
    forgotten = {"": (), "rights": tuple(rights), "all": (*rights, *words, *texts)}[forgets]
    removed += dict.fromkeys([*forgotten, *(name for name in (*told, *texts) if name in written)])
    if policy.has_position and said.position is not None:
        written.update(_position(said.position))
    return Tags(tuple(removed), written)


def _texts(said: Said) -> dict[str, Mapping[str, str]]:
    return {
        "XMP-dc:Title": said.titles,
        "XMP-dc:Description": said.descriptions,
        "XMP-iptcCore:AltTextAccessibility": said.alt,
    }


def _rights(said: Said) -> dict[str, Any]:
    creators = [_cut(name) for name in said.creators][:MAX_LIST]
    return {
        "XMP-dc:Creator": creators,
        "IPTC:By-line": creators,
        "IFD0:Artist": "; ".join(creators),
        "XMP-photoshop:Credit": _cut(said.credit),
        "IPTC:Credit": _cut(said.credit),
        "XMP-dc:Rights": _cut(said.copyright),
        "IPTC:CopyrightNotice": _cut(said.copyright),
        "IFD0:Copyright": _cut(said.copyright),
        "XMP-plus:CopyrightOwner": [{"CopyrightOwnerName": _cut(said.copyright)}] if said.copyright else [],
        "XMP-xmpRights:Marked": bool(said.copyright),
        "XMP-xmpRights:UsageTerms": _cut(said.usage_terms),
        "XMP-xmpRights:WebStatement": _cut(said.statement),
        "XMP-plus:LicenseEndDate": said.licence_ends_on.replace("-", ":"),
    }


def _words(said: Said) -> dict[str, Any]:
    keywords = [_cut(word) for word in said.keywords][:MAX_LIST]
    return {
        "IPTC:ObjectName": _first(said.titles),
        "IPTC:Caption-Abstract": _first(said.descriptions),
        "IFD0:ImageDescription": _first(said.descriptions),
        "XMP-dc:Subject": keywords,
        "IPTC:Keywords": keywords,
    }


def _by_language(name: str, texts: Mapping[str, str]) -> dict[str, Value]:
    """The plain name is `x-default` (ISO 16684-1, 8.2.2.4), each further language has its own."""
    told = {locale: _cut(text) for locale, text in texts.items() if text}
    if not told:
        return {}
    default = told.get("") or next(iter(told.values()))
    further = {f"{name}-{locale}": text for locale, text in told.items() if locale}
    return {name: default, **further}


def _position(position: tuple[float, float]) -> dict[str, Value]:
    latitude, longitude = position
    return {
        "EXIF:GPSLatitude": abs(latitude),
        "EXIF:GPSLatitudeRef": "N" if latitude >= 0 else "S",
        "EXIF:GPSLongitude": abs(longitude),
        "EXIF:GPSLongitudeRef": "E" if longitude >= 0 else "W",
    }


def _first(texts: Mapping[str, str]) -> str:
    return _cut(texts.get("") or next(iter(texts.values()), ""))


def _cut(text: str) -> str:
    return text[:MAX_TEXT]
