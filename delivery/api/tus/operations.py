"""Resumable uploads as the documentation shows them."""

from delivery.api.operation import Operation
from delivery.api.schemas import ref
from delivery.api.tus import handlers
from delivery.api.tus.protocol import PATCH_TYPE, TUS, VERSION

_PIECE = {"type": "string", "contentMediaType": PATCH_TYPE}
_HEADERS = {**TUS, "Tus-Version": VERSION}

OPERATIONS = (
    Operation(
        "OPTIONS",
        "/uploads",
        handlers.tell_abilities,
        "Uploads",
        "Ask what the server can do (tus 1.0)",
        {204: None},
        is_public=True,
        headers=_HEADERS,
    ),
    Operation(
        "POST",
        "/uploads",
        handlers.create,
        "Uploads",
        "Announce a resumable upload; a body is its first piece",
        {201: None},
        body=_PIECE,
        body_type=PATCH_TYPE,
        problems=(400, 403, 412, 413, 415, 460, 507),
        headers=_HEADERS,
    ),
    Operation(
        "HEAD",
        "/uploads/{upload_id}",
        handlers.tell_offset,
        "Uploads",
        "Ask how many bytes have arrived",
        {200: None},
        problems=(404, 412),
        headers=_HEADERS,
    ),
    Operation(
        "PATCH",
        "/uploads/{upload_id}",
        handlers.receive,
        "Uploads",
        "Send the next piece",
        {204: None},
        body=_PIECE,
        body_type=PATCH_TYPE,
        problems=(400, 404, 409, 412, 413, 415, 423, 460, 507),
        headers=_HEADERS,
    ),
    Operation(
        "DELETE",
        "/uploads/{upload_id}",
        handlers.remove,
        "Uploads",
        "Give an upload up",
        {204: None},
        problems=(404, 412),
        headers=_HEADERS,
    ),
    Operation(
        "GET",
        "/uploads/{upload_id}",
        handlers.read,
        "Uploads",
        "Ask what became of an upload",
        {200: ref("Upload")},
        problems=(400, 404, 413, 415, 503),
        headers=_HEADERS,
    ),
    Operation(
        "POST",
        "/uploads/{upload_id}",
        handlers.override,
        "Uploads",
        "Send PATCH, HEAD or DELETE as POST with X-HTTP-Method-Override",
        {200: None, 204: None},
        body=_PIECE,
        body_type=PATCH_TYPE,
        problems=(400, 404, 409, 412, 413, 415, 423, 460, 507),
        headers=_HEADERS,
    ),
)
