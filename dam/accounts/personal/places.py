"""Where words about people stand: the one table that export, hand-over and erasure follow.

Tables are called by their names, because most of them belong to floors above; a test holds the table against every
column that looks as if it named somebody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Trace:
    """How the trail knows by id who wrote a name into a row: lines of one of `actions`, none: any, on the row's subject.

    `subject` are the columns that name it, joined by a stroke; of a line whose details hold `detail[0]`, the row's column
    `detail[1]` has to be the same.
    """

    actions: tuple[str, ...] = ()
    subject: tuple[str, ...] = ("id",)
    detail: tuple[str, str] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a row that are asked about."""
        return tuple(dict.fromkeys((*self.subject, *(self.detail[1:] if self.detail else ()))))

    def subject_of(self, row: Mapping[Any, Any]) -> str:
        """Return the id by which the trail calls what the row is about."""
        return "/".join(str(row[column]) for column in self.subject)

    def is_about(self, row: Mapping[Any, Any], details: Mapping[str, Any]) -> bool:
        """Tell whether a line with these details, on the row's subject, is about the row; erased details may be."""
        if self.detail is None or self.detail[0] not in details:
            return True
        return bool(details[self.detail[0]] == row[self.detail[1]])


@dataclass(frozen=True, slots=True)
class Place:
    """Rows of `table` concern the person whose id stands in `person`, or, without one, whose name stands in `words[0]`.

    On erasure `words` are emptied and the id stays, which names nobody any more; `goes` removes the whole row. Where there
    is a name only, `trace` tells namesakes apart.
    """

    table: str
    person: str = ""
    words: tuple[str, ...] = ()
    goes: bool = False
    trace: Trace | None = None

    @property
    def word_place(self) -> str:
        """`table.column` of the first word."""
        return f"{self.table}.{self.words[0]}"


PLACES: tuple[Place, ...] = (
    Place("assets", "owner_id", ("owner_name",)),
    Place("asset_comments", "author_id", ("author_name",)),
    Place(
        "asset_comments",
        words=("resolved_by_name",),
        trace=Trace(("comment.resolved",), ("asset_id",), ("comment", "id")),
    ),
    Place("asset_uses", "caller_id", ("caller_name",)),
    Place("bulk_edits", "caller_id", ("caller_name",)),
    Place("bulk_edits", "undone_by_id", ("undone_by_name",)),
    Place("checklist_ticks", "by_id", ("by_name",)),
    Place("collections", "owner_id"),
    Place("comparisons", words=("created_by_name",), trace=Trace(("comparison.created",))),
    Place("consents", "created_by", ("created_by_name",)),
    Place("grants", "subject_id", goes=True),
    Place(
        "grants",
        words=("created_by_name",),
        trace=Trace(("grant.given",), ("subject_id",), ("id", "scope_id")),
    ),
    Place("group_members", "person_id", goes=True),
    Place("identities", "person_id", goes=True),
    Place(
        "like_pairs",
        words=("decided_by_name",),
        trace=Trace(("assets.compared",), ("one_id",), ("other", "other_id")),
    ),
    Place("mails", "person_id", goes=True),
    Place("notice_choices", "person_id", goes=True),
    Place("notices", "person_id", goes=True),
    Place("notices", words=("by",), trace=Trace((), ("subject_id",))),
    Place("original_downloads", "caller_id", ("caller_name",)),
    Place("preset_revisions", words=("saved_by_name",), trace=Trace(("preset.saved",), ("channel", "name"))),
    Place("proofs", "created_by", ("created_by_name",)),
    Place("recovery_codes", "person_id", goes=True),
    Place("reviews", "assignee_id"),
    Place("reviews", "asked_by", ("asked_by_name",)),
    Place("saved_searches", "owner_id", ("owner_name",), goes=True),
    Place("search_runs", words=("by_name",), trace=Trace(("index.rebuilt",))),
    Place("second_factors", "person_id", goes=True),
    Place("portals", "owner_id", ("owner_name",)),
    Place("shares", "owner_id", ("owner_name",)),
    Place("short_links", words=("created_by_name",), trace=Trace(("link.created",), ("code",))),
    Place("sightings", "caller_id"),
    Place("sign_in_sessions", "person_id", goes=True),
    Place("tokens", "created_by", goes=True),
    Place("uploads", "caller_id", goes=True),
    Place("verdicts", "by_id", ("by_name",)),
    Place("versions", "created_by", ("created_by_name",)),
    Place(
        "versions",
        words=("comment_by",),
        trace=Trace(("version.commented",), ("asset_id",), ("number", "number")),
    ),
    Place("webhooks", words=("created_by_name",), trace=Trace(("webhook.created",))),
    Place(
        "withdrawals",
        words=("asked_by_name",),
        trace=Trace(("asset.status_moved", "asset.trashed"), ("asset_id",)),
    ),
)

NOT_PERSONAL: dict[str, str] = {
    "people.email": "emptied by itself, with the rest of the row",
    "audit_entries.caller_id": "emptied by the trail's own rule, which keeps the chain",
    "audit_entries.caller_name": "emptied by the trail's own rule, which keeps the chain",
    "mails.address": "the row goes with its person; letters to guests are forgotten after a month",
    "search_documents.owner_id": "made of the assets' rows",
}
"""Columns that look like it and are cared for elsewhere, each with its reason."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """What somebody owns or is to do, and somebody else takes over: an id, and a name beside it.

    Where `owner_kind` says whether a person or a token owns it, what the person's tokens made goes as well.
    """

    table: str
    kind: str
    person: str
    name: str = ""
    owner_kind: str = ""


BELONGINGS: tuple[Belonging, ...] = (
    Belonging("assets", "assets", "owner_id", "owner_name"),
    Belonging("collections", "collections", "owner_id"),
    Belonging("reviews", "reviews", "assignee_id"),
    Belonging("saved_searches", "searches", "owner_id", "owner_name"),
    Belonging("shares", "shares", "owner_id", "owner_name", "owner_kind"),
    Belonging("portals", "portals", "owner_id", "owner_name", "owner_kind"),
)
"""What does not stay with somebody who leaves."""

SECRETS = ("hash", "secret", "password", "csrf", "seed", "salt", "digest")
"""Columns whose names hold one of these are never exported: they are the house's, or would let somebody in."""
