"""The shapes of manifests, for the documentation and the checks."""

from delivery.api.schemas import (
    BY_LOCALE,
    COUNT,
    MAYBE_COUNT,
    MAYBE_MOMENT,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    TEXT,
    TEXTS,
    Schema,
    exactly,
    many,
    ref,
)

_PART = exactly({"name": TEXT, "media_type": TEXT, "bytes": COUNT, "sha256": TEXT, "url": TEXT})

MANIFEST_COMPONENTS: dict[str, Schema] = {
    "Manifest": exactly(
        {
            "channel": TEXT,
            "cursor": {"type": "string", "description": "What `since` takes the next time"},
            "resync": {"type": "boolean", "description": "Everything is listed: forget what is not in it"},
            "items": many(ref("ManifestItem")),
            "removed": {**TEXTS, "description": "Assets to be forgotten"},
            "next": MAYBE_TEXT,
        }
    ),
    "ManifestItem": exactly(
        {
            "asset": TEXT,
            "title": TEXT,
            "alt": BY_LOCALE,
            "kind": TEXT,
            "version": COUNT,
            "rights": exactly({"starts_at": MAYBE_MOMENT, "ends_at": MAYBE_MOMENT, "territories": TEXTS}),
            "files": many(ref("ManifestFile")),
        }
    ),
    "ManifestFile": exactly(
        {
            "preset": TEXT,
            "variant": TEXT,
            "format": TEXT,
            "media_type": TEXT,
            "width": MAYBE_COUNT,
            "height": MAYBE_COUNT,
            "duration": MAYBE_NUMBER,
            "bytes": MAYBE_COUNT,
            "sha256": TEXT,
            "url": {"type": "string", "description": "Immutable: exactly these bytes"},
            "stable_url": {"type": "string", "description": "Whatever is current"},
            "parts": many(_PART),
        }
    ),
}
