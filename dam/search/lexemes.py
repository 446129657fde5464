"""What a document gives to the index: lexemes in one name space, the same for both back ends.

`chateau` is a stem anywhere, `=chateau` the word as spelt (for prefixes and typing errors), `title:chateau` and
`title:=chateau` the same in one field, `tag:mer du nord` a value compared as a whole.
"""

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from dam.assets.tags import fold_tag
from dam.search.document import SearchDocument
from dam.search.language import Word, split_words

Weight = str
"""`A` title, `B` tags and collections, `C` fields, description and alt, `D` words in the file, `E` its name."""

Places = dict[str, list[tuple[int, Weight]]]
"""Where each lexeme stands; an empty list for lexemes that have no place."""

MAX_PLACE = 16_000
"""Words of a document that are indexed: PostgreSQL tells no places apart beyond 16,383."""

HEAD_WORDS = 80
"""Words of one text that count where they stand; the others are found as words in the file are."""

MAX_VALUE = 200
"""Letters of a whole value that count."""

MAX_SORTED = 500
"""Letters of a title by which it is sorted: PostgreSQL's indexes hold no more than 2,700 bytes."""

SPELT = "="
"""The mark of a word as spelt."""

OWN_FACET = "field."
"""How the facets and ranges of the brand's own fields begin."""

_GAP = 4
"""Places left free between two texts, so that no phrase reaches across."""


def spelt(surface: str) -> str:
    """Return the lexeme of a word as spelt."""
    return SPELT + surface


def value_lexeme(field: str, value: str) -> str:
    """Return the lexeme of a whole value: `tag:mer du nord`, `field.season:Été`."""
    return f"{field}:{kept_value(field, value)}"


def kept_value(facet: str, value: str) -> str:
    """Return a value of a facet as it is compared and counted: those of the brand's own fields stay as they are."""
    if not facet.startswith(OWN_FACET):
        return fold_value(value)
    return value.replace("\x00", "").encode(errors="ignore").decode()[:MAX_VALUE]


def name_lexeme(field: str, name: str) -> str:
    """Return the lexeme of the name that people gave to a value, apart from the values, which are counted."""
    return f"{field} name:{fold_value(name)}"


def fold_value(value: str) -> str:
    """Return a whole value as it is compared, by the rule of the tags."""
    return fold_tag(value)[:MAX_VALUE]


def scope_lexeme(scope: str, scope_id: str) -> str:
    """Return the lexeme of a brand or a collection to which an asset belongs; its mark cannot be typed in a query."""
    return f"~{scope}:{scope_id}"


def owner_lexeme(owner_id: str) -> str:
    """Return the lexeme of an owner; its mark cannot be typed in a query."""
    return f"~owner:{owner_id}"


TRASHED = "~trashed"
"""The lexeme of what lies in the trash; its mark cannot be typed in a query."""


ASIDE = "~aside"
"""The lexeme of what was set aside, which lies with the trash as far as other questions go."""


def custom_field(key: str) -> str:
    """Return the name space of a field that the brand defined."""
    return f".{fold_value(key)}"


def document_lexemes(document: SearchDocument) -> Places:
    """Return every lexeme of a document with its places."""
    places: Places = {}
    place = 0
    for field, weight, text in _texts(document):
        last = 0
        for word in split_words(text):
            if place + word.position > MAX_PLACE:
                return places | _values(document)
            stands = weight if word.position < HEAD_WORDS else "D"
            _add_word(places, word, field, (place + word.position, stands))
            last = word.position
        place += last + _GAP
    return places | _values(document)


def _add_word(places: Places, word: Word, field: str | None, at: tuple[int, Weight]) -> None:
    for lexeme in (*word.stems, spelt(word.surface)):
        places.setdefault(lexeme, []).append(at)
        if field:
            places.setdefault(f"{field}:{lexeme}", []).append(at)


def _texts(document: SearchDocument) -> Iterator[tuple[str | None, Weight, str]]:
    """Yield name space, weight and text of everything made of words."""
    for name, weight, text in named_texts(document):
        yield _SPACES.get(name) or (custom_field(name[1:]) if name[0] == "." else None), weight, text


_SPACES = {"title": "title", "filename": "filename"}
"""Name spaces of the texts whose words can be asked for alone; those of the brand's own fields are their names."""


def named_texts(document: SearchDocument) -> Iterator[tuple[str, Weight, str]]:
    """Yield name, weight and text of everything made of words, what weighs most first; `.key` is the brand's field."""
    file = PurePath(document.filename)
    yield "title", "A", document.title
    for title in document.other_titles:
        yield "title", "A", title
    for tag in document.tags:
        yield "tag", "B", tag
    for _, collection in document.collections:
        yield "collection", "B", collection
    for key, text in document.fields:
        yield f".{key}", "C", text
    yield "description", "C", document.description
    for text in document.alt:
        yield "alt", "C", text
    yield "filename", "E", file.stem
    yield "filename", "E", file.suffix
    yield "subtitles", "D", document.subtitles
    yield "text", "D", document.text


def _values(document: SearchDocument) -> Places:
    """Return the lexemes of values compared as a whole."""
    lexemes = [
        value_lexeme(facet, value) for facet, values in facet_values(document).items() for value in values
    ]
    lexemes += [name_lexeme("collection", name) for _, name in document.collections]
    lexemes += [name_lexeme("creator", document.creator_name)] if document.creator_name else []
    lexemes += [value_lexeme("id", document.id), owner_lexeme(document.owner_id)]
    lexemes.append(scope_lexeme("brand", document.brand))
    lexemes += [scope_lexeme("collection", collection_id) for collection_id, _ in document.collections]
    lexemes += [
        value_lexeme("format", part) for part in (document.media_type, document.media_type.rpartition("/")[2])
    ]
    lexemes.append(value_lexeme("format", PurePath(document.filename).suffix.lstrip(".")))
    if document.is_trashed:
        lexemes.append(TRASHED)
    if document.is_aside:
        lexemes.append(ASIDE)
    return {lexeme: [] for lexeme in lexemes}


def facet_values(document: SearchDocument) -> dict[str, tuple[str, ...]]:
    """Return the values by which a document is counted and filtered, as they are kept, by facet name."""
    values: dict[str, Sequence[str]] = {
        "kind": (document.kind,),
        "tag": (*document.tags, *document.wider_tags),
        "collection": tuple(collection_id for collection_id, _ in document.collections),
        "status": (document.status,),
        "channel": document.channels,
        "orientation": (document.orientation,),
        "colour": document.colours,
        "brand": (document.brand,),
        "creator": (document.owner_id,),
        **_choices(document),
    }
    return {
        facet: tuple(dict.fromkeys(kept for value in given if (kept := kept_value(facet, value))))
        for facet, given in values.items()
    }


def _choices(document: SearchDocument) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for key, value in document.choices:
        values.setdefault(f"{OWN_FACET}{key}", []).append(value)
    return values
