"""A preset before and after: its state and progress, what a change would cause, what it was, and the way back."""

from dataclasses import asdict

from starlette.responses import Response

from dam.errors import NotFound
from delivery.api.answers import json_answer
from delivery.api.channels import read_channel
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST
from delivery.api.presets import SPEC
from delivery.api.schemas import page_of, ref
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject, preset_json, when
from renditions.catalogue.carried import progress_of_preset
from renditions.catalogue.crops import MovedCrop
from renditions.catalogue.preview import preview_preset
from renditions.catalogue.revisions import RevisionView, list_revisions, roll_back_preset
from renditions.presets import PresetSpec

PRESET = "/channels/{channel}/presets/{preset}"


def revision_json(revision: RevisionView) -> JsonObject:
    """Return one state of a preset; `changed` names what differs from the one before."""
    return {
        "revision": revision.revision,
        "spec": revision.spec.to_json(),
        "saved_by": revision.saved_by,
        "saved_at": when(revision.saved_at),
        "is_current": revision.is_current,
        "changed": revision.changed,
    }


async def read(call: Call) -> Response:
    """Return a preset, and how far its files follow the last save."""
    channel, name = _names(call)
    found = await call.run(read_channel, channel)
    preset = next((preset for preset in found.presets if preset.name == name), None)
    if preset is None:
        raise NotFound(f"There is no preset {name} in the channel {channel}.")
    progress = await call.run(progress_of_preset, channel, name)
    told = {**asdict(progress), "is_done": progress.is_done}
    return json_answer({**preset_json(preset), "progress": told})


async def preview(call: Call) -> Response:
    """Say what saving would cause, without saving: files, bytes, work, and the twelve crops that move most.

    `low` and `high` bound each estimate; `basis` says what it rests on.
    """
    spec = PresetSpec.from_json(await call.json())
    found = await call.run(preview_preset, *_names(call), spec)
    crops = [_crop_json(crop) for crop in found.crops]
    return json_answer({**asdict(found), "crops": crops})


async def list_all(call: Call) -> Response:
    """Return every state of a preset, the newest first."""
    revisions = await call.run(list_revisions, *_names(call))
    return short_list_answer(call, [revision_json(revision) for revision in revisions])


async def restore(call: Call) -> Response:
    """Go back to a revision; files that it made before are taken up again instead of being made."""
    number = call.path("revision")
    if not number.isascii() or not number.isdecimal() or len(number) > 9:
        raise NotFound(f"There is no revision {number[:20]}.")
    return json_answer(preset_json(await call.run(roll_back_preset, *_names(call), int(number))))


def _names(call: Call) -> tuple[str, str]:
    return call.path("channel"), call.path("preset")


def _crop_json(crop: MovedCrop) -> JsonObject:
    return {
        "asset": crop.asset_id,
        "version_id": crop.version_id,
        "before": asdict(crop.before) if crop.before else None,
        "after": asdict(crop.after) if crop.after else None,
        "difference": crop.difference,
    }


OPERATIONS = (
    Operation(
        "GET",
        PRESET,
        read,
        "Channels",
        "Read a preset and how far its files are",
        {200: ref("PresetState")},
        problems=(404,),
    ),
    Operation(
        "POST",
        f"{PRESET}/preview",
        preview,
        "Channels",
        "Say what saving a preset would change",
        {200: ref("Preview")},
        body=SPEC,
        problems=(400, 403, 404),
    ),
    Operation(
        "GET",
        f"{PRESET}/revisions",
        list_all,
        "Channels",
        "List what a preset was before",
        {200: page_of("PresetRevision")},
        query=SHORT_LIST,
        problems=(404,),
    ),
    Operation(
        "POST",
        f"{PRESET}/revisions/{{revision}}/restore",
        restore,
        "Channels",
        "Go back to what a preset was",
        {200: ref("Preset")},
        problems=(403, 404),
    ),
)
