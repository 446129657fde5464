"""Bulk edits in the reader's words: parts, values, problems."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from admin_ui.refusals import TABLE, sentence_of
from admin_ui.visit import Visit
from dam.assets.bulk.parts import is_empty
from dam.assets.bulk.sheet_columns import part_of
from dam.assets.collections import name_collections
from dam.errors import Conflict, FieldError, Invalid, VitrineError
from dam.metadata.fields import list_fields


def _n(sentence: str) -> str:
    return sentence


PARTS = {
    "title": _n("Title"),
    "description": _n("Description"),
    "tags": _n("Tags"),
    "status": _n("Status"),
    "collections": _n("Collections"),
    "successor_id": _n("Successor"),
    "is_decorative": _n("Decorative"),
    "rights.licence": _n("Licence"),
    "rights.holder": _n("Rights holder"),
    "rights.starts_at": _n("Rights from"),
    "rights.expires_at": _n("Rights until"),
    "rights.channels": _n("Channels"),
    "rights.territories": _n("Countries"),
    "rights.kind": _n("Kind of licence"),
    "rights.licence_url": _n("Address of the licence's text"),
    "rights.cost": _n("Cost"),
    "rights.purposes": _n("What it may be used for"),
    "rights.credit": _n("Credit line"),
    "rights.is_exclusive": _n("Exclusive"),
    "rights.embargo_until": _n("Embargo until"),
    "rights.people": _n("People on it"),
}
GROUPS = {
    "alt": _n("Text for those who do not see the picture"),
    "titles": _n("Title"),
    "descriptions": _n("Description"),
}


@dataclass(frozen=True)
class Words:
    """What names and values are called on one page: the brand's own fields and collections are looked up once."""

    visit: Visit
    fields: Mapping[str, str]
    collections: Mapping[str, str]

    def part(self, name: str) -> str:
        """Return what a part, or a column of a sheet, is called."""
        name = part_of(name) or name
        if name in PARTS:
            return self.visit.say(PARTS[name])
        group, _, key = name.partition(".")
        if group == "tags":
            return self.visit.say("Tags")
        if group == "fields":
            return self.fields.get(key, key)
        return f"{self.visit.say(GROUPS[group])} ({key.upper()})" if group in GROUPS else name

    def value(self, name: str, value: Any) -> str:
        """Write one value as people read it."""
        if is_empty(value):
            return "–"
        if name == "status":
            return self.visit.speech.label("status", str(value))
        if name == "collections":
            return ", ".join(self.collections.get(one, one) for one in value)
        if name in ("rights.starts_at", "rights.expires_at", "rights.embargo_until"):
            return self._day(name, str(value))
        if isinstance(value, bool):
            return self.visit.say("Yes") if value else self.visit.say("No")
        if isinstance(value, list):
            return ", ".join(map(str, value))
        if isinstance(value, Mapping):
            return ", ".join(str(each) for each in value.values())
        return str(value)

    def _day(self, name: str, text: str) -> str:
        moment = datetime.fromisoformat(text)
        if name == "rights.expires_at":
            moment -= timedelta(seconds=1)
        return self.visit.speech.day(moment)

    def problem(self, problem: Mapping[str, Any]) -> str:
        """Say why something was left."""
        said = problem.get("said")
        if said:
            return str(self.visit.say(str(said[0])) % said[1])
        kind = next((each for each in TABLE if each.__name__ == problem["kind"]), VitrineError)
        message = str(problem["message"])
        if issubclass(kind, Invalid):
            return sentence_of(Invalid(message, [FieldError(str(problem["column"]), message)]), self.visit)
        known = (
            kind if kind in (VitrineError, Conflict) or kind.__init__ is Exception.__init__ else VitrineError
        )
        return sentence_of(known(message), self.visit)


def words_of(visit: Visit) -> Words:
    """Look up how the brand calls its fields and collections."""
    with visit.core.db.read() as session:
        fields = {field.key: visit.speech.text_of(field.label, field.key) for field in list_fields(session)}
    collections = {each.id: each.name for each in name_collections(visit.core, visit.caller)}
    return Words(visit, fields, collections)
