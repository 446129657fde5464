"""From a request to what it is given: parse, resolve, permit, choose, word; what is everybody's is kept ready."""

from dataclasses import replace

from starlette.types import Receive

from delivery.files.asked import Asked
from delivery.files.cache import ResolutionCache
from delivery.files.choose import choose_file
from delivery.files.misses import Misses
from delivery.files.parse import ImmutableUrl, StableUrl, parse_path
from delivery.files.permit import Grant, grant, is_lit
from delivery.files.private import Gate
from delivery.files.ready import ReadyAnswers
from delivery.files.refusal import BeingMade, Refusal, unknown, wrong_method
from delivery.files.resolve import LIBRARY, Resolution
from delivery.files.served import Served, Wording
from delivery.files.stand_in import marked, stand_in_for
from delivery.files.successor import link_successor, successor_of


class Finder:
    """Finds what a URL gives to the one who asks, or raises the `Refusal` that tells why nothing."""

    def __init__(self, cache: ResolutionCache, gate: Gate, wording: Wording, misses: Misses) -> None:
        self.ready = ReadyAnswers()
        self._cache = cache
        self._gate = gate
        self._wording = wording
        self._misses = misses

    async def find(self, asked: Asked, receive: Receive | None = None) -> Served:
        """Return what is given; what is the same for everybody is given again from memory.

        For a file that is not made yet, one who can be heard leaving (`receive`) waits a while.
        """
        if asked.method not in ("GET", "HEAD"):
            raise wrong_method()
        ready = self.ready.get(asked.path, asked.accept, self._cache, asked.now)
        if ready is not None:
            return ready
        url = parse_path(asked.path)
        if url is None:
            raise unknown()
        try:
            return await self._find(asked, url)
        except BeingMade as refusal:
            return await self._wait(asked, url, refusal, receive)
        except Refusal as refusal:
            if refusal.status == 404:
                self._misses.note_unknown(asked)
            raise

    async def _find(self, asked: Asked, url: StableUrl | ImmutableUrl) -> Served:
        key = _key_of(url)
        resolution = await self._resolve(asked, key)
        try:
            served = self._choose(asked, url, resolution, await self._permit(asked, url, resolution))
        except Refusal as refusal:
            return await self._stand_in(asked, url, resolution, refusal)
        self.ready.keep(asked.path, asked.accept, key, served, asked.now)
        return served

    async def _wait(
        self, asked: Asked, url: StableUrl | ImmutableUrl, refusal: BeingMade, receive: Receive | None
    ) -> Served:
        """Have the file made and look again, permission and all, until it is there or the time is over."""

        async def look() -> Served:
            return await self._find(replace(asked, now=self._misses.now()), url)

        resolution = await self._resolve(asked, _key_of(url))
        return await self._misses.wait(asked, url, resolution, refusal, look, receive)

    async def look_up(self, asked: Asked, url: StableUrl | ImmutableUrl) -> tuple[Resolution, Grant]:
        """Return what a URL names and in whose name it may be shown, for a page around a file; or raise its `Refusal`."""
        resolution = await self._resolve(asked, url.without_format() if isinstance(url, StableUrl) else url)
        return resolution, await self._permit(asked, url, resolution)

    async def _resolve(self, asked: Asked, key: StableUrl | ImmutableUrl) -> Resolution:
        """Return what is known, or ask the database; the feed does not tell of an asset that owns the same bytes since."""
        kept = self._cache.kept(key)
        if kept is not None and (isinstance(key, StableUrl) or is_lit(asked, kept, key.channel)):
            return kept
        return await self._misses.look(asked, key)

    async def _permit(self, asked: Asked, url: StableUrl | ImmutableUrl, resolution: Resolution) -> Grant:
        if resolution.is_private or url.channel == LIBRARY:
            return await self._gate.grant(asked, resolution, url.channel)
        return grant(asked, resolution, url.channel)

    def _choose(
        self, asked: Asked, url: StableUrl | ImmutableUrl, resolution: Resolution, granted: Grant
    ) -> Served:
        wanted = url.format if isinstance(url, StableUrl) else ""
        accept = asked.accept.decode("latin-1")
        file, is_negotiated = choose_file(resolution.of(granted.owner), wanted, accept)
        return self._wording.served(
            url,
            file,
            granted.owner,
            resolution,
            asked.now,
            is_negotiated=is_negotiated,
            is_territorial=granted.is_territorial,
            is_private=granted.is_private,
            open_until=granted.until,
        )

    async def _stand_in(
        self, asked: Asked, url: StableUrl | ImmutableUrl, resolution: Resolution, refusal: Refusal
    ) -> Served:
        """Return the channel's picture for what it has none of; without one, the refusal is the answer."""
        instead = None if asked.is_download else stand_in_for(url, resolution, refusal)
        if instead is None:
            await self._link_successor(asked, url, resolution, refusal)
            raise refusal
        found = await self._resolve(asked, instead.without_format())
        try:
            served = self._choose(asked, instead, found, grant(asked, found, instead.channel))
        except Refusal:
            raise refusal from None
        return marked(served, resolution.owners[0].asset_id, refusal)

    async def _link_successor(
        self, asked: Asked, url: StableUrl | ImmutableUrl, resolution: Resolution, refusal: Refusal
    ) -> None:
        successor = successor_of(asked, url, resolution)
        if successor is not None:
            link_successor(asked, successor, await self._resolve(asked, successor), refusal)


def _key_of(url: StableUrl | ImmutableUrl) -> StableUrl | ImmutableUrl:
    """All formats of a stable URL are resolved at once."""
    return url.without_format() if isinstance(url, StableUrl) else url
