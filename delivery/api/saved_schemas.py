"""What saved searches and wishes look like over the API."""

from delivery.api.schemas import COUNT, FLAG, MOMENT, SHORT_TEXT, TEXT, Schema, exactly, many

EDITABLE: dict[str, Schema] = {
    "title": SHORT_TEXT,
    "address": {
        "type": "string",
        "maxLength": 4000,
        "description": "The query string of GET /assets that asks it, such as q=summer&kind=image.",
    },
    "is_shared": FLAG,
    "is_collection": FLAG,
    "tells": {**FLAG, "description": "Whether its owner is told of new hits, and webhooks of search.found."},
}
SAVED_COMPONENTS: dict[str, Schema] = {
    "SavedSearch": exactly(
        {
            "id": TEXT,
            **{name: EDITABLE[name] for name in EDITABLE},
            "owner": exactly({"id": TEXT, "name": TEXT}),
            "is_mine": FLAG,
            "created_at": MOMENT,
            "updated_at": MOMENT,
        }
    ),
    "Wish": exactly(
        {
            "words": TEXT,
            "text": TEXT,
            "asked": COUNT,
            "nothing": COUNT,
            "abandoned": COUNT,
            "last_day": {"type": "string", "format": "date"},
            "near": many(exactly({"asset_id": TEXT, "title": TEXT})),
        }
    ),
}
