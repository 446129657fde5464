"""Checklists: what is looked at before an approval, per kind of asset; some items tick themselves."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dam.assets.workflow.refusals import Term
from dam.assets.workflow.sentences import FIELDS_ITEM
from dam.errors import FieldError, Invalid

KINDS = ("image", "video", "audio", "document", "other")

RULES = ("", "title", "alt", "rights", "tags", "subtitles", "collection")
"""What an item ticks itself by; "" is ticked by hand. `fields` is the house's own and always there."""

MOST_ITEMS = 30
MOST_LETTERS = 120
KEY_LENGTH = 40

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

FIELDS = "fields"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at; `titles` holds a text per locale, `is_required` stops an approval while it is open."""

    key: str
    titles: Mapping[str, str]
    is_required: bool = False
    rule: str = ""

    @property
    def words(self) -> Mapping[str, str] | Term:
        """What people call it."""
        return self.titles or Term(FIELDS_ITEM)


@dataclass(frozen=True, slots=True)
class ItemState:
    """An item of one asset: whether it is done, and by whom where a person ticked it."""

    item: Item
    is_done: bool
    by: str = ""

    @property
    def is_in_the_way(self) -> bool:
        """Tell whether an approval waits for it."""
        return self.item.is_required and not self.is_done


REQUIRED_FIELDS = Item(FIELDS, {}, is_required=True, rule=FIELDS)
"""Stands on every checklist while the brand has required fields."""

_ALT = Item("alt", {"fr": "Texte alternatif", "en": "Alternative text"}, rule="alt")
_RIGHTS = Item(
    "rights", {"fr": "Licence et titulaire des droits", "en": "Licence and rights holder"}, rule="rights"
)
_BRAND = Item("brand", {"fr": "Conforme à la charte", "en": "As the brand book asks"})
_SUBTITLES = Item("subtitles", {"fr": "Sous-titres", "en": "Subtitles"}, rule="subtitles")

FIRST: Mapping[str, tuple[Item, ...]] = {
    "image": (_ALT, _RIGHTS, _BRAND),
    "video": (_RIGHTS, _SUBTITLES, _BRAND),
    "audio": (_RIGHTS, _BRAND),
    "document": (_RIGHTS, _BRAND),
    "other": (_RIGHTS,),
}
"""What a house looks at before anybody edits it; nothing of it stops an approval."""


@dataclass
class _Reading:
    errors: list[FieldError] = field(default_factory=list)

    def wrong(self, path: str, sentence: str) -> None:
        self.errors.append(FieldError(path, sentence))


def read_checklists(given: Mapping[str, Any]) -> dict[str, tuple[Item, ...]]:
    """Return checklists as people send them, or raise `Invalid` naming each wrong item; a kind left out has none."""
    reading = _Reading()
    lists = {}
    for kind, items in given.items():
        if kind not in KINDS or not isinstance(items, list | tuple) or len(items) > MOST_ITEMS:
            reading.wrong(
                f"checklists.{str(kind)[:40]}",
                f"Checklists are of {', '.join(KINDS)}, with at most {MOST_ITEMS} items each.",
            )
            continue
        lists[kind] = tuple(_item(reading, f"checklists.{kind}[{at}]", each) for at, each in enumerate(items))
        keys = [item.key for item in lists[kind]]
        if len(set(keys)) < len(keys):
            reading.wrong(f"checklists.{kind}", "Each item of a checklist has a key of its own.")
    if reading.errors:
        raise Invalid(reading.errors[0].message, reading.errors)
    return lists


def _item(reading: _Reading, path: str, given: Any) -> Item:
    if not isinstance(given, Mapping):
        reading.wrong(path, 'An item is an object, like {"key": "brand", "titles": {"en": "Brand"}}.')
        return Item("", {})
    key, titles, rule = given.get("key"), given.get("titles"), given.get("rule", "")
    if not isinstance(key, str) or not _KEY.fullmatch(key) or key == FIELDS:
        reading.wrong(
            f"{path}.key",
            f"A key has 1 to {KEY_LENGTH} small letters, digits and dashes, and is not {FIELDS}.",
        )
    if not isinstance(titles, Mapping) or not titles or not all(map(_is_title, titles.values())):
        reading.wrong(
            f"{path}.titles", f"An item has a title of 1 to {MOST_LETTERS} characters in a language."
        )
        titles = {}
    if rule not in RULES:
        reading.wrong(f"{path}.rule", f"A rule is one of {', '.join(RULES[1:])} or empty.")
    return Item(
        str(key),
        {str(name): text.strip() for name, text in titles.items()},
        given.get("is_required") is True,
        str(rule),
    )


def _is_title(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text.strip()) <= MOST_LETTERS and text.isprintable()


def write_checklists(lists: Mapping[str, Sequence[Item]]) -> dict[str, list[dict[str, Any]]]:
    """Return checklists as plain values, which `read_checklists` reads again."""
    return {
        kind: [
            {"key": item.key, "titles": dict(item.titles), "is_required": item.is_required, "rule": item.rule}
            for item in items
        ]
        for kind, items in lists.items()
    }
