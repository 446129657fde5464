"""What the mapping looks like over the API."""

from delivery.api.schemas import COUNT, TEXT, TEXTS, Schema, exactly, many, some_of

LINE: Schema = some_of(
    {
        "target": {
            "type": "string",
            "maxLength": 80,
            "description": "title, description, alt, tags, rights.holder, rights.licence or fields.KEY.",
        },
        "sources": {**TEXTS, "maxItems": 20, "description": "Names of properties, the best first."},
    },
    required=("target", "sources"),
)

MAPPING_COMPONENTS: dict[str, Schema] = {
    "Mapping": exactly({"lines": many(exactly({"target": TEXT, "sources": TEXTS})), "sources": TEXTS}),
    "MappingEffect": exactly({"assets": COUNT, "targets": {"type": "object", "additionalProperties": COUNT}}),
}
