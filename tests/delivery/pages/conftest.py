"""The pages in front of the small library of the file server's tests, with sizes and words in its rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.applications import Starlette

from dam.assets.models import Asset, Subtitles
from dam.core import Core
from dam.db import Database
from dam.feed import EVERYTHING, note_change
from dam.jobs.memory import ImmediateJobs
from dam.storage.counted import CountedStore
from dam.storage.memory import MemoryStore
from delivery.links.desk import LinkDesk
from delivery.pages.routes import routes
from delivery.signing.keys import signing_key
from renditions.catalogue.models import Rendition, RenditionPart
from tests.databases import create_tables
from tests.delivery.files.asking import Answer, ask
from tests.delivery.files.conftest import FILM, LIT, Front, core, fill, make_front
from tests.delivery.files.library import NOON, add_asset, add_renditions, digest_of

__all__ = ["core"]

BASE = "http://assets.example.org"
SOUND, PAPER = "1111111111111111", "2222222222222222"
HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(2)> & “quoted” \u202e"""
MASTER = b"#EXTM3U\n"
TRACK = b"WEBVTT\n\n00:00.000 --> 00:01.000\nBonjour\n"


@dataclass(frozen=True)
class Pages:
    """Pages and the files behind them."""

    front: Front
    app: Starlette

    def get(self, target: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for a page; header names with `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return ask(self.app, target, named, method=method)


def furnish(core: Core) -> None:
    """Give files their sizes, the film its tracks, the assets words, and add a sound and a document."""
    with core.db.write() as session:
        for row in session.query(Rendition):
            wide = int(row.variant[:-1]) if row.variant else 640
            row.width, row.height = wide, wide * 2 // 3
        lit = session.get_one(Asset, LIT)
        lit.alt = {"fr": "Une façade d’été", "en": "A façade in summer"}
        film = session.get_one(Asset, FILM)
        film.title = HOSTILE
        add_renditions(
            session, core.store, f"v1-{FILM}", {"hls": "ready"}, preset="hero", bodies={"hls": MASTER}
        )
        track = core.store.put([TRACK]).digest
        session.add(Subtitles(asset_id=FILM, locale="fr", sha256=track, bytes=len(TRACK), updated_at=NOON))
        session.add(
            RenditionPart(
                sha256=track,
                asset_id=FILM,
                channel="web",
                owner_sha256=digest_of(MASTER),
                name="subtitles-fr.vtt",
                version_id=f"v1-{FILM}",
                preset="hero",
                bytes=len(TRACK),
                media_type="text/vtt",
            )
        )
        add_asset(session, SOUND, kind="audio", title="Carillon")
        add_renditions(
            session, core.store, f"v1-{SOUND}", {"mp3": "ready", "jpeg": "ready"}, preset="content"
        )
        add_asset(session, PAPER, kind="document", title="Notice")
        add_renditions(session, core.store, f"v1-{PAPER}", {"pdf": "ready"}, channel="print", preset="proof")
        add_renditions(session, core.store, f"v1-{PAPER}", {"jpeg": "ready", "webp": "ready"})
        for row in session.query(Rendition).filter(Rendition.asset_id == PAPER):
            row.width, row.height = 640, 905
        note_change(session, EVERYTHING)


@contextmanager
def open_pages(core: Core, folder: Path) -> Iterator[Pages]:
    """Open the pages of a furnished library."""
    furnish(core)
    signing_key(core, "k" * 32)
    front = make_front(core, folder)
    front.server.start()
    app = Starlette(routes=routes())
    app.state.house, app.state.files = front.house, front.server
    app.state.links = LinkDesk(front.house, front.server.cache)
    yield Pages(front, app)
    front.server.stop()
    app.state.links.close()
    front.house.log.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """Pages whose library nobody changes."""
    folder = tmp_path_factory.mktemp("pages")
    database = Database(f"sqlite:///{folder / 'rows.sqlite3'}")
    create_tables(database)
    core = Core(database, CountedStore(MemoryStore()), ImmediateJobs(), lambda _session, _change: None)
    fill(core)
    with open_pages(core, folder) as pages:
        yield pages
    database.dispose()


@pytest.fixture
def own_pages(core: Core, tmp_path: Path) -> Iterator[Pages]:
    """Pages of a library that the test may change."""
    with open_pages(core, tmp_path) as pages:
        yield pages
