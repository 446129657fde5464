"""`GET /v.js`: the measuring script, sent without what only its readers here need."""

import hashlib
import re
from pathlib import Path
from string import ascii_letters

from starlette.requests import Request
from starlette.responses import Response

LOCAL_NAMES = """
doc nav me door some path ours timers known told films now token waiting timer shown safe act given on names name flush
last since event el find tell what said usual forget leave wait look watcher watch changes seen link loads share place
before step
"""
"""Names of the script that are no property of anything: each is sent as one letter."""

_COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)
_TOKEN = re.compile(
    r""""[^"\n]*"|(?<=[(=|] )/.+?/(?=[.)])|(?<![\w$])(?:(?<!\.)|(?<=\.\.\.))[A-Za-z]\w*|;?\s+(?=})|(?<![\w$])\s+|\s+(?![\w$])"""
)
"""Strings, patterns and names as they are; spaces that part no words, and what is no word before a closing brace."""

_LETTERS = dict(zip(LOCAL_NAMES.split(), ascii_letters, strict=False))


def shortened(source: str) -> str:
    """Return a script without comments and needless spaces, and with its local names shortened."""
    return _TOKEN.sub(lambda token: _LETTERS.get(token[0], token[0].strip(" \n;")), _COMMENT.sub("", source))


SCRIPT = shortened(Path(__file__).with_name("v.js").read_text()).encode()

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
