"""Reads JSON bodies strictly: bounded, UTF-8, the declared shape and nothing else."""

import msgspec
from starlette.requests import Request

from dam.errors import Invalid, TooLarge
from delivery.api.schemas import Schema
from delivery.api.shape import hold_to


async def read_bytes(request: Request, limit: int) -> bytes:
    """Read a body of at most `limit` bytes; a larger one raises `TooLarge`, early when its length is announced."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise TooLarge(f"The body may have at most {limit} bytes; this one has {announced}.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLarge(f"The body may have at most {limit} bytes; this one has more.")
    return bytes(body)


async def read_json(request: Request, schema: Schema, limit: int) -> dict[str, object]:
    """Read a JSON object of the given shape; anything else raises `Invalid` with the path of each wrong field."""
    return parse_object(await read_bytes(request, limit), schema)


def parse_object(body: bytes, schema: Schema) -> dict[str, object]:
    """Parse and check a JSON object; text that is not UTF-8 or not JSON raises `Invalid`."""
    value = parse(body)
    if not isinstance(value, dict):
        raise Invalid("The body must be a JSON object: {…}.")
    hold_to(value, schema)
    return value


def parse(body: bytes) -> object:
    """Parse JSON in UTF-8; `Invalid` otherwise."""
    try:
        return msgspec.json.decode(body)
    except UnicodeDecodeError as error:
        raise Invalid("The body must be JSON in UTF-8; this is not UTF-8.") from error
    except RecursionError as error:
        raise Invalid("The body is nested too deeply.") from error
    except msgspec.DecodeError as error:
        raise Invalid(f"The body must be JSON in UTF-8: {_plain(str(error))}.") from error


def _plain(reason: str) -> str:
    return reason.removesuffix(".").replace("JSON is malformed: ", "") or "it is empty"
