"""Pictures of the library with words written over them, for those who may not have them unmarked."""

from starlette.responses import Response

from dam.accounts.caller import Caller
from dam.assets.marks import mark_for
from dam.assets.visibility import find_row
from dam.core import Core
from dam.errors import NotFound, Unavailable
from delivery.api.operation import Call, Operation
from delivery.api.params import Parameter
from renditions.catalogue.channels import LIBRARY
from renditions.catalogue.ledger import renditions_of
from renditions.marking import mark_picture

PRESETS = ("thumb", "preview")

_MOST_BYTES = 30_000_000

_MOST_KEPT = 128

_kept: dict[tuple[str, str], bytes] = {}

QUERY = (Parameter("preset", "Which of the library's pictures; preview when absent.", "choice", PRESETS),)


async def show(call: Call) -> Response:
    """Send a picture of the library, marked where the brand wants it marked for the caller.

    It has an address of its own, so that no cache ever mixes it with the unmarked one.
    """
    preset = call.query.text("preset") or "preview"
    content = await call.run(marked_picture, call.path("asset_id"), preset)
    headers = {"Cache-Control": "private, max-age=60", "X-Content-Type-Options": "nosniff"}
    return Response(content, headers=headers, media_type="image/jpeg")


def marked_picture(core: Core, caller: Caller, asset_id: str, preset: str) -> bytes:
    """Return the marked JPEG of a library picture of an asset that the caller may see; without a picture → `NotFound`."""
    with core.db.read() as session:
        asset = find_row(session, caller, asset_id)
        text = mark_for(session, caller, asset)
        rows = renditions_of(session, asset.id, asset.current_version_id)
    row = next(
        (
            row
            for row in rows
            if (row.channel, row.preset) == (LIBRARY, preset)
            and row.sha256
            and str(row.media_type).startswith("image/")
            and (row.bytes or 0) <= _MOST_BYTES
        ),
        None,
    )
    if row is None:
        raise NotFound(f"There is no picture of asset {asset_id[:40]!r} to show.")
    return marked_bytes(core, str(row.sha256), text)


def marked_bytes(core: Core, digest: str, text: str) -> bytes:
    """Mark a picture once: what was marked lately is kept, by the content that it was made from."""
    key = (digest, text)
    content = _kept.get(key)
    if content is None:
        chunks = core.store.read(digest)
        if chunks is None:
            raise Unavailable("A picture is missing from the store.", 60)
        content = mark_picture(b"".join(chunks), text)
        while len(_kept) >= _MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = content
    return content


OPERATIONS = (
    Operation(
        "GET",
        "/assets/{asset_id}/marked",
        show,
        "Assets",
        "Show a picture of the library, marked where its brand wants it so",
        {200: {"type": "string", "contentMediaType": "image/jpeg"}},
        query=QUERY,
        answer_type="image/jpeg",
        problems=(404, 503),
    ),
)
