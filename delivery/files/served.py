"""What a URL gives: the file, who owns it, and the headers of every answer that it can become."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from dam.assets.serving import Servable
from delivery.files.freshness import (
    STABLE,
    longest,
    policy_of,
    time_left,
    worded,
)
from delivery.files.headers import NOT_AGAIN, Headers, digest_field, file_headers
from delivery.files.parse import ImmutableUrl, StableUrl
from delivery.files.resolve import File, Resolution
from delivery.settings import DeliverySettings, Directives, read_directives
from delivery.urls import stable_path


@dataclass(frozen=True, slots=True)
class Served:
    """`lines` are the headers of the file (HEAD, 206); `whole` those of 200 to GET, `again` those of 304.

    They hold up to but without `until`: after it others would keep the answer beyond an edge of its rights. An answer
    that is not `is_shared` was decided for the one who asked. `is_counted` is false where the bytes are no fetch of the asset.
    """

    url: StableUrl | ImmutableUrl
    file: File
    owner: Servable
    resolution: Resolution
    until: datetime
    lines: Headers
    whole: Headers
    again: Headers
    is_shared: bool = True
    is_counted: bool = True

    def lines_of(self, method: str, status: int) -> Headers:
        """Return the headers of one answer. HEAD has no content, whose digest `Content-Digest` would be (RFC 9530, B.2)."""
        if status == 304:
            return self.again
        return self.whole if status == 200 and method == "GET" else self.lines


@dataclass(frozen=True, slots=True)
class Wording:
    """How this house words its answers: what edges may keep besides, and the header that tells them the territory."""

    cdn: Directives = ()
    territory_header: bytes = b""

    @classmethod
    def of(cls, settings: DeliverySettings) -> "Wording":
        """Read the settings."""
        return cls(read_directives(settings.cdn_cache_control), settings.territory_header.encode("latin-1"))

    def served(
        self,
        url: StableUrl | ImmutableUrl,
        file: File,
        owner: Servable,
        resolution: Resolution,
        now: datetime,
        *,
        is_negotiated: bool,
        is_territorial: bool = False,
        is_private: bool = False,
        open_until: datetime | None = None,
    ) -> Served:
        """Word the headers of a chosen file; `is_private` where only a session, token or signature opened it.

        A signature opened it `open_until` a moment, and nobody keeps it for longer.
        """
        policy = policy_of(url, is_private=is_private, is_territorial=is_territorial)
        cdn = self.cdn if policy is STABLE else ()
        left, until = time_left(owner, now, max(longest(policy), longest(cdn)))
        if open_until is not None:
            left = open_until - now if left is None else min(left, open_until - now)
        lines = [*file_headers(file), (b"cache-control", worded(policy, left))]
        if cdn:
            lines.append((b"cdn-cache-control", worded(cdn, left)))
        if vary := self._vary(is_negotiated=is_negotiated, is_territorial=is_territorial):
            lines.append((b"vary", vary))
        if isinstance(url, ImmutableUrl) and file.version_id != owner.current_version_id and not file.is_part:
            lines.append((b"link", _successor(file)))
        return Served(
            url,
            file,
            owner,
            resolution,
            until=until,
            is_shared=not (is_territorial or is_private),
            **lines_by_answer(file, lines),
        )

    def _vary(self, *, is_negotiated: bool, is_territorial: bool) -> bytes:
        asked = (b"Accept" if is_negotiated else b"", self.territory_header if is_territorial else b"")
        return b", ".join(name for name in asked if name)


class LinesByAnswer(TypedDict):
    """The headers of the answers that a file can become."""

    lines: Headers
    whole: Headers
    again: Headers


def lines_by_answer(file: File, lines: Headers) -> LinesByAnswer:
    """Return what each answer says, from what the file says."""
    return {
        "lines": lines,
        "whole": [*lines, (b"content-digest", digest_field(file.digest))],
        "again": [line for line in lines if line[0] not in NOT_AGAIN],
    }


def _successor(file: File) -> bytes:
    """Return the link from a file of an earlier version to what is current (RFC 5829)."""
    path = stable_path(file.channel, file.preset, "", file.asset_id)
    return f'<{path}>; rel="successor-version"'.encode()
