"""What presets, their history and their previews look like over the API."""

from delivery.api.schemas import (
    COUNT,
    FLAG,
    FRACTION,
    MOMENT,
    TEXT,
    TEXTS,
    Schema,
    exactly,
    many,
    ref,
)

_ESTIMATE = exactly({"value": COUNT, "low": COUNT, "high": COUNT})

_SHOWN: Schema = {
    **exactly(
        {
            "left": FRACTION,
            "top": FRACTION,
            "right": FRACTION,
            "bottom": FRACTION,
            "width": COUNT,
            "height": COUNT,
        }
    ),
    "type": ["object", "null"],
}
"""The part of an original that a file shows, as shares of it, and the size of the file in pixels."""

PRESET_COMPONENTS: dict[str, Schema] = {
    "PresetState": exactly(
        {
            "name": TEXT,
            "spec": {"type": "object"},
            "revision": COUNT,
            "progress": exactly(
                {
                    "is_planned": FLAG,
                    "is_done": FLAG,
                    "total": COUNT,
                    "ready": COUNT,
                    "waiting": COUNT,
                    "failed": COUNT,
                }
            ),
        }
    ),
    "PresetRevision": exactly(
        {
            "revision": COUNT,
            "spec": {"type": "object"},
            "saved_by": TEXT,
            "saved_at": MOMENT,
            "is_current": FLAG,
            "changed": TEXTS,
        }
    ),
    "MovedCrop": exactly(
        {"asset": TEXT, "version_id": TEXT, "before": _SHOWN, "after": _SHOWN, "difference": FRACTION}
    ),
    "Preview": exactly(
        {
            "assets": COUNT,
            "renditions": COUNT,
            "made": COUNT,
            "reused": COUNT,
            "dropped": COUNT,
            "bytes_added": _ESTIMATE,
            "bytes_served": _ESTIMATE,
            "bytes_served_before": _ESTIMATE,
            "cpu_seconds": _ESTIMATE,
            "basis": {"type": "string", "enum": ["ledger", "constants", "both", "nothing"]},
            "learnt_from": COUNT,
            "learnt_assets": COUNT,
            "looked_at": COUNT,
            "library": COUNT,
            "is_enabled": FLAG,
            "crops": many(ref("MovedCrop")),
        }
    ),
}
