"""A stable URL under test: a redirect that nobody keeps, to the pinned file of the arm that is this visitor's."""

from dataclasses import replace

from dam.engagement.comparing.running import UnderTest
from dam.engagement.event import Actor
from dam.engagement.visitors.actors import actor_of, wanted_headers
from delivery.address import client_address
from delivery.files.asked import Asked
from delivery.files.edge import EDGE
from delivery.files.find import Finder
from delivery.files.headers import OPEN, Headers
from delivery.files.parse import StableUrl
from delivery.files.refusal import Refusal
from delivery.files.served import Served
from delivery.house import House
from delivery.identify import cookie_name
from delivery.urls import immutable_path, stable_path

NEVER_KEPT = b"private, no-store"
"""The next visitor who asks for the same URL may be sent elsewhere."""

VISITORS = b"vitrine-visitors"
"""The request header by which a cache of our own says that it asks again in each visitor's name when it hears 300."""

ASK_FOR_EACH: tuple[int, Headers] = (
    300,
    [
        (b"x-accel-expires", b"5"),
        (b"cache-control", NEVER_KEPT),
        (b"content-length", b"0"),
        (b"x-content-type-options", b"nosniff"),
    ],
)
"""To nginx alone: this address has several files. It keeps that and nothing else, so that no visitor waits for another:
of requests for what it may not keep it lets one go at a time, and looks for its end twice a second."""

_LINES = tuple(line for line in OPEN if line[0] != b"accept-ranges")


class Comparing:
    """Sends visitors to their arms. People with a key of the day are shown the arm that it means; all others the control."""

    def __init__(self, house: House, finder: Finder) -> None:
        self._house = house
        self._finder = finder
        self._cookie = cookie_name(house.settings.is_secure).encode() + b"="

    async def answer(self, asked: Asked, served: Served, test: UnderTest) -> tuple[int, Headers] | None:
        """Return status and headers of the redirect, or None where the URL answers as without a test.

        That is: before and after the test, for what is private, and for a stand-in.
        """
        url = served.url
        is_plain = isinstance(url, StableUrl) and served.is_counted
        if not is_plain or not test.is_open(asked.now):
            return None
        if EDGE in asked.headers and VISITORS in asked.headers:
            return ASK_FOR_EACH
        assert isinstance(url, StableUrl)
        visitor = self._visitor(asked, url.channel)
        place = test.place_of(visitor) if visitor else 0
        chosen = await self._file_of(asked, served, test, place)
        if visitor and asked.method == "GET" and chosen is not None:
            self._house.log.note_exposure(
                served.owner.asset_id,
                url.channel,
                url.preset,
                f"{test.id}:{place}",
                visitor,
                asked.now.timestamp(),
            )
        return 302, _headers(asked, served, chosen or served)

    async def _file_of(self, asked: Asked, served: Served, test: UnderTest, place: int) -> Served | None:
        """Return what an arm gives at this URL; None where the control has to stand in for it."""
        arm, url = test.arms[place], served.url
        if place == 0:
            return served
        if arm.is_left_out:
            return None
        assert isinstance(url, StableUrl)
        preset = arm.preset or url.preset
        path = stable_path(url.channel, preset, url.variant, arm.asset_id, format=url.format)
        try:
            found = await self._finder.find(replace(asked, path=path))
        except Refusal:
            return None
        return found if found.is_counted else None

    def _visitor(self, asked: Asked, channel: str) -> str:
        """Return the key of somebody who may be shown an arm; nothing for machines, our own people and who says no."""
        headers = wanted_headers(asked.scope["headers"])
        is_session = self._cookie in asked.headers.get(b"cookie", b"")
        if actor_of(headers, is_session=is_session) is not Actor.HUMAN:
            return ""
        address = client_address(asked.scope, self._house.settings.trusted_proxies)
        return self._house.log.keys.key(channel, address, headers, asked.now.timestamp())


def _headers(asked: Asked, served: Served, chosen: Served) -> Headers:
    file = chosen.file
    path = immutable_path(file.channel, file.digest, chosen.owner.title, file.format)
    vary = dict(served.lines).get(b"vary", b"")
    return [
        (b"location", (path + ("?download=1" if asked.is_download else "")).encode()),
        (b"cache-control", NEVER_KEPT),
        (b"content-length", b"0"),
        *([(b"vary", vary)] if vary else []),
        *_LINES,
    ]
