"""Filling an asset with what its file says: only what is empty, or what the file itself filled in before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from dam.assets.models import Asset
from dam.assets.tags import MAX_LENGTH, MAX_TAGS, fold_tag, put_tags, tags_of, tags_of_each
from dam.assets.texts import MAX_ALT, MAX_DESCRIPTION, MAX_TITLE, check_text
from dam.errors import Invalid
from dam.metadata.facts import Facts
from dam.metadata.fields import FieldView, check_fields, list_fields
from dam.metadata.mapping.table import Line, list_lines
from dam.metadata.mapping.told import ByLocale, told_by

MAX_RIGHTS = 1000


@dataclass(frozen=True, slots=True)
class Filling:
    """The table with the brand's fields, read once for many assets; `locale` is the language of texts that name none.

    `tags` are those of the assets that were named when it was read, by asset; those of others are read one by one.
    """

    lines: Sequence[Line]
    fields: Mapping[str, FieldView]
    locale: str
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)


def read_mapping(session: Session, locale: str, asset_ids: Sequence[str] = ()) -> Filling:
    """Read the table and the fields, and the tags of some assets that are to be filled."""
    fields = {field.key: field for field in list_fields(session)}
    return Filling(list_lines(session), fields, locale, tags_of_each(session, asset_ids))


def fill_asset(
    session: Session,
    asset: Asset,
    facts: Facts,
    mapping: Filling,
    *,
    again: bool = False,
    is_dry: bool = False,
) -> list[str]:
    """Carry what the file says onto the asset and return the targets that it changed, or would.

    What a person typed is never touched: a target is written where it is empty, and `again` also where it still holds
    exactly what the file filled in before.
    """
    changed = []
    mapped = dict(asset.mapped)
    for line in mapping.lines:
        said = told_by(facts, line)
        target = _target(session, asset, line.target, mapping) if said else None
        if target is None:
            continue
        value, present = target.wanted(said), target.present
        is_own = again and line.target in mapped and mapped[line.target] == present
        if value == present or not value or (present and not is_own):
            continue
        if not is_dry:
            target.put(value)
            mapped[line.target] = value
        changed.append(line.target)
    if changed and not is_dry:
        asset.mapped = mapped
    return changed


@dataclass(frozen=True, slots=True)
class _Target:
    """One thing to fill: what stands there, what would, and how it is written. Values are plain, for a row."""

    present: Any
    wanted: Callable[[ByLocale], Any]
    put: Callable[[Any], None]


def _target(session: Session, asset: Asset, name: str, mapping: Filling) -> _Target | None:
    if name == "tags":
        return _tags(session, asset, mapping)
    if name == "alt":
        return _Target(
            dict(asset.alt),
            lambda said: _by_locale(said, mapping.locale, MAX_ALT),
            lambda value: setattr(asset, "alt", value),
        )
    if name in ("title", "description"):
        return _text(asset, name, MAX_TITLE if name == "title" else MAX_DESCRIPTION)
    if name in ("rights.holder", "rights.licence"):
        column = "rights_holder" if name == "rights.holder" else "licence"
        return _Target(
            getattr(asset, column),
            lambda said: _trimmed(_main(said), MAX_RIGHTS),
            lambda value: setattr(asset, column, value),
        )
    return _field(session, asset, mapping.fields.get(name.partition("fields.")[2]), mapping.locale)


def _text(asset: Asset, name: str, most: int) -> _Target:
    """A title and its further languages are one thing: a person who typed either has said how it is called."""

    def wanted(said: ByLocale) -> dict[str, str]:
        main = _trimmed(_main(said), most)
        texts = {"": " ".join(main.split()) if name == "title" else main}
        others = _by_locale({locale: some for locale, some in said.items() if locale}, "", most)
        return texts | {locale: text for locale, text in others.items() if text != texts[""]}

    def put(value: dict[str, str]) -> None:
        setattr(asset, name, value[""])
        setattr(asset, f"{name}s", {locale: text for locale, text in value.items() if locale})

    main, others = getattr(asset, name), getattr(asset, f"{name}s")
    return _Target({"": main, **others} if main or others else {}, wanted, put)


def _tags(session: Session, asset: Asset, mapping: Filling) -> _Target:
    def wanted(said: ByLocale) -> list[str]:
        words = [" ".join(word.split()) for texts in said.values() for word in texts]
        tags: dict[str, str] = {}
        for word in words:
            folded = fold_tag(word)
            if folded and word.isprintable() and len(word) <= MAX_LENGTH and len(folded) <= 2 * MAX_LENGTH:
                tags.setdefault(folded, word)
        return list(tags.values())[:MAX_TAGS]

    def put(value: list[str]) -> None:
        put_tags(session, asset.id, {fold_tag(tag): tag for tag in value})

    present = mapping.tags.get(asset.id)
    return _Target(tags_of(session, asset.id) if present is None else list(present), wanted, put)


def _field(session: Session, asset: Asset, field: FieldView | None, locale: str) -> _Target | None:
    """What the brand's own rules refuse is left out: a file must not bring in what nobody may type."""
    if field is None or not field.is_for(asset.kind):
        return None
    known = field

    def wanted(said: ByLocale) -> Any:
        for value in _values(known, said, locale):
            try:
                return check_fields(session, {known.key: value})[known.key]
            except Invalid:
                continue
        return ""

    def put(value: Any) -> None:
        asset.fields = {**asset.fields, known.key: value}

    return _Target(asset.fields.get(known.key, ""), wanted, put)


def _values(field: FieldView, said: ByLocale, locale: str) -> list[Any]:
    """Return what to try: all texts where several may stand, else them joined, else the first."""
    texts = [text for some in said.values() for text in some]
    if field.rules.is_by_locale:
        return [_by_locale(said, locale, 20_000)]
    if field.rules.is_several:
        return [texts, texts[:1]]
    if field.kind == "number":
        return [number for text in texts[:1] if (number := _number(text)) is not None]
    if field.kind == "date":
        return [text[:10] for text in texts[:1]]
    return [", ".join(texts), texts[0]]


def _number(text: str) -> float | int | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return int(value) if value.is_integer() else value


def _by_locale(said: ByLocale, locale: str, most: int) -> dict[str, str]:
    """Return a text per language; one without a language is in the house's own, unless another says the same."""
    found = {name: _trimmed(texts[0], most) for name, texts in said.items() if name and texts}
    default = _trimmed(next(iter(said.get("", ())), ""), most)
    if default and locale and locale not in found and default not in found.values():
        found[locale] = default
    return {name: text for name, text in found.items() if text}


def _main(said: ByLocale) -> str:
    texts = said.get("") or next(iter(said.values()))
    return next(iter(texts), "")


def _trimmed(text: str | None, limit: int) -> str:
    return check_text([], "", text, limit)[:limit].strip()
