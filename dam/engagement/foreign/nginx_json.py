"""The log of the nginx configuration that is shipped."""

import msgspec

from dam.engagement.foreign.json_lines import decode_line
from dam.engagement.foreign.moments import read_seconds
from dam.engagement.foreign.seen import Seen, SeenRequest, Unseen


class _NginxLine(msgspec.Struct, gc=False):
    """`log_format vitrine` of `infra/front/nginx.conf`."""

    msec: str
    method: str
    uri: str
    status: int
    host: str = ""
    args: str = ""
    bytes: int = 0
    range: str = ""
    referer: str = ""
    agent: str = ""
    address: str = ""
    forwarded: str = ""
    purpose: str = ""
    gpc: str = ""
    dnt: str = ""
    cache: str = ""
    etag: str = ""
    keys: str = ""
    session: str = ""


class NginxJson:
    """Reads each line by itself."""

    heading = ""

    def __init__(self) -> None:
        self._decoder = msgspec.json.Decoder(_NginxLine)

    def read(self, line: bytes) -> Seen:
        """Return what the line tells."""
        found = decode_line(self._decoder, line)
        if found is None:
            return Unseen.UNREADABLE
        try:
            at = read_seconds(found.msec)
        except ValueError:
            return Unseen.UNREADABLE
        return SeenRequest(
            at=at,
            method=found.method,
            path=found.uri,
            status=found.status,
            host=found.host,
            query=found.args,
            bytes=found.bytes,
            range=found.range,
            referer=found.referer,
            agent=found.agent,
            address=found.address,
            forwarded=found.forwarded,
            purpose=found.purpose,
            gpc=found.gpc,
            dnt=found.dnt,
            cache_status=found.cache,
            etag=found.etag,
            keys=found.keys,
            is_session=bool(found.session),
        )
