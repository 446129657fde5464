"""What bulk edits look like over the API."""

from dam.assets.bulk.views import ITEM_STATES, STATES
from delivery.api.schemas import (
    ANYTHING,
    COUNT,
    FLAG,
    MAYBE_MOMENT,
    MOMENT,
    STATUS,
    TEXT,
    TEXTS,
    Schema,
    exactly,
    many,
    some_of,
)

_PARTS: Schema = {
    "type": "object",
    "description": "Parts of the asset by name: `title`, `tags`, `fields.season`, `rights.expires_at`; null is empty.",
    "additionalProperties": True,
}

CHANGE: Schema = some_of(
    {
        "title": {
            "type": "string",
            "description": "A pattern: `{title}`, `{filename}`, `{n}` and `{date}` are filled in.",
        },
        "description": TEXT,
        "tags": some_of({"add": TEXTS, "remove": TEXTS, "replace": TEXTS}),
        "fields": {"type": "object", "description": "A merge patch; null clears a field."},
        "alt": {"type": "object", "description": "A merge patch by language."},
        "rights": {"type": "object", "description": "A merge patch."},
        "collections": some_of({"add": TEXTS, "remove": TEXTS}),
        "status": STATUS,
        "reason": TEXT,
    }
)

NEW: Schema = some_of(
    {
        "change": CHANGE,
        "assets": {**TEXTS, "maxItems": 100_000},
        "all_found": {
            **FLAG,
            "description": "True edits everything that the query parameters find, in place of `assets`.",
        },
    },
    required=("change",),
)

SHEET: Schema = some_of(
    {
        "assets": {**TEXTS, "maxItems": 100_000},
        "all_found": {**FLAG, "description": "True takes everything that the query parameters find."},
        "format": {"type": "string", "enum": ["csv", "xlsx"]},
        "separator": {"type": "string", "enum": [",", ";"]},
    }
)

_PROBLEM: Schema = exactly(
    {
        "column": {"type": "string", "description": "The column of the sheet, or the path of the value."},
        "kind": {"type": "string", "description": "The kind of refusal, or `changed_since`."},
        "message": TEXT,
        "said": {
            **many(ANYTHING),
            "description": "The sentence and its values, to be said in another language.",
        },
        "now": TEXT,
        "yours": TEXT,
        "row": COUNT,
    },
    optional=("said", "now", "yours", "row"),
)

BULK_COMPONENTS: dict[str, Schema] = {
    "BulkEdit": exactly(
        {
            "id": TEXT,
            "kind": {"type": "string", "enum": ["form", "sheet"]},
            "state": {"type": "string", "enum": list(STATES)},
            "change": ANYTHING,
            "problems": many(_PROBLEM),
            "total": {**COUNT, "description": "Assets of the present step."},
            "done": {**COUNT, "description": "How many of them are through."},
            "counts": {
                "type": "object",
                "description": "Assets by what became of them.",
                "propertyNames": {"enum": list(ITEM_STATES)},
                "additionalProperties": COUNT,
            },
            "by": exactly({"id": TEXT, "name": TEXT}),
            "created_at": MOMENT,
            "finished_at": MAYBE_MOMENT,
            "undo_until": MAYBE_MOMENT,
            "undone_at": MAYBE_MOMENT,
            "undone_by": TEXT,
            "waiting_for_search": {
                **COUNT,
                "description": "Assets that the search does not know as they are now; told of one edit, not in a list.",
            },
        },
        optional=("waiting_for_search",),
    ),
    "BulkItem": exactly(
        {
            "asset_id": TEXT,
            "row": {**COUNT, "description": "The line of the spreadsheet; 0 where there is none."},
            "state": {"type": "string", "enum": list(ITEM_STATES)},
            "before": _PARTS,
            "after": _PARTS,
            "reason": TEXT,
            "problems": many(_PROBLEM),
        }
    ),
}

INHERITANCE_COMPONENTS: dict[str, Schema] = {
    "CollectionDefaults": exactly(
        {"tags": TEXTS, "fields": {"type": "object"}, "rights": {"type": "object"}},
        optional=("tags", "fields", "rights"),
    ),
    "DefaultChange": exactly(
        {"asset_id": TEXT, "before": {"type": "object"}, "after": {"type": "object"}},
    ),
    "InheritedValue": exactly(
        {
            "part": {"type": "string", "description": "`tags.ete`, `fields.season`, `rights.licence`."},
            "value": ANYTHING,
            "collection_id": TEXT,
            "collection_name": TEXT,
        }
    ),
}
