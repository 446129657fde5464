"""`GET /v.js`: the measuring script."""

import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

SCRIPT = Path(__file__).with_name("v.js").read_bytes()

_ETAG = f'"{hashlib.sha256(SCRIPT).hexdigest()[:32]}"'
_HEADERS = {
    "ETag": _ETAG,
    "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


async def give_script(request: Request) -> Response:
    """Answer the script, or 304 to whoever has it."""
    if _ETAG in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=_HEADERS)
    return Response(SCRIPT, headers=_HEADERS, media_type="text/javascript")
