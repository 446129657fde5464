"""The common and the combined log of Apache and nginx, with or without the name of the host before it.

Layouts: Apache `mod_log_config` (`common`, `combined`, `vhost_combined`), nginx `ngx_http_log_module` (`combined`). What
follows the user agent is passed over but for `range="…"`, which we ask people to add.
"""

import re

from dam.engagement.foreign.moments import read_common_moment
from dam.engagement.foreign.seen import Seen, SeenRequest, Unseen
from dam.engagement.foreign.written import escaped_text, plain, split_target

QUOTED = r'"([^"\\]*(?:\\.[^"\\]*)*)"'

_LINE = re.compile(
    r"(?:(\S+) )?(\S+) \S+ \S+ \[([^\]]{20,26})\] "
    + QUOTED
    + r" (\d{3}) (\d+|-)(?: "
    + QUOTED
    + " "
    + QUOTED
    + '|(?! "))'
)
_RANGE = re.compile(f"range={QUOTED}")


class CommonLog:
    """Reads each line by itself."""

    heading = ""

    def read(self, line: bytes) -> Seen:
        """Return what the line tells."""
        text = line.decode("utf-8", "replace")
        match = _LINE.match(text)
        if match is None:
            return Unseen.UNREADABLE
        host, address, moment, request, status, size, referer, agent = match.groups()
        method, path, query = split_target(escaped_text(request))
        try:
            at = read_common_moment(moment)
        except ValueError:
            return Unseen.UNREADABLE
        ranged = _RANGE.search(text, match.end()) if match.end() < len(text) else None
        return SeenRequest(
            at=at,
            method=method,
            path=path,
            query=query,
            status=int(status),
            host=host.rpartition(":")[0] or host if host else "",
            bytes=0 if size == "-" else int(size),
            range=plain(ranged[1]) if ranged else None,
            referer=plain(escaped_text(referer or "")),
            agent=plain(escaped_text(agent or "")),
            address=address,
        )
