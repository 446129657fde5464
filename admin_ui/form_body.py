"""Reads the form that was posted, and never more of it than its sender may send."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.types import Message

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may_somewhere
from dam.errors import TooLarge
from delivery.house import House

MAX_FILES = 200
MAX_FIELDS = 5000
"""Fields of one form: a selection of assets is one field each."""

TEXT_BYTES = 2 << 20
"""A form without files: five thousand fields, and the longest description besides."""

STRANGER_BYTES = 64 << 10
"""The sign-in and the choice of a language, from anybody: nobody fills our disk or memory by them."""


def most_bytes(house: House, caller: Caller, content_type: str) -> int:
    """Return how long a form of this caller may be; only who may add assets sends files."""
    if not caller.is_somebody:
        return STRANGER_BYTES
    is_with_files = content_type.lower().startswith("multipart/") and may_somewhere(caller, Action.ADD_ASSET)
    return TEXT_BYTES + (house.ingest.max_bytes if is_with_files else 0)


async def read_form(request: Request, limit: int) -> FormData:
    """Read a form of at most `limit` bytes, files into temporary ones; a longer one is `TooLarge`, early if it says so."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise _too_large(limit)
    received = 0

    async def receive() -> Message:
        nonlocal received
        message = await request.receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise _too_large(limit)
        return message

    return await Request(request.scope, receive).form(max_files=MAX_FILES, max_fields=MAX_FIELDS)


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"A form may have at most {limit} bytes; this one has more.")
