"""What a line of another server's log tells: one request as it was seen there."""

from enum import StrEnum

import msgspec


class SeenRequest(msgspec.Struct, kw_only=True, gc=False):
    """One request. `at` in milliseconds since 1970 UTC, `path` and `query` as the log writes them, `bytes` of the body.

    What a log does not tell is empty; `range` is None where it does not tell whether a range was asked for. `forwarded` is
    what stood in `X-Forwarded-For` where the server that wrote may have stood behind others. Address and user agent live
    in memory only, for as long as it takes to tell who it was.
    """

    at: int
    method: str
    path: str
    status: int
    host: str = ""
    query: str = ""
    bytes: int = 0
    range: str | None = None
    referer: str = ""
    agent: str = ""
    address: str = ""
    forwarded: str = ""
    purpose: str = ""
    gpc: str = ""
    dnt: str = ""
    cache_status: str = ""
    etag: str = ""
    keys: str = ""
    is_session: bool = False


class Unseen(StrEnum):
    """Why a line is no request of a client: it cannot be read, it is a remark, or one edge asked another."""

    UNREADABLE = "unreadable"
    REMARK = "remark"
    BETWEEN_EDGES = "between_edges"


Seen = SeenRequest | Unseen
