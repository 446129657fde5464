"""Whatever happens to a library: a client that follows deltas from any cursor holds what a fresh manifest lists."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dam.assets.models import Asset
from dam.core import Core
from dam.db import Base, Database
from dam.feed import EVERYTHING, note_change
from renditions.catalogue.channels import seed_built_in
from renditions.catalogue.models import Channel, Preset, Rendition
from tests.cores import MakeCore
from tests.delivery.files.library import DAY, NOON, add_asset, add_renditions, add_version, change_asset
from tests.delivery.manifest.conftest import Clock, Reader
from tests.scale import many

ASSETS = [letter * 16 for letter in "abcdefg"]
STATUSES = ("approved", "withdrawn", "archived", "draft")


class Following:
    """A client that keeps what it has been told."""

    def __init__(self) -> None:
        self.items: dict[str, Any] = {}
        self.cursor = ""

    def catch_up(self, reader: Reader, limit: int) -> None:
        """Ask for what is new, in pages."""
        answer = reader.all(since=self.cursor, limit=limit)
        if answer["resync"]:
            self.items = {}
        self.items.update({item["asset"]: item for item in answer["items"]})
        for asset in answer["removed"]:
            self.items.pop(asset, None)
        self.cursor = answer["cursor"]


class World:
    """A small library to which anything happens."""

    def __init__(self, core: Core, clock: Clock, chance: random.Random) -> None:
        self.core, self.clock, self.chance = core, clock, chance
        self.versions = 1
        with core.db.write() as session:
            seed_built_in(session)
            for asset in ASSETS:
                add_asset(session, asset)
                add_renditions(session, core.store, f"v1-{asset}", {"jpeg": "ready"})

    def happen(self) -> None:
        """Let one thing happen."""
        things: list[Callable[[str], None]] = [
            self._status, self._title, self._replace, self._rights, self._window, self._trash, self._time,
            self._lose, self._edit, self._delete,
        ]  # fmt: skip
        self.chance.choice(things)(self.chance.choice(ASSETS))

    def _status(self, asset: str) -> None:
        self._change(asset, status=self.chance.choice(STATUSES))

    def _title(self, asset: str) -> None:
        self._change(asset, title=f"Name {self.chance.random()}")

    def _rights(self, asset: str) -> None:
        self._change(asset, rights_channels=self.chance.choice([[], ["web"], ["print"]]))

    def _window(self, asset: str) -> None:
        begin, end = (self.clock() + timedelta(seconds=self.chance.randint(-30, 30)) for _ in range(2))
        self._change(asset, rights_starts_at=min(begin, end), rights_ends_at=max(begin, end))

    def _trash(self, asset: str) -> None:
        self._change(asset, trashed_at=self.chance.choice([None, NOON]))

    def _time(self, _asset: str) -> None:
        self.clock.moment += timedelta(seconds=self.chance.randint(0, 20))

    def _replace(self, asset: str) -> None:
        self.versions += 1
        with self.core.db.write() as session:
            row = session.get(Asset, asset)
            if row is not None:
                version = add_version(session, asset, self.versions)
                add_renditions(session, self.core.store, version, {"jpeg": "ready"})
                row.current_version_id = version

    def _lose(self, asset: str) -> None:
        with self.core.db.write() as session:
            session.execute(sa.update(Rendition).where(Rendition.asset_id == asset).values(state="failed"))
            note_change(session, asset)

    def _edit(self, _asset: str) -> None:
        """A preset is dropped or comes back, or the channel is switched: everything changes."""
        with self.core.db.write() as session:
            preset = session.get(Preset, ("web", "card"))
            if self.chance.random() < 0.5:
                channel = session.get_one(Channel, "web")
                channel.is_enabled = not channel.is_enabled
            elif preset is not None:
                session.delete(preset)
            else:
                session.add(Preset(channel="web", name="card", spec={}, updated_at=NOON))
            note_change(session, EVERYTHING)

    def _delete(self, asset: str) -> None:
        if self.chance.random() < 0.2:
            with self.core.db.write() as session:
                session.execute(sa.delete(Asset).where(Asset.id == asset))
                note_change(session, asset)

    def _change(self, asset: str, **changes: object) -> None:
        with self.core.db.read() as session:
            is_there = session.get(Asset, asset) is not None
        if is_there:
            change_asset(self.core, asset, **changes)


@given(seed=st.integers(0, 2**32), length=st.integers(1, 40))
@settings(max_examples=many(10, 500), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_deltas_lead_to_what_a_fresh_manifest_lists(
    seed: int, length: int, tmp_path: Path, make_core: MakeCore
) -> None:
    chance, clock = random.Random(seed), Clock(NOON + DAY)
    database = Database("sqlite://" + f"/{tmp_path}/{seed}-{length}.db")
    Base.metadata.create_all(database.engine)
    core = replace(make_core(database), now=clock)
    try:
        world, reader = World(core, clock, chance), Reader(core)
        clients = []
        for _ in range(length):
            if chance.random() < 0.3:
                clients.append(Following())
                clients[-1].catch_up(reader, 3)
            world.happen()
            if clients and chance.random() < 0.3:
                chance.choice(clients).catch_up(reader, chance.randint(1, 10))
        fresh = {item["asset"]: item for item in reader.all()["items"]}
        for client in clients:
            client.catch_up(reader, chance.randint(1, 10))
            assert client.items == fresh
    finally:
        database.dispose()
