"""Signed URLs over the API: for files of private channels, for the library's previews, and for originals."""

from starlette.responses import Response

from dam.errors import FieldError, Invalid
from delivery.api.answers import json_answer
from delivery.api.operation import Call, Operation
from delivery.api.schemas import FLAG, SHORT_TEXT, ref, some_of
from delivery.api.views import JsonObject, when
from delivery.signing.settings import MOST_SECONDS, USUAL_SECONDS, SigningSettings
from delivery.signing.signed_urls import FileWanted, OriginalWanted, make_signed_url
from renditions.recipe import MEDIA_TYPES

WANTED = some_of(
    {
        "channel": SHORT_TEXT,
        "preset": SHORT_TEXT,
        "variant": SHORT_TEXT,
        "format": {"type": "string", "enum": sorted(MEDIA_TYPES)},
        "immutable": FLAG,
        "embed": FLAG,
        "original": FLAG,
        "purpose": SHORT_TEXT,
        "version": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
        "expires_in": {"type": "integer", "minimum": 1, "maximum": MOST_SECONDS},
    }
)


async def sign(call: Call) -> Response:
    """Return a URL that opens one file for whoever has it, until a moment.

    Either `channel` and `preset` (with `variant` and `format`; `immutable` for exactly the present bytes, `embed` for a page with the picture or player), or `original`
    (with `version`, else the one that is current then). `expires_in` is in seconds, an hour when absent. A public channel
    answers 409: its URLs need no signature.
    """
    body = await call.json()
    settings = SigningSettings(call.house.settings.base_url, call.house.settings.secret_key)
    seconds = body.get("expires_in", USUAL_SECONDS)
    assert isinstance(seconds, int)
    signed = await call.run(make_signed_url, call.path("asset_id"), _wanted(body), settings, seconds)
    return json_answer({"url": signed.url, "expires_at": when(signed.expires_at)}, 201)


def _wanted(body: JsonObject) -> FileWanted | OriginalWanted:
    names = {"channel", "preset", "variant", "format", "immutable", "embed"}
    if body.get("original"):
        _refuse(names & body.keys(), "An original belongs to no channel; leave this out.")
        version = body.get("version")
        return OriginalWanted(version if isinstance(version, int) else None, str(body.get("purpose", "")))
    _refuse(
        {"version", "purpose"} & body.keys(),
        "Only an original has a version and a purpose; name the channel and the preset.",
    )
    _refuse({"channel", "preset"} - body.keys(), "Name the channel and the preset, or say original.")
    return FileWanted(
        channel=str(body["channel"]),
        preset=str(body["preset"]),
        variant=str(body.get("variant", "")),
        format=str(body.get("format", "")),
        is_immutable=body.get("immutable") is True,
        is_embed=body.get("embed") is True,
    )


def _refuse(names: set[str], sentence: str) -> None:
    if names:
        raise Invalid(sentence, [FieldError(name, sentence) for name in sorted(names)])


OPERATIONS = (
    Operation(
        "POST",
        "/assets/{asset_id}/signed-urls",
        sign,
        "Renditions",
        "Sign the URL of a private file or of an original",
        {201: ref("SignedUrl")},
        body=WANTED,
        problems=(400, 403, 404, 409),
    ),
)
