"""A file server in front of a small library in every state."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy.orm import Session
from starlette.applications import Starlette

from dam.accounts.caller import HOUSE
from dam.accounts.tokens import create_token
from dam.core import Core
from dam.db import Database
from dam.engagement.logs.delivery_log import DeliveryLog
from dam.search.open import open_index
from dam.storage.counted import CountedStore
from dam.storage.memory import MemoryStore
from dam.storage.port import BlobStore
from delivery.files.answer import FileServer
from delivery.house import House
from delivery.settings import DeliverySettings
from renditions.catalogue.channels import seed_built_in
from renditions.catalogue.models import Channel
from tests.cores import MakeCore
from tests.dam.engagement.world import ready_keys
from tests.delivery.files.asking import Answer, ask, ask_async, make_scope
from tests.delivery.files.library import DAY, NOON, READY, add_asset, add_renditions, add_version

LIT, DRAFT, REVIEW = "aaaaaaaaaaaaaaaa", "dddddddddddddddd", "rrrrrrrrrrrrrrrr"
WITHDRAWN, ARCHIVED, TRASHED = "wwwwwwwwwwwwwwww", "vvvvvvvvvvvvvvvv", "tttttttttttttttt"
ENDED, EMBARGO, ENDING = "eeeeeeeeeeeeeeee", "ssssssssssssssss", "nnnnnnnnnnnnnnnn"
PRINT_ONLY, FRANCE_ONLY = "pppppppppppppppp", "ffffffffffffffff"
UNPLANNED, TWIN, FILM = "qqqqqqqqqqqqqqqq", "yyyyyyyyyyyyyyyy", "mmmmmmmmmmmmmmmm"
LEAVING, TOMORROW, STAND_IN = "gggggggggggggggg", "hhhhhhhhhhhhhhhh", "kkkkkkkkkkkkkkkk"

SHARED = b"the same bytes in two assets"


@dataclass
class Front:
    """The file server and what stands behind it; `now` is its clock."""

    house: House
    server: FileServer
    state: Starlette
    store: CountedStore
    log: Path

    def ask(self, target: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for a path; header names with `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return ask(self.server, target, named, method=method, state=self.state)

    def ask_lines(self, target: str, lines: Sequence[tuple[str, str]], method: str = "GET") -> Answer:
        """Ask with header lines as they go over the wire, where a name may come twice."""
        scope = make_scope(method, target, {}, self.state)
        scope["headers"] = [(name.encode(), value.encode("latin-1")) for name, value in lines]
        scope["raw_path"] = quote(scope["path"], safe="/@-._~").encode()
        return asyncio.run(ask_async(self.server, scope))

    def token(self, role: str) -> str:
        """Return a fresh Authorization header of a role."""
        return f"Bearer {create_token(self.house.core, HOUSE, name=role, role=role)[1]}"

    def fetches(self) -> int:
        """Count the lines in the delivery log."""
        return sum(len(path.read_bytes().splitlines()) for path in self.log.glob("*"))


def make_front(core: Core, folder: Path, **settings: Any) -> Front:
    """Return a file server on a core at noon of the day after."""
    store = core.store
    assert isinstance(store, CountedStore)
    at_rest = replace(core, now=lambda: NOON + DAY)
    house = House(
        core=at_rest,
        index=open_index(f"whoosh://{folder / 'search'}", core.db),
        log=DeliveryLog(folder / "log", ready_keys(core, time.time())),
        settings=DeliverySettings(base_url="http://assets.example.org", secret_key="k" * 32, **settings),
        spool=folder,
    )
    state = Starlette()
    state.state.house = house
    return Front(house, FileServer(house), state, store, folder / "log")


def fill(core: Core) -> None:
    """Add an asset in every state that a URL can meet."""
    with core.db.write() as session:
        seed_built_in(session)
    past, future = NOON - DAY, NOON + 30 * DAY
    states: dict[str, dict[str, Any]] = {
        LIT: {},
        DRAFT: {"status": "draft", "approved_at": None},
        REVIEW: {"status": "in_review", "approved_at": None},
        WITHDRAWN: {"status": "withdrawn"},
        ARCHIVED: {"status": "archived", "successor_id": LIT},
        TRASHED: {"trashed_at": NOON, "successor_id": DRAFT},
        ENDED: {"rights_ends_at": NOON},
        EMBARGO: {"rights_starts_at": future, "rights_ends_at": future + DAY},
        ENDING: {"rights_starts_at": past, "rights_ends_at": NOON + DAY + timedelta(seconds=10)},
        LEAVING: {"rights_ends_at": NOON + DAY + timedelta(minutes=2)},
        TOMORROW: {"rights_ends_at": NOON + 2 * DAY},
        PRINT_ONLY: {"rights_channels": ["print"]},
        FRANCE_ONLY: {"rights_territories": ["FR"]},
        TWIN: {"status": "draft", "approved_at": None},
    }
    with core.db.write() as session:
        for asset_id, changes in states.items():
            add_asset(session, asset_id, **changes)
            add_renditions(session, core.store, f"v1-{asset_id}", READY)
            add_renditions(
                session, core.store, f"v1-{asset_id}", {"webp": "ready"}, channel="admin", preset="thumb"
            )
    with core.db.write() as session:
        add_asset(session, UNPLANNED)
        add_asset(session, FILM, kind="video")
        version = f"v1-{FILM}"
        states_of_film = {"mp4": "ready", **READY}
        add_renditions(
            session, core.store, version, states_of_film, preset="hero", variant="1600w", size=1_500_000
        )
        version = f"v1-{LIT}"
        for variant in ("1600w", "2400w"):
            add_renditions(session, core.store, version, READY, preset="hero", variant=variant)
        add_renditions(
            session,
            core.store,
            version,
            {"jpeg": "pending", "webp": "ready", "avif": "pending"},
            preset="thumb",
        )
        add_renditions(
            session,
            core.store,
            version,
            {"avif": "failed", "webp": "failed", "jpeg": "failed"},
            preset="content",
        )
        add_renditions(session, core.store, version, {"jpeg": "pending"}, channel="social", preset="square")
        add_renditions(session, core.store, version, {"jpeg": "failed"}, channel="social", preset="link")
        add_renditions(
            session,
            core.store,
            version,
            {"jpeg": "unavailable", "mp4": "unavailable"},
            channel="social",
            preset="story",
        )
        add_renditions(session, core.store, version, {"pdf": "ready"}, channel="print", preset="proof")
        for owner in (LIT, TWIN):
            add_renditions(
                session,
                core.store,
                f"v1-{owner}",
                {"jpeg": "ready"},
                channel="email",
                preset="hero",
                bodies={"jpeg": SHARED},
            )
        earlier = add_version(session, LIT, 2)
        add_renditions(session, core.store, earlier, READY)
        add_stand_ins(session, core.store)


def add_stand_ins(session: Session, store: BlobStore) -> None:
    """Give the channel `app` a stand-in, `sms` one that is dark itself, and shut `instore`."""
    add_asset(session, STAND_IN)
    in_app = partial(add_renditions, session, store, channel="app", preset="card")
    in_app(f"v1-{STAND_IN}", {"webp": "ready", "jpeg": "ready"})
    in_app(f"v1-{WITHDRAWN}", {"jpeg": "ready"})
    in_app(f"v1-{FILM}", {"jpeg": "failed"})
    in_app(f"v1-{ENDING}", {"jpeg": "unavailable"})
    add_renditions(session, store, f"v1-{FILM}", {"hls": "ready"}, preset="hero", variant="1600w")
    add_renditions(session, store, f"v1-{LIT}", {"jpeg": "ready"}, channel="instore", preset="landscape")
    session.get_one(Channel, "app").fallback_asset_id = STAND_IN
    session.get_one(Channel, "sms").fallback_asset_id = ARCHIVED
    session.get_one(Channel, "instore").is_private = True


@pytest.fixture
def core(sqlite_url: str, open_database: Callable[[str], Database], make_core: MakeCore) -> Core:
    """A filled core."""
    core = make_core(open_database(sqlite_url), store=CountedStore(MemoryStore()))
    fill(core)
    return core


@pytest.fixture
def front(core: Core, tmp_path: Path) -> Iterator[Front]:
    """A file server that follows the feed."""
    front = make_front(core, tmp_path)
    front.server.start()
    yield front
    front.server.stop()
    front.house.log.close()
