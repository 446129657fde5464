"""Server access logs of Amazon S3, where a bucket itself is what the world reaches.

Layout: Amazon S3 user guide, "Amazon S3 server access log format" (26 fields, blanks between, three of them quoted).
"""

import re

from dam.engagement.foreign.common_log import QUOTED
from dam.engagement.foreign.moments import read_common_moment
from dam.engagement.foreign.seen import Seen, SeenRequest, Unseen
from dam.engagement.foreign.written import escaped_text, plain, split_target

_LINE = re.compile(
    r"\S+ (\S+) \[([^\]]{20,26})\] (\S+) \S+ \S+ (\S+) (\S+) (?:"
    + QUOTED
    + r"|-) (\d{3}|-) \S+ (\d+|-) \S+ \S+ \S+ (?:"
    + QUOTED
    + "|-) (?:"
    + QUOTED
    + "|-)"
)
_HOST = re.compile(r" (\S+\.\S+) (?:TLS\S*|-)(?: |$)")


class S3Log:
    """Reads each line by itself. The key is the path; a request that is not for an object has none."""

    heading = ""

    def read(self, line: bytes) -> Seen:
        """Return what the line tells."""
        text = line.decode("utf-8", "replace")
        match = _LINE.match(text)
        if match is None:
            return Unseen.UNREADABLE
        bucket, moment, address, _operation, key, request, status, size, referer, agent = match.groups()
        try:
            at = read_common_moment(moment)
        except ValueError:
            return Unseen.UNREADABLE
        method, path, query = split_target(escaped_text(request or "-"))
        host = _HOST.search(text, match.end())
        return SeenRequest(
            at=at,
            method=method,
            path="" if key == "-" else path.removeprefix(f"/{bucket}"),
            query=query,
            status=0 if status == "-" else int(status),
            host=host[1] if host else "",
            bytes=0 if size == "-" else int(size),
            referer=plain(escaped_text(referer or "")),
            agent=plain(escaped_text(agent or "")),
            address=plain(address),
        )
