"""Presets of a channel over the API."""

from starlette.responses import Response

from delivery.api.answers import empty_answer, json_answer
from delivery.api.operation import Call, Operation
from delivery.api.schemas import TEXT, Schema, ref, some_of
from delivery.api.views import preset_json
from renditions.catalogue.preset_edits import delete_preset, save_preset
from renditions.limits import MAX_BLEED
from renditions.preset_rules import CHROMAS, FILM_STYLES, METADATA, SOUNDS, STYLES
from renditions.presets import FILM_FORMATS, STILL_FORMATS, PresetSpec
from renditions.quality import LOOKS

_SIDE: Schema = {"type": "integer", "minimum": 0}


def _words(words: tuple[str, ...]) -> Schema:
    """One of these; the empty one is the usual."""
    return {"type": "string", "enum": list(words)}


SPEC = some_of(
    {
        "fit": {"type": "string", "enum": ["width", "cover", "page"]},
        "formats": {"type": "array", "items": {"type": "string", "enum": list(STILL_FORMATS)}},
        "widths": {"type": "array", "items": _SIDE, "maxItems": 20},
        "width": _SIDE,
        "height": _SIDE,
        "densities": {"type": "array", "items": _SIDE},
        "dpi": _SIDE,
        "quality": {
            "oneOf": [
                {"type": "string", "enum": list(LOOKS)},
                {"type": "object", "additionalProperties": _SIDE},
            ]
        },
        "max_bytes": _SIDE,
        "style": _words(STYLES),
        "film": {"type": "array", "items": {"type": "string", "enum": list(FILM_FORMATS)}},
        "film_style": _words(FILM_STYLES),
        "background": {**TEXT, "description": "RRGGBB under what is transparent; empty for white."},
        "chroma": _words(CHROMAS),
        "metadata": _words(METADATA),
        "motion": {"type": "boolean"},
        "seconds": _SIDE,
        "bleed": {**_SIDE, "maximum": MAX_BLEED},
        "sound": _words(SOUNDS),
        "burn_in": {**TEXT, "description": "Language whose subtitles are drawn into films."},
        "qr": {**TEXT, "description": "position;per cent;level;content, such as bottom-right;20;M;https://…"},
        "shown_width": _SIDE,
        "source": TEXT,
        "date": TEXT,
    },
    required=("fit",),
)


async def save(call: Call) -> Response:
    """Add or replace a preset; the renditions of every asset follow in the background."""
    spec = PresetSpec.from_json(await call.json())
    return json_answer(
        preset_json(await call.run(save_preset, call.path("channel"), call.path("preset"), spec))
    )


async def delete(call: Call) -> Response:
    """Remove a preset."""
    await call.run(delete_preset, call.path("channel"), call.path("preset"))
    return empty_answer()


OPERATIONS = (
    Operation(
        "PUT",
        "/channels/{channel}/presets/{preset}",
        save,
        "Channels",
        "Add or replace a preset",
        {200: ref("Preset")},
        body=SPEC,
        problems=(400, 403, 404),
    ),
    Operation(
        "DELETE",
        "/channels/{channel}/presets/{preset}",
        delete,
        "Channels",
        "Remove a preset",
        {204: None},
        problems=(403, 404, 409),
    ),
)
