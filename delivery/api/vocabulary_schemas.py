"""What vocabularies look like over the API."""

from delivery.api.schemas import BY_LOCALE, COUNT, FLAG, MAYBE_TEXT, TEXT, TEXTS, Schema, exactly

SYNONYMS: Schema = {"type": "object", "additionalProperties": TEXTS}

VOCABULARY_COMPONENTS: dict[str, Schema] = {
    "Vocabulary": exactly(
        {
            "key": TEXT,
            "label": BY_LOCALE,
            "is_for_tags": {**FLAG, "description": "A tag that names a term becomes it."},
            "terms": COUNT,
        }
    ),
    "Term": exactly(
        {
            "id": TEXT,
            "vocabulary": TEXT,
            "parent_id": MAYBE_TEXT,
            "ancestors": {**TEXTS, "description": "Ids from the root down to the parent."},
            "labels": BY_LOCALE,
            "synonyms": SYNONYMS,
        }
    ),
    "TakenIn": exactly({"added": COUNT, "changed": COUNT, "unchanged": COUNT}),
    "OfferedTag": exactly({"tag": TEXT, "label": TEXT, "term_id": MAYBE_TEXT, "path": TEXT}),
}
