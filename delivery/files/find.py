"""From a request to what it is given: parse, resolve, permit, choose, word; what is everybody's is kept ready."""

import anyio
import anyio.to_thread

from dam.errors import Unavailable
from delivery.files.asked import Asked
from delivery.files.cache import ResolutionCache
from delivery.files.choose import choose_file
from delivery.files.parse import ImmutableUrl, StableUrl, parse_path
from delivery.files.permit import Grant, grant, is_lit
from delivery.files.private import Gate
from delivery.files.ready import ReadyAnswers
from delivery.files.refusal import Refusal, unknown, wrong_method
from delivery.files.resolve import LIBRARY, Resolution
from delivery.files.served import Served, Wording
from delivery.files.stand_in import marked, stand_in_for

DATABASE_SECONDS = 5.0
"""How long a miss waits for the database before 503 answers."""


class Finder:
    """Finds what a URL gives to the one who asks, or raises the `Refusal` that tells why nothing."""

    def __init__(self, cache: ResolutionCache, gate: Gate, wording: Wording) -> None:
        self.ready = ReadyAnswers()
        self._cache = cache
        self._gate = gate
        self._wording = wording

    async def find(self, asked: Asked) -> Served:
        """Return what is given; what is the same for everybody is given again from memory."""
        if asked.method not in ("GET", "HEAD"):
            raise wrong_method()
        ready = self.ready.get(asked.path, asked.accept, self._cache, asked.now)
        if ready is not None:
            return ready
        url = parse_path(asked.path)
        if url is None:
            raise unknown()
        key = url.without_format() if isinstance(url, StableUrl) else url
        resolution = await self._resolve(asked, key)
        try:
            served = self._choose(asked, url, resolution, await self._permit(asked, url, resolution))
        except Refusal as refusal:
            return await self._stand_in(asked, url, resolution, refusal)
        self.ready.keep(asked.path, asked.accept, key, served, asked.now)
        return served

    async def _resolve(self, asked: Asked, key: StableUrl | ImmutableUrl) -> Resolution:
        """Return what is known, or ask the database; the feed does not tell of an asset that owns the same bytes since."""
        kept = self._cache.kept(key)
        if kept is not None and (isinstance(key, StableUrl) or is_lit(asked, kept, key.channel)):
            return kept
        return await self._load(key)

    async def _permit(self, asked: Asked, url: StableUrl | ImmutableUrl, resolution: Resolution) -> Grant:
        if resolution.is_private or url.channel == LIBRARY:
            return await self._gate.grant(asked, resolution, url.channel)
        return grant(asked, resolution, url.channel)

    async def _load(self, key: StableUrl | ImmutableUrl) -> Resolution:
        """Ask the database, which may hang: nobody waits for it longer than people wait for a picture."""
        try:
            with anyio.fail_after(DATABASE_SECONDS):
                return await anyio.to_thread.run_sync(self._cache.load, key, abandon_on_cancel=True)
        except TimeoutError:
            raise Unavailable("The library does not answer at the moment; try again.") from None

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
            raise refusal
        found = await self._resolve(asked, instead.without_format())
        try:
            served = self._choose(asked, instead, found, grant(asked, found, instead.channel))
        except Refusal:
            raise refusal from None
        return marked(served, resolution.owners[0].asset_id, refusal)
