"""What of a request decides its answer, read once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from starlette.types import Scope

from delivery.files.territory import read_territory
from delivery.settings import DeliverySettings


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: `headers` in lower case, each once.

    `territory` is ISO 3166-1 alpha-2, None where nobody trusted tells it; `told_by` is the header in which the edge does.
    """

    scope: Scope
    method: str
    path: str
    headers: dict[bytes, bytes]
    accept: bytes
    territory: str | None
    told_by: str
    now: datetime

    @property
    def is_download(self) -> bool:
        """Tell whether the file is to be saved under the asset's name."""
        return b"download=1" in self.scope["query_string"].split(b"&")


def read_asked(scope: Scope, settings: DeliverySettings, now: datetime) -> Asked:
    """Read a request."""
    headers = combined(scope["headers"])
    return Asked(
        scope,
        scope["method"],
        scope["path"],
        headers,
        headers.get(b"accept", b""),
        read_territory(headers, settings),
        settings.territory_header,
        now,
    )


def combined(lines: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Return the headers by name; several lines of one name are one list (RFC 9110, 5.3)."""
    headers: dict[bytes, bytes] = {}
    for name, value in lines:
        headers[name] = b"%s, %s" % (headers[name], value) if name in headers else value
    return headers
