"""A right that ends while a file is being sent: what has begun goes on to its end, and every further part is asked for anew."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from starlette.types import Message, Scope

from dam.accounts.caller import HOUSE
from dam.assets.edit import edit_asset
from dam.assets.models import Version
from dam.clock import rfc3339
from dam.feed import note_change
from renditions.catalogue.models import Rendition
from tests.delivery.doors.building import HOST, Building, open_building
from tests.delivery.doors.doors import at, signed
from tests.delivery.doors.reasons import REASONS
from tests.delivery.files.asking import make_scope

LARGE = b"a large file " * 300_000
"""Nearly four mebibytes: it is sent in several pieces, and nobody keeps it in memory."""

WAYS = (
    ("by its address", at("/d/web/card/{id}.jpg"), "", 410),
    ("an original by a signature", signed("/o/{id}/current/vase.png"), "", 410),
    ("an original by somebody", at("/api/v1/assets/{id}/original"), "viewer", 403),
    ("an original by a guest", at("/s/{share}/files/{id}/original"), "", 404),
)

LARGE_ONES = [f"{place:016d}" for place, reason in enumerate(REASONS, 1) if not reason.never][: len(WAYS)]
"""One asset for each way."""


@pytest.fixture(scope="module")
def building(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Building]:
    """A house whose first assets are large files."""
    with open_building(tmp_path_factory.mktemp("downloads")) as building:
        core = building.house.core
        blob = core.store.put([LARGE])
        with core.db.write() as session:
            for asset_id in LARGE_ONES:
                version = session.get_one(Version, f"v1-{asset_id}")
                cards = sa.select(Rendition).where(Rendition.asset_id == asset_id, Rendition.preset == "card")
                for row in (version, session.scalars(cards).one()):
                    row.sha256, row.bytes = blob.digest, blob.bytes
                note_change(session, asset_id)
        yield building


async def _take(building: Building, scope: Scope, meanwhile: Callable[[], None]) -> tuple[int, bytes, int]:
    """Return status, bytes and number of pieces; `meanwhile` happens after the first of them."""
    status, pieces = 0, list[bytes]()

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            return
        if not pieces:
            await asyncio.to_thread(meanwhile)
        pieces.append(message["body"])

    await building.app(scope, receive, send)
    return status, b"".join(pieces), len([piece for piece in pieces if piece])


@pytest.mark.parametrize("place", range(len(WAYS)), ids=[way[0] for way in WAYS])
def test_what_has_begun_is_sent_to_its_end_and_goes_on_no_more(building: Building, place: int) -> None:
    _, path, by, dark = WAYS[place]
    asset_id = LARGE_ONES[place]
    core = building.house.core
    headers = {"host": HOST, "cf-ipcountry": "DE", **building.who(by)}

    def end() -> None:
        ended = rfc3339(datetime.now(UTC) - timedelta(seconds=1))
        edit_asset(core, HOUSE, asset_id, {"rights": {"expires_at": ended}})
        building.files.cache.poll()

    def ask(**more: str) -> Scope:
        scope = make_scope("GET", path(building, asset_id), {**headers, **more})
        scope["raw_path"] = scope["path"].encode()
        return scope

    status, body, pieces = asyncio.run(_take(building, ask(), end))
    assert (status, body == LARGE) == (200, True)
    assert pieces > 1, "it ended in the midst of it"
    status, body, _ = asyncio.run(_take(building, ask(range=f"bytes={len(LARGE) // 2}-"), lambda: None))
    assert status == dark
    assert LARGE[:100] not in body
