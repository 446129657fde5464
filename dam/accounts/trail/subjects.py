"""What the things that the trail speaks of are called today, where they still exist.

Tables are called by their names, because most of them belong to floors above.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.db import Base


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing that is still there: `id` in full, where the trail holds its beginning only."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class _Known:
    """Where things of a kind stand: `key` is what the trail names them by, its first `letters` alone where they are given."""

    table: str
    titles: tuple[str, ...]
    key: str = "id"
    letters: int = 0


_KINDS: dict[str, _Known] = {
    "asset": _Known("assets", ("title", "filename")),
    "brand": _Known("brands", ("name",)),
    "channel": _Known("channels", ("title", "name"), "name"),
    "collection": _Known("collections", ("name",)),
    "comparison": _Known("comparisons", ("title",)),
    "consent": _Known("consents", ("code",)),
    "field": _Known("fields", ("label", "key"), "key"),
    "field_group": _Known("field_groups", ("label", "key"), "key"),
    "group": _Known("groups", ("name",)),
    "link": _Known("short_links", ("title", "code"), "code"),
    "person": _Known("people", ("name",)),
    "portal": _Known("portals", ("titles", "slug"), "slug"),
    "search": _Known("saved_searches", ("title",)),
    "share": _Known("shares", ("title",), "code", 8),
    "term": _Known("terms", ("labels",)),
    "token": _Known("tokens", ("name",)),
    "vocabulary": _Known("vocabularies", ("label", "key"), "key"),
    "webhook": _Known("webhooks", ("title",)),
}
"""Of a consent the code alone: whose it is stands in the register, for those who may read that."""


def subjects_of(
    session: Session, wanted: Collection[tuple[str, str]], locale: str = "fr"
) -> dict[tuple[str, str], Subject]:
    """Return what is still there of `(kind, id)`, one statement a kind; a text by locale is the one of `locale`, or any."""
    found: dict[tuple[str, str], Subject] = {}
    for kind in {kind for kind, _ in wanted} & _KINDS.keys():
        known = _KINDS[kind]
        table = Base.metadata.tables[known.table]
        full = table.c[known.key]
        key = sa.func.substr(full, 1, known.letters) if known.letters else full
        ids = {one for its, one in wanted if its == kind}
        columns = [table.c[name].label(f"title_{name}") for name in known.titles]
        for row in session.execute(
            sa.select(key.label("said"), full.label("in_full"), *columns).where(key.in_(ids))
        ):
            title = next(filter(None, (_text(value, locale) for value in row[2:])), "")
            found[kind, row.said] = Subject(row.in_full, title)
    return found


def _text(value: Any, locale: str) -> str:
    if isinstance(value, Mapping):
        return str(value.get(locale) or next((text for text in value.values() if text), ""))
    return str(value or "")
