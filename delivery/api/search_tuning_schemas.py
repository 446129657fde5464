"""What the tuning of search, its reasons and its suggestions look like over the API."""

from dam.search.weights import KNOBS, How
from delivery.api.schemas import COUNT, MOMENT, TEXT, TEXTS, Schema, exactly, many, some_of

PER_CENT: Schema = {"type": "integer", "minimum": 0, "maximum": 100}

WHY: Schema = many(
    exactly(
        {
            "typed": TEXT,
            "met": {"type": "string", "description": "The word of the asset, as it is written there."},
            "how": {"type": "string", "enum": [how.value for how in How]},
            "place": {
                "type": "string",
                "description": "title, tag, collection, description, alt, filename, text (in the file), subtitles, or "
                ".key for a field of the brand.",
            },
        }
    )
)

SYNONYM_LINE: dict[str, Schema] = {
    "terms": {
        **TEXTS,
        "description": "Terms that mean the same, or, with meanings, the terms that find those.",
    },
    "meanings": {
        **TEXTS,
        "description": "What the terms find besides; empty when the terms find each other.",
    },
}

WEIGHTS_PATCH: Schema = some_of(
    {
        "weights": some_of(
            {
                knob.name: {
                    "type": ["integer", "null"],
                    "minimum": 0,
                    "maximum": 100,
                    "description": f"{knob.default} by default; null puts that back. {knob.reason}",
                }
                for knob in KNOBS
            }
        )
    },
    required=("weights",),
)

SEARCH_TUNING_COMPONENTS: dict[str, Schema] = {
    "Weight": exactly({"name": TEXT, "value": PER_CENT, "default": PER_CENT, "reason": TEXT}),
    "Synonym": exactly({"id": TEXT, **SYNONYM_LINE, "updated_at": MOMENT}),
    "Suggestion": exactly(
        {
            "text": {"type": "string", "description": "What people read."},
            "kind": {"type": "string", "enum": ["title", "tag", "collection", "field"]},
            "query": {"type": "string", "description": "The query that finds it."},
            "count": {
                **COUNT,
                "description": "Assets that the caller may see and that have it; 100 for that many or more.",
            },
            "asset_id": {"type": ["string", "null"], "description": "The asset, when a title is suggested."},
        }
    ),
}
