"""The operations of resumable uploads."""

from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from dam.accounts.policy import Action, require_somewhere
from dam.assets.models import Upload
from dam.assets.read import get_asset
from dam.assets.uploads import forget_upload, get_upload, start_upload
from dam.clock import rfc3339
from dam.errors import Conflict, Invalid, TooLarge
from delivery.api.answers import empty_answer, json_answer
from delivery.api.arriving import with_body
from delivery.api.operation import Call
from delivery.api.tus import protocol
from delivery.api.tus.checksum import read_checksum
from delivery.api.tus.details import VERSION_OF, read_details
from delivery.api.tus.finish import arrived, finish_if_whole
from delivery.api.tus.spool import append, forget, require_room, spool_path


async def tell_abilities(call: Call) -> Response:
    """Say what this server can do; anybody may ask."""
    return empty_answer(headers=protocol.abilities(call.house.ingest.max_bytes))


async def create(call: Call) -> Response:
    """Announce an upload; a body of the right type is its first piece.

    `Upload-Metadata` has `filename` and the texts of a new asset (title, description, tags, collection, fields, status,
    `keep_both` = `yes` to add bytes that are here already), or `version_of`, the id of the asset that the file is a new
    version of.
    """
    headers = call.request.headers
    protocol.require_version(headers)
    require_somewhere(call.caller, Action.ADD_ASSET)
    if "upload-defer-length" in headers:
        raise Invalid("The length of an upload must be known at its beginning: send Upload-Length.")
    length = protocol.read_size(headers, "Upload-Length")
    details = read_details(headers.get("upload-metadata", ""))
    if VERSION_OF in details:
        await call.run(get_asset, details[VERSION_OF])
    await run_in_threadpool(require_room, call.house.spool, length)
    upload = await call.run(start_upload, length=length, details=details, settings=call.house.ingest)
    if headers.get("content-type", "").startswith(protocol.PATCH_TYPE):
        upload = await _receive(call, upload, 0)
    location = f"{_origin(call)}/api/v1/uploads/{upload.id}"
    return empty_answer(201, headers={"Location": location, **_state(call, upload)})


async def tell_offset(call: Call) -> Response:
    """Say how many bytes have arrived; a whole upload that was not finished is finished now."""
    protocol.require_version(call.request.headers)
    upload = await _upload(call)
    length = {"Upload-Length": str(upload.length)}
    return empty_answer(200, headers={**_state(call, upload), **length})


async def receive(call: Call) -> Response:
    """Take the next piece; the last one makes the asset."""
    headers = call.request.headers
    protocol.require_version(headers)
    protocol.require_patch_type(headers)
    offset = protocol.read_size(headers, "Upload-Offset")
    upload = await call.run(get_upload, call.path("upload_id"))
    return empty_answer(headers=_state(call, await _receive(call, upload, offset)))


async def remove(call: Call) -> Response:
    """Forget an upload and its bytes."""
    protocol.require_version(call.request.headers)
    upload_id = call.path("upload_id")
    await call.run(forget_upload, upload_id)
    await run_in_threadpool(forget, spool_path(call.house.spool, upload_id))
    return empty_answer()


async def read(call: Call) -> Response:
    """Return what became of an upload: `asset_id` once it is whole, or the problem that it met."""
    upload = await _upload(call)
    return json_answer(
        {
            "id": upload.id,
            "offset": arrived(call.house, upload),
            "length": upload.length,
            "expires_at": rfc3339(upload.expires_at),
            "asset_id": upload.asset_id,
            "duplicate": upload.is_duplicate,
        }
    )


async def override(call: Call) -> Response:
    """Serve clients that can only send POST: `X-HTTP-Method-Override` names the method that they mean."""
    handlers = {"PATCH": receive, "HEAD": tell_offset, "DELETE": remove}
    method = call.request.headers.get("x-http-method-override", "").upper()
    if method not in handlers:
        raise Invalid(
            f"X-HTTP-Method-Override must be {', '.join(handlers)}, not {method[:20] or 'nothing'}."
        )
    return await handlers[method](call)


async def _upload(call: Call) -> Upload:
    upload = await call.run(get_upload, call.path("upload_id"))
    return await run_in_threadpool(finish_if_whole, call.house, call.caller, upload)


async def _receive(call: Call, upload: Upload, offset: int) -> Upload:
    headers = call.request.headers
    checksum = read_checksum(headers.get("upload-checksum"))
    present = await run_in_threadpool(arrived, call.house, upload)
    if offset != present:
        raise Conflict(f"The upload stands at {present} bytes, and this piece begins at {offset}.")
    announced = headers.get("content-length", "")
    if announced.isdecimal() and offset + int(announced) > upload.length:
        raise TooLarge("The piece goes beyond the length that was announced for the upload.")
    if upload.asset_id is None and upload.error is None:
        path = spool_path(call.house.spool, upload.id)
        await with_body(
            call.request,
            lambda body: append(path, body, offset=offset, length=upload.length, checksum=checksum),
        )
    return await run_in_threadpool(finish_if_whole, call.house, call.caller, upload)


def _state(call: Call, upload: Upload) -> dict[str, str]:
    return {
        "Upload-Offset": str(arrived(call.house, upload)),
        "Upload-Expires": protocol.http_date(upload.expires_at),
    }


def _origin(call: Call) -> str:
    """Return how this client reached us, so that a browser which came by another name stays on its origin."""
    base_url = call.house.settings.base_url
    host = call.request.headers.get("host", "")
    if not host or host == urlsplit(base_url).netloc:
        return base_url
    return f"{call.request.url.scheme}://{host}"
