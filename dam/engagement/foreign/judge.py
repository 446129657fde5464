"""From requests that another server saw to lines as our own delivery log has them, or to the reason why not.

The rule of what counts is the same as ours (`is_counted`); what cannot be told is not counted, and said so.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple
from urllib.parse import unquote

import sqlalchemy as sa

from dam.assets.models import Asset
from dam.core import Core
from dam.engagement import limits
from dam.engagement.border import oldest_taken
from dam.engagement.event import milliseconds
from dam.engagement.foreign.files import Files, NamedFile, Owned
from dam.engagement.foreign.guests import Guests
from dam.engagement.foreign.seen import Seen, SeenRequest, Unseen
from dam.engagement.logs.delivery_log import is_counted
from dam.engagement.logs.log_line import join_halves, write_fetched

MOST_KEPT = 100_000
"""Paths, digests and worded halves remembered while logs are read, of about 300 bytes each."""

_MOST_SIGNS = 500
"""Of a path and of an answer's names that are remembered: ours are shorter, and anybody may ask an edge for 8 kB."""

_DIGEST = re.compile(r'(?:W/)?"?([0-9a-f]{64})"?')
_ASKED_AT_ONCE = 500


class Judged(NamedTuple):
    """Lines without their newline, why the other requests are none, and how many remarks were passed over."""

    lines: list[bytes]
    drops: Counter[str]
    remarks: int


class _Asked(NamedTuple):
    """A request that may count, the file that its path names, and the digest of what it got where that is known."""

    seen: SeenRequest
    named: NamedFile
    digest: str


class Judge:
    """Judges the requests of any number of logs; what is known of paths, assets and bytes is kept between calls."""

    def __init__(self, core: Core, files: Files, guests: Guests, *, since: int = 0) -> None:
        self._core = core
        self._files = files
        self._guests = guests
        self._since = since
        self._named: dict[str, NamedFile | None] = {}
        self._assets: set[str] = set()
        self._owners: dict[str, Sequence[Owned]] = {}
        self._halves: dict[tuple[str, str, str, int], bytes | str] = {}

    def judge(self, seen: Iterable[Seen]) -> Judged:
        """Judge some thousand requests at once."""
        self._forget_too_many()
        now = self._core.now()
        self._guests.begin(now.timestamp())
        latest = milliseconds(now)
        asked, drops = self._sift(seen, oldest_taken(now), latest + limits.FUTURE_SECONDS * 1000)
        self._look_up(asked)
        lines: list[bytes] = []
        for each in asked:
            half = self._half(each)
            if isinstance(half, str):
                drops[half] += 1
            else:
                guest = self._guests.half(each.seen, each.named.channel)
                lines.append(join_halves(min(each.seen.at, latest), half, guest)[:-1])
        return Judged(lines, drops, drops.pop(Unseen.REMARK, 0))

    def _sift(self, seen: Iterable[Seen], oldest: int, newest: int) -> tuple[list[_Asked], Counter[str]]:
        """Set apart what needs no look at the library to be dropped."""
        asked: list[_Asked] = []
        drops: Counter[str] = Counter()
        for each in seen:
            if isinstance(each, Unseen):
                drops[each.value] += 1
                continue
            named = self._name(each.path)
            if named is None:
                drops["not_ours"] += 1
            elif (why := _why_no_fetch(each)) is not None:
                drops[why] += 1
            elif self._since and each.at < self._since:
                drops["before_since"] += 1
            elif not oldest <= each.at <= newest:
                drops["too_old" if each.at < oldest else "from_the_future"] += 1
            else:
                tag = _DIGEST.fullmatch(each.etag)
                asked.append(_Asked(each, named, named.digest or (tag[1] if tag else "")))
        return asked, drops

    def _name(self, path: str) -> NamedFile | None:
        try:
            return self._named[path]
        except KeyError:
            named = self._files.read_path(unquote(path) if "%" in path else path)
            if len(path) <= _MOST_SIGNS:
                self._named[path] = named
            return named

    def _look_up(self, asked: Sequence[_Asked]) -> None:
        """Learn of the assets and digests that are named here for the first time; what is not there is asked for again."""
        digests = {each.digest for each in asked if each.digest} - self._owners.keys()
        for some in _pieces(digests):
            self._owners.update(self._files.find_owners(some))
        wanted = {each.named.asset_id for each in asked} | {
            owned.asset_id for each in asked for owned in self._owners.get(each.digest, ())
        }
        for some in _pieces(wanted - self._assets - {""}):
            with self._core.db.read() as session:
                self._assets.update(session.scalars(sa.select(Asset.id).where(Asset.id.in_(some))))

    def _half(self, asked: _Asked) -> bytes | str:
        """Return what was fetched as a half of a line, or why it is no fetch of an asset."""
        key = (asked.seen.path, asked.digest, asked.seen.keys, asked.seen.bytes)
        half = self._halves.get(key)
        if half is None:
            half = self._word(asked)
            if isinstance(half, bytes) and len(asked.seen.path) + len(asked.seen.keys) <= _MOST_SIGNS:
                self._halves[key] = half
        return half

    def _word(self, asked: _Asked) -> bytes | str:
        named, keys = asked.named, asked.seen.keys.split()
        assets = {key.removeprefix("asset-") for key in keys if key.startswith("asset-")}
        owners = self._owners.get(asked.digest, ())
        owned = _best(owners, named, assets)
        if owned is not None and owned.is_part:
            return "part"
        if named.asset_id and (assets - {named.asset_id} or (owners and owned is None)):
            return "stand_in"
        asset = named.asset_id or (owned.asset_id if owned else "")
        if asset not in self._assets:
            return "unknown_asset"
        version = (
            next((key[8:] for key in keys if key.startswith("version-")), "") if assets == {asset} else ""
        )
        return write_fetched(
            asset=asset,
            channel=named.channel,
            preset=named.preset or (owned.preset if owned else ""),
            version=version or (owned.version_id if owned else ""),
            rendition=asked.digest,
            bytes=asked.seen.bytes,
        )

    def _forget_too_many(self) -> None:
        for kept in (self._named, self._owners, self._halves, self._assets):
            if len(kept) >= MOST_KEPT:
                kept.clear()


def _why_no_fetch(seen: SeenRequest) -> str | None:
    if seen.range is None and seen.status == 206 and seen.method == "GET":
        return "range_unknown"
    return None if is_counted(seen.method, seen.status, seen.range or "") else "not_a_fetch"


def _best(owners: Sequence[Owned], named: NamedFile, assets: Collection[str]) -> Owned | None:
    """Return the owner that the path names, else one that the answer's keys name, else the first of the channel."""
    fitting = [
        owned
        for owned in owners
        if (owned.asset_id == named.asset_id if named.asset_id else owned.channel == named.channel)
    ]
    ranked = sorted(
        fitting,
        key=lambda owned: (owned.asset_id not in assets, owned.channel != named.channel, owned.is_part),
    )
    return ranked[0] if ranked else None


def _pieces(names: Collection[str]) -> Iterable[list[str]]:
    ordered = sorted(names)
    return (ordered[start : start + _ASKED_AT_ONCE] for start in range(0, len(ordered), _ASKED_AT_ONCE))
