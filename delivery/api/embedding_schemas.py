"""What write-back looks like over the API."""

from delivery.api.schemas import FLAG, TEXT, Schema, exactly

POLICY: dict[str, Schema] = {
    "words": {
        "type": "string",
        "enum": ["none", "rights", "all"],
        "description": "Nothing beyond what the original says; who owns it and what may be done; its texts as well.",
    },
    "has_position": {**FLAG, "description": "Whether where a picture was taken (GPS) may leave the house."},
}
EMBEDDING_COMPONENTS: dict[str, Schema] = {
    "Embedding": exactly({"place": {**TEXT, "description": "A channel, or `originals`."}, **POLICY})
}
