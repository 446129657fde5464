"""A house with one asset for each reason, all of them handed out by every door."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image
from sqlalchemy.orm import Session
from starlette.types import ASGIApp

from dam.accounts.caller import HOUSE
from dam.accounts.models import Person
from dam.accounts.sessions import open_session
from dam.accounts.settings import DEFAULTS
from dam.accounts.tokens import create_token, identify_token
from dam.assets.collections import create_collection
from dam.assets.models import CollectionAsset, Version
from dam.core import Core
from dam.db import Database
from dam.engagement.logs.delivery_log import DeliveryLog
from dam.engagement.visitors.keys import VisitorKeys
from dam.jobs.memory import ImmediateJobs
from dam.search.open import open_index
from dam.search.update import index_assets
from dam.sharing.portals import create_portal
from dam.sharing.shares import create_share
from dam.storage.memory import MemoryStore
from delivery.files.answer import FileServer
from delivery.house import House
from delivery.links.edits import create_link
from delivery.settings import DeliverySettings
from delivery.signing.keys import signing_key
from delivery.signing.signature import sign_target
from infra.app import build_app
from renditions.catalogue.channels import seed_built_in
from renditions.catalogue.models import Channel, RenditionPart
from tests.databases import create_tables
from tests.delivery.doors.reasons import FUTURE, REASONS
from tests.delivery.files.library import NOON, add_asset, add_renditions, body_of, digest_of

HOST = "assets.example.org"
ORIGIN = f"http://{HOST}"
COUNTRY = "cf-ipcountry"
PORTAL = "press"


@dataclass(frozen=True)
class Building:
    """The house and what opens its doors; assets stand by the name of their reason."""

    house: House
    app: ASGIApp
    files: FileServer
    share: str
    viewer: str
    manager: str
    cookie: str
    csrf_token: str
    ids: dict[str, str] = field(default_factory=lambda: _ids())

    def who(self, by: str) -> dict[str, str]:
        """Return the headers by which somebody is known: a viewer, a manager, a browser, or nobody."""
        known = {"viewer": self.viewer, "manager": self.manager}
        if by == "browser":
            return {"cookie": self.cookie}
        return {"authorization": known[by]} if by else {}

    def signed(self, path: str) -> str:
        """Return a path with a signature that is good until the end of the test."""
        key = signing_key(self.house.core, self.house.settings.secret_key)
        return sign_target(key, path, FUTURE)


def playlist_of(asset_id: str) -> bytes:
    """Return the bytes of an asset's playlist."""
    return f"#EXTM3U v1-{asset_id}".encode()


def segment_of(asset_id: str) -> bytes:
    """Return the bytes of one segment of it."""
    return f"segment v1-{asset_id}".encode()


def card_of(asset_id: str) -> str:
    """Return the name of the bytes of an asset's card on the web."""
    return digest_of(body_of(f"v1-{asset_id}webcard", "jpeg"))


@contextmanager
def open_building(folder: Path) -> Iterator[Building]:
    """Open a house in which everything that can be lit is lit."""
    database = Database(f"sqlite:///{folder / 'rows.sqlite3'}")
    create_tables(database)
    core = Core(database, MemoryStore(), ImmediateJobs(), lambda _session, _change: None)
    house = House(
        core=core,
        index=open_index(f"whoosh://{folder / 'search'}", database),
        log=DeliveryLog(folder / "log", VisitorKeys(database)),
        settings=DeliverySettings(
            base_url=ORIGIN, secret_key="k" * 32, territory_header=COUNTRY, trusted_proxies=1
        ),
        spool=folder,
    )
    _fill(core)
    index_assets(core, house.index, list(_ids().values()))
    signing_key(core, house.settings.secret_key)
    files = FileServer(house)
    yield _hand_out(house, build_app(house, files=files), files)
    house.log.close()
    database.dispose()


def _ids() -> dict[str, str]:
    return {reason.name: f"{place:016d}" for place, reason in enumerate(REASONS, 1)}


def _fill(core: Core) -> None:
    """Add an asset for each reason: one picture for all of them to be cut, and files that are each one's own."""
    with core.db.write() as session:
        seed_built_in(session)
        session.flush()
        session.get_one(Channel, "instore").is_private = True
    drawn = BytesIO()
    Image.new("RGB", (64, 48), "#3a74bf").save(drawn, "PNG")
    original = core.store.put([drawn.getvalue()])
    with core.db.write() as session:
        for reason in REASONS:
            asset_id = _ids()[reason.name]
            add_asset(session, asset_id, ready_channels=["web"], **reason.never)
            version = session.get_one(Version, f"v1-{asset_id}")
            version.sha256, version.bytes = original.digest, original.bytes
            version.media_type, version.filename = "image/png", f"vase {asset_id}.png"
            version.width, version.height = 64, 48
            _add_files(session, core, asset_id)


def _add_files(session: Session, core: Core, asset_id: str) -> None:
    version, playlist = f"v1-{asset_id}", playlist_of(asset_id)
    for channel, preset, formats in (
        ("web", "card", {"jpeg": "ready"}),
        ("instore", "landscape", {"jpeg": "ready"}),
        ("admin", "thumb", {"webp": "ready"}),
    ):
        add_renditions(session, core.store, version, formats, channel=channel, preset=preset)
    add_renditions(session, core.store, version, {"hls": "ready"}, preset="hero", bodies={"hls": playlist})
    segment = core.store.put([segment_of(asset_id)])
    part = RenditionPart(
        sha256=segment.digest,
        asset_id=asset_id,
        channel="web",
        owner_sha256=digest_of(playlist),
        name="360p.mp4",
        version_id=version,
        preset="hero",
        bytes=segment.bytes,
        media_type="video/mp4",
    )
    session.add(part)


def _hand_out(house: House, app: ASGIApp, files: FileServer) -> Building:
    """Make the share, the portal, the links, the tokens and the session by which everything is asked for."""
    core = house.core
    secrets = {role: create_token(core, HOUSE, name=role, role=role)[1] for role in ("viewer", "manager")}
    manager = identify_token(core, secrets["manager"])
    collection = create_collection(core, manager, name="Everything").id
    with core.db.write() as session:
        for place, asset_id in enumerate(_ids().values()):
            held = CollectionAsset(collection_id=collection, asset_id=asset_id, position=place)
            session.add(held)
        viewer = Person(
            id="vera", email="vera@example.org", name="Vera", role="viewer", is_active=True, created_at=NOON
        )
        viewer.password_hash = ""
        session.add(viewer)
        session.flush()
        signed_in = open_session(core, session, viewer, DEFAULTS)
    given = {"title": "Everything", "channel": "web", "allows": "original", "collection_id": collection}
    share = create_share(core, manager, given)
    portal = {"titles": {"en": "Press"}, "channel": "web", "allows": "original", "is_published": True}
    create_portal(core, manager, {**portal, "slug": PORTAL, "collections": [collection]})
    for asset_id in _ids().values():
        wanted = {"code": f"link-{asset_id}", "asset_id": asset_id, "channel": "web", "preset": "card"}
        create_link(core, HOUSE, ORIGIN, wanted)
    return Building(
        house,
        app,
        files,
        share.code,
        f"Bearer {secrets['viewer']}",
        f"Bearer {secrets['manager']}",
        f"vitrine={signed_in.secret}",
        signed_in.csrf_token,
    )
