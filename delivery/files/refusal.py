"""The answers that hold no file: short problem documents (RFC 9457) that nobody may keep."""

import json

from dam.assets.serving import Light
from delivery.files.headers import READABLE, Headers


class Refusal(Exception):
    """Why no file is answered: status, one sentence, and headers by name with `_` for `-`."""

    def __init__(self, status: int, title: str, detail: str, **more: str) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.more = {name.replace("_", "-"): value for name, value in more.items()}

    def told_privately(self) -> "Refusal":
        """Return the same for the one who asked: another who asks for the same URL may be answered otherwise."""
        self.more["cache-control"] = "private, no-store"
        return self

    def headers_and_body(self) -> tuple[Headers, bytes]:
        """Return the problem document."""
        problem = {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail}
        body = json.dumps(problem, ensure_ascii=False).encode()
        more = {"cache-control": "no-store", **self.more}
        headers = [
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
            (b"access-control-allow-origin", b"*"),
            (b"access-control-expose-headers", READABLE),
            (b"x-content-type-options", b"nosniff"),
        ]
        return [*headers, *((name.encode(), value.encode()) for name, value in more.items())], body


def unknown() -> Refusal:
    """Return the refusal for what never was, or is not the asker's to know."""
    return Refusal(404, "Not found", "There is no such file.")


def not_lit(light: Light, told_by: str = "") -> Refusal:
    """Return the refusal for each answer of the permission function that is not `LIT`.

    `told_by` is the header by which somebody elsewhere would get another answer.
    """
    if light is Light.DARK:
        return Refusal(410, "Gone", "This was here once and is not available any more.")
    if light is Light.NOT_GRANTED:
        detail = "The rights of this asset do not cover this channel or territory."
        elsewhere = {"vary": told_by, "cache_control": "private, no-store"} if told_by else {}
        return Refusal(451, "Not granted", detail, **elsewhere)
    return unknown()


def bad_signature() -> Refusal:
    """Return the refusal for a URL that nobody signed as it stands, or by a key that is believed no more."""
    return Refusal(403, "Not signed", "The signature of this address is not right; ask for a new address.")


class SignaturePast(Refusal):
    """The time of a signed URL is over: nothing is shown to whoever holds it, a stand-in neither."""

    def __init__(self) -> None:
        detail = "This address was good for a while and is not any more; ask for a new one."
        super().__init__(410, "Gone", detail)


def wrong_method() -> Refusal:
    """Return the refusal for anything but reading."""
    return Refusal(405, "Wrong method", "Files are read with GET or HEAD.", allow="GET, HEAD, OPTIONS")


class BeingMade(Refusal):
    """The refusal for a file on its way, which whoever can wait for it hears last."""


def being_made(retry_after: int = 2) -> BeingMade:
    """Return the refusal for a file on its way."""
    detail = "This file is being made; ask again in a moment."
    return BeingMade(503, "Being made", detail, retry_after=str(retry_after))


def too_many_at_once(retry_after: int) -> Refusal:
    """Return the refusal for a file that would not be made in time, because too many others are."""
    detail = "Many files are being made at the moment; ask again later."
    return Refusal(503, "Busy", detail, retry_after=str(retry_after))


def too_many_guesses(retry_after: int) -> Refusal:
    """Return the refusal for somebody who has asked too often for what is not there."""
    detail = "Too many addresses that name nothing; slow down."
    return Refusal(429, "Too many", detail, retry_after=str(retry_after))


def unavailable(detail: str, retry_after: int) -> Refusal:
    """Return the refusal for a part of the house that does not answer now."""
    return Refusal(503, "Unavailable", detail, retry_after=str(retry_after))


def not_as_expected() -> Refusal:
    """Return the refusal for a file that is another by now than the client wants to go on with."""
    return Refusal(412, "Another file by now", "The file is not the one that was asked for any more.")


def out_of_range(size: int) -> Refusal:
    """Return the refusal for ranges that have no byte in the file."""
    detail = f"The file has {size} bytes, and none of them was asked for."
    return Refusal(
        416, "Range not satisfiable", detail, content_range=f"bytes */{size}", accept_ranges="bytes"
    )


def cannot_be_made(state: str, reason: str) -> Refusal:
    """Return 415 for what this kind of file never gives, 422 for what failed on this very file."""
    if state == "unavailable":
        return Refusal(415, "Not made of this kind of file", reason)
    return Refusal(422, "Could not be made", reason)
