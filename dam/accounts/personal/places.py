"""Where words about people stand: the one table that export, hand-over and erasure follow.

Tables are called by their names, because most of them belong to floors above; a test holds the table against every
column that looks as if it named somebody.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Rows of `table` concern the person whose id stands in `person`, or, without one, whose name stands in `words[0]`.

    On erasure `words` are emptied and the id stays, which names nobody any more; `goes` removes the whole row.
    """

    table: str
    person: str = ""
    words: tuple[str, ...] = ()
    goes: bool = False


PLACES: tuple[Place, ...] = (
    Place("assets", "owner_id", ("owner_name",)),
    Place("asset_comments", "author_id", ("author_name",)),
    Place("asset_comments", words=("resolved_by_name",)),
    Place("asset_uses", "caller_id", ("caller_name",)),
    Place("bulk_edits", "caller_id", ("caller_name",)),
    Place("bulk_edits", "undone_by_id", ("undone_by_name",)),
    Place("checklist_ticks", "by_id", ("by_name",)),
    Place("collections", "owner_id"),
    Place("comparisons", words=("created_by_name",)),
    Place("consents", "created_by", ("created_by_name",)),
    Place("grants", "subject_id", goes=True),
    Place("grants", words=("created_by_name",)),
    Place("group_members", "person_id", goes=True),
    Place("identities", "person_id", goes=True),
    Place("like_pairs", words=("decided_by_name",)),
    Place("mails", "person_id", goes=True),
    Place("notice_choices", "person_id", goes=True),
    Place("notices", "person_id", goes=True),
    Place("notices", words=("by",)),
    Place("original_downloads", "caller_id", ("caller_name",)),
    Place("preset_revisions", words=("saved_by_name",)),
    Place("proofs", "created_by", ("created_by_name",)),
    Place("recovery_codes", "person_id", goes=True),
    Place("reviews", "assignee_id"),
    Place("reviews", "asked_by", ("asked_by_name",)),
    Place("saved_searches", "owner_id", ("owner_name",), goes=True),
    Place("search_runs", words=("by_name",)),
    Place("second_factors", "person_id", goes=True),
    Place("portals", "owner_id", ("owner_name",)),
    Place("shares", "owner_id", ("owner_name",)),
    Place("short_links", words=("created_by_name",)),
    Place("sightings", "caller_id"),
    Place("sign_in_sessions", "person_id", goes=True),
    Place("tokens", "created_by", goes=True),
    Place("uploads", "caller_id", goes=True),
    Place("verdicts", "by_id", ("by_name",)),
    Place("versions", "created_by", ("created_by_name",)),
    Place("versions", words=("comment_by",)),
    Place("webhooks", words=("created_by_name",)),
    Place("withdrawals", words=("asked_by_name",)),
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
    """What somebody owns or is to do, and somebody else takes over: an id, and a name beside it."""

    table: str
    kind: str
    person: str
    name: str = ""


BELONGINGS: tuple[Belonging, ...] = (
    Belonging("assets", "assets", "owner_id", "owner_name"),
    Belonging("collections", "collections", "owner_id"),
    Belonging("reviews", "reviews", "assignee_id"),
    Belonging("saved_searches", "searches", "owner_id", "owner_name"),
    Belonging("shares", "shares", "owner_id", "owner_name"),
    Belonging("portals", "portals", "owner_id", "owner_name"),
)
"""What does not stay with somebody who leaves."""

SECRETS = ("hash", "secret", "password", "csrf", "seed", "salt", "digest")
"""Columns whose names hold one of these are never exported: they are the house's, or would let somebody in."""
