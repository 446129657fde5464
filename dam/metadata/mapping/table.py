"""The table of the mapping: what fills each target, the best source first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.errors import FieldError, Invalid
from dam.metadata.facts_properties import IN_EXIF, IN_IPTC, IN_XMP
from dam.metadata.mapping.models import MappingLine
from dam.metadata.models import Field

FROM_ANY_FILE = (
    "file:title",
    "file:description",
    "file:keywords",
    "file:creator",
    "file:copyright",
    "file:credit",
    "file:captured_at",
    "file:camera",
)
"""What the readers of every format tell alike: films, documents and sound have no XMP that is read."""

SOURCES = (*IN_XMP, *IN_IPTC, *IN_EXIF, *FROM_ANY_FILE)

TARGETS = ("title", "description", "alt", "tags", "rights.holder", "rights.licence")
"""What every asset has; `fields.KEY` are the brand's own."""

MOST_SOURCES = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One target with its sources."""

    target: str
    sources: tuple[str, ...]


USUAL = (
    Line("title", ("dc:title", "IPTC:ObjectName", "photoshop:Headline", "EXIF:XPTitle", "file:title")),
    Line(
        "description",
        ("dc:description", "IPTC:Caption-Abstract", "EXIF:ImageDescription", "file:description"),
    ),
    Line("alt", ("Iptc4xmpCore:AltTextAccessibility",)),
    Line("tags", ("dc:subject", "IPTC:Keywords", "EXIF:XPKeywords", "file:keywords")),
    Line(
        "rights.holder",
        (
            "dc:rights",
            "IPTC:CopyrightNotice",
            "EXIF:Copyright",
            "file:copyright",
            "photoshop:Credit",
            "file:credit",
        ),
    ),
    Line("rights.licence", ("xmpRights:UsageTerms", "xmpRights:WebStatement")),
    Line("fields.creator", ("dc:creator", "IPTC:By-line", "EXIF:Artist", "file:creator")),
)
"""After the IPTC Photo Metadata Standard 2025.1 and the Metadata Working Group's Guidelines 2.0: XMP, then IIM, then EXIF."""


def list_lines(session: Session) -> list[Line]:
    """Return the table in its order: the brand's own, or the usual one while nobody changed it."""
    rows = session.scalars(sa.select(MappingLine).order_by(MappingLine.position, MappingLine.target))
    return [Line(row.target, tuple(row.sources)) for row in rows] or list(USUAL)


def save_lines(core: Core, caller: Caller, lines: Sequence[Mapping[str, object]]) -> list[Line]:
    """Put this table in the place of the one of before; an empty one brings the usual back.

    Each line is `{"target", "sources"}`; unknown targets or sources → `Invalid` with their place.
    """
    require(caller, Action.EDIT_FIELDS)
    with core.db.write() as session:
        keys = set(session.scalars(sa.select(Field.key)))
        errors = [error for place, line in enumerate(lines) for error in _wrong(place, line, keys)]
        targets = [line.get("target") for line in lines]
        if len(set(map(str, targets))) < len(targets):
            errors.append(FieldError("lines", "Each target stands in one line."))
        if errors:
            raise Invalid(errors[0].message, errors)
        session.execute(sa.delete(MappingLine))
        read = [Line(str(line["target"]), _texts(line["sources"])) for line in lines]
        session.add_all(
            MappingLine(target=line.target, sources=list(line.sources), position=place)
            for place, line in enumerate(read)
        )
        note(session, caller, "mapping.saved", "mapping", "", {"targets": [line.target for line in read]})
    return read or list(USUAL)


def _wrong(place: int, line: Mapping[str, object], keys: set[str]) -> list[FieldError]:
    target, sources = line.get("target"), line.get("sources")
    errors = []
    key = str(target).partition("fields.")[2]
    if target not in TARGETS and key not in keys and target != "fields.creator":
        sentence = f"A file fills {', '.join(TARGETS)} or fields.KEY, and {str(target)[:60]!r} came."
        errors.append(FieldError(f"lines[{place}].target", sentence))
    if not isinstance(sources, list | tuple) or len(sources) > MOST_SOURCES:
        errors.append(
            FieldError(f"lines[{place}].sources", f"Sources are a list of at most {MOST_SOURCES} names.")
        )
    elif unknown := [each for each in sources if each not in SOURCES]:
        errors.append(
            FieldError(f"lines[{place}].sources", f"No file has a property {str(unknown[0])[:60]!r}.")
        )
    return errors


def _texts(sources: object) -> tuple[str, ...]:
    assert isinstance(sources, list | tuple)
    return tuple(dict.fromkeys(map(str, sources)))
