"""The random histories of status × rights × time, asked at the door of the files as well: over HTTP, each answer kept meanwhile."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant
from starlette.applications import Starlette

from dam.assets.models import Asset
from dam.engagement.logs.delivery_log import DeliveryLog
from dam.engagement.visitors.keys import VisitorKeys
from dam.feed import note_change
from dam.ids import new_id
from dam.search.open import open_index
from delivery.files.answer import FileServer
from delivery.house import House
from delivery.settings import DeliverySettings
from renditions.catalogue.channels import seed_built_in
from renditions.catalogue.models import Rendition
from tests.dam.assets.rights_machine import COUNTRIES, RightsMachine
from tests.delivery.files.asking import Answer, ask_async, make_scope
from tests.scale import many

COUNTRY = "cf-ipcountry"
FILES = {"web": "card", "social": "square"}
"""A preset of each channel that the model knows."""

_SECONDS = re.compile(r"(?:max-age|stale-[a-z-]+)=([0-9]+)")


class DoorMachine(RightsMachine):
    """The same asset with a file on each channel, behind a file server that hears of changes by the feed alone."""

    def open_doors(self) -> None:
        folder = Path(self.folder.name)
        house = House(
            core=self.core,
            index=open_index(f"whoosh://{folder / 'search'}", self.core.db),
            log=DeliveryLog(folder / "log", VisitorKeys(self.core.db)),
            settings=DeliverySettings(
                base_url="http://assets.example.org",
                secret_key="k" * 32,
                territory_header=COUNTRY,
                trusted_proxies=1,
            ),
            spool=folder,
        )
        self.bodies = {channel: f"a file for {channel}".encode() for channel in FILES}
        self.addresses = {channel: self.add_file(channel, preset) for channel, preset in FILES.items()}
        self.state = Starlette()
        self.state.state.house = house
        self.server = FileServer(house)

    def close_doors(self) -> None:
        self.server.house.log.close()

    def add_file(self, channel: str, preset: str) -> tuple[str, ...]:
        """Add a ready file and return its two addresses: what is current, and by its bytes."""
        blob = self.core.store.put([self.bodies[channel]])
        with self.core.db.write() as session:
            seed_built_in(session)
            asset = session.get_one(Asset, self.asset_id)
            row = Rendition(
                id=new_id(),
                asset_id=asset.id,
                version_id=asset.current_version_id,
                channel=channel,
                preset=preset,
                format="jpeg",
                state="ready",
                wanted_recipe="r",
                recipe="r",
                sha256=blob.digest,
                bytes=blob.bytes,
                media_type="image/jpeg",
                created_at=self.now,
                updated_at=self.now,
            )
            session.add(row)
            note_change(session, asset.id)
        return f"/d/{channel}/{preset}/{self.asset_id}.jpg", f"/i/{channel}/{blob.digest}/x.jpg"

    @invariant()
    def the_door_of_the_files_says_what_the_model_says(self) -> None:
        self.server.cache.poll()
        asyncio.run(self.ask_everywhere())

    async def ask_everywhere(self) -> None:
        """Ask for every address on each channel, from every country and from nowhere that is known."""
        for channel, addresses in self.addresses.items():
            for visitor in (*COUNTRIES, "?"):
                headers = {} if visitor == "?" else {COUNTRY: visitor}
                for address in addresses:
                    scope = make_scope("GET", address, headers, self.state)
                    answer = await ask_async(self.server, scope)
                    assert answer.status == self.expected(channel, visitor), address
                    self.check_what_may_be_kept(channel, answer)

    def expected(self, channel: str, visitor: str) -> int:
        """Return the status by the words of `infra/docs/rights.md`."""
        model, now = self.model, self.now
        papers = (model.licence, *model.consents.values())
        if model.allows(channel, visitor, now):
            return 200
        if not model.was_approved:
            return 404
        has_ended = any(paper.ends_at is not None and now >= paper.ends_at for paper in papers)
        if model.is_trashed or model.status != "approved" or has_ended:
            return 410
        is_to_come = any(paper.starts_at is not None and now < paper.starts_at for paper in papers)
        is_kept_back = model.embargo_until is not None and now < model.embargo_until
        return 404 if is_to_come or is_kept_back else 451

    def check_what_may_be_kept(self, channel: str, answer: Answer) -> None:
        """What is dark nobody keeps, and what is lit nobody for longer than until the next edge."""
        kept = answer.headers["cache-control"]
        if answer.status != 200:
            assert "no-store" in kept
            assert self.bodies[channel] not in answer.body
            return
        assert answer.body == self.bodies[channel]
        seconds = [int(each) for each in _SECONDS.findall(kept)]
        edges = [edge for edge in self.model.edges if edge > self.now]
        if edges:
            fresh, stale = seconds[0], max(seconds[1:], default=0)
            assert self.now + timedelta(seconds=fresh + stale) <= min(edges)


DoorMachine.TestCase.settings = settings(
    max_examples=many(5, 300),
    stateful_step_count=16,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestRights = DoorMachine.TestCase
