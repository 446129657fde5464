"""Subtitles of a film over the API: one file for each language."""

from starlette.responses import Response

from dam.accounts.policy import Action, require_somewhere
from dam.assets.cues import MAX_BYTES
from dam.assets.read import get_asset
from dam.assets.subtitles import (
    SubtitlesView,
    delete_subtitles,
    list_subtitles,
    read_subtitles,
    save_subtitles,
)
from delivery.api.answers import PRIVATE_HEADERS, empty_answer, json_answer
from delivery.api.body import read_bytes
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST, Parameter
from delivery.api.schemas import page_of, ref
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject, when
from renditions.recipe import PART_MEDIA_TYPES

VTT = PART_MEDIA_TYPES["vtt"]
FILENAME = (Parameter("filename", "What the file is called, for people."),)


def subtitles_json(view: SubtitlesView) -> JsonObject:
    """Return the subtitles of one language."""
    return {
        "locale": view.locale,
        "filename": view.filename,
        "bytes": view.bytes,
        "sha256": view.sha256,
        "updated_at": when(view.updated_at),
    }


async def list_all(call: Call) -> Response:
    """Return the languages in which the film has subtitles."""
    found = await call.run(list_subtitles, call.path("asset_id"))
    return short_list_answer(call, [subtitles_json(each) for each in found])


async def save(call: Call) -> Response:
    """Keep a file of subtitles (SRT or WebVTT, in any usual encoding) in place of the one of before.

    What cannot be read is refused with the number of its line. Streams show the new words as soon as they are made anew.
    """
    asset_id, locale = call.path("asset_id"), call.path("locale")
    require_somewhere(
        call.caller, Action.EDIT_OWN
    )  # here and in the look-up, so that nobody sends a body for nothing
    await call.run(get_asset, asset_id)
    data = await read_bytes(call.request, MAX_BYTES)
    filename = call.query.text("filename") or f"{locale}.vtt"
    return json_answer(subtitles_json(await call.run(save_subtitles, asset_id, locale, data, filename)))


async def download(call: Call) -> Response:
    """Send the WebVTT of a language."""
    data = await call.run(read_subtitles, call.path("asset_id"), call.path("locale"))
    return Response(data, media_type=VTT, headers=PRIVATE_HEADERS)


async def delete(call: Call) -> Response:
    """Take a language off the film."""
    await call.run(delete_subtitles, call.path("asset_id"), call.path("locale"))
    return empty_answer()


OPERATIONS = (
    Operation(
        "GET",
        "/assets/{asset_id}/subtitles",
        list_all,
        "Subtitles",
        "List the subtitles of a film",
        {200: page_of("Subtitles")},
        query=SHORT_LIST,
        problems=(404,),
    ),
    Operation(
        "PUT",
        "/assets/{asset_id}/subtitles/{locale}",
        save,
        "Subtitles",
        "Add or replace the subtitles of a language",
        {200: ref("Subtitles")},
        query=FILENAME,
        body={"type": "string", "contentMediaType": VTT},
        body_type=VTT,
        problems=(400, 403, 404, 413, 503),
    ),
    Operation(
        "GET",
        "/assets/{asset_id}/subtitles/{locale}",
        download,
        "Subtitles",
        "Read the subtitles of a language, as WebVTT",
        {200: {"type": "string", "contentMediaType": VTT}},
        answer_type=VTT,
        problems=(404, 503),
    ),
    Operation(
        "DELETE",
        "/assets/{asset_id}/subtitles/{locale}",
        delete,
        "Subtitles",
        "Remove the subtitles of a language",
        {204: None},
        problems=(403, 404),
    ),
)
