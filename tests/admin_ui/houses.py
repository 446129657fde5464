"""A house with a small library for the pages: made once, copied for each test."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image
from sqlalchemy import select
from starlette.applications import Starlette

from admin_ui.routes import routes
from dam.accounts.caller import HOUSE, Role
from dam.accounts.people import add_person
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.models import Asset
from dam.assets.status import move_status
from dam.core import Core
from dam.db import Database
from dam.engagement.logs.delivery_log import DeliveryLog
from dam.engagement.visitors.keys import VisitorKeys
from dam.jobs.memory import ImmediateJobs
from dam.search.open import open_index
from dam.storage.local import LocalStore
from delivery.house import House
from delivery.settings import DeliverySettings
from infra.jobs import bind_jobs
from infra.reactions import announcer
from renditions.catalogue.channels import save_channel, seed_built_in
from tests.databases import create_tables
from tests.delivery.api.serving import served

PASSWORD = "correct-horse-battery"
ORIGIN = "http://assets.example.org"

SMALL_CHANNELS = ("admin", "social")
"""Channels whose renditions are made in these tests; the others are switched off, so that it takes no longer than it must."""

TITLES = {
    "Vase bleu": "#3a74bf",
    "Affiche rouge": "#c8372d",
    "Fauteuil vert": "#3f8f4f",
    "Nappe d'été": "#e6c42e",
}


@dataclass(frozen=True, slots=True)
class Home:
    """A house, what its jobs need (`finish()` runs whatever waits), and where its pages are served."""

    house: House
    jobs: ImmediateJobs
    url: str = ""
    clients: list[httpx.Client] = field(default_factory=list)

    def finish(self) -> None:
        """Run every waiting job."""
        self.jobs.run_all(bind_jobs(self.house))

    @property
    def core(self) -> Core:
        """The core functions' first argument."""
        return self.house.core


def open_home(folder: Path, database_url: str = "", search_url: str = "") -> Home:
    """Open the house that stands in a folder; its rows and its index may stand elsewhere."""
    database = Database(database_url or f"sqlite:///{folder / 'vitrine.sqlite3'}")
    jobs = ImmediateJobs()
    core = Core(db=database, store=LocalStore(folder / "blobs"), jobs=jobs, announce=announcer(jobs))
    house = House(
        core=core,
        index=open_index(search_url or f"whoosh://{folder / 'search'}", database),
        log=DeliveryLog(folder / "log", VisitorKeys(database)),
        settings=DeliverySettings(base_url=ORIGIN, secret_key="k" * 40),
        spool=folder / "spool",
    )
    return Home(house, jobs)


def picture(colour: str, size: tuple[int, int] = (640, 400), kind: str = "JPEG") -> bytes:
    """Return a plain picture as a file's bytes."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def furnish(home: Home) -> None:
    """Bring in one person of each role and four pictures: one approved, one in review."""
    create_tables(home.core.db)
    with home.core.db.write() as session:
        seed_built_in(session)
    for name in ("web", "app", "instore", "email", "print", "sms"):
        save_channel(home.core, HOUSE, name, is_enabled=False)
    for role in Role:
        add_person(
            home.core,
            HOUSE,
            email=f"{role}@example.org",
            name=f"{role}".title(),
            role=role,
            password=PASSWORD,
        )
    home.finish()
    for place, (title, colour) in enumerate(TITLES.items()):
        new = NewAsset(filename=f"{title}.jpg", tags=("vitrine", title.split()[0]))
        added = receive_file(home.core, HOUSE, [picture(colour, (640, 400 + 100 * place))], new)
        if place < 2:
            move_status(home.core, HOUSE, added.asset_id, ("approved", "in_review")[place])
    home.finish()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a house with four pictures, one approved, one in review; not to be changed."""
    folder = tmp_path_factory.mktemp("house")
    home = open_home(folder)
    furnish(home)
    home.core.db.dispose()
    return folder


@pytest.fixture
def home(furnished: Path, tmp_path: Path) -> Iterator[Home]:
    """A copy of the furnished house for one test, its pages served on this machine."""
    shutil.copytree(furnished, tmp_path / "house")
    home = open_home(tmp_path / "house")
    app = Starlette(routes=routes())
    app.state.house = home.house
    with served(app) as url:
        yield replace(home, url=url)
        for client in home.clients:
            client.close()
    home.core.db.dispose()


def browser_of(home: Home, role: Role | None, locale: str = "en") -> "Browser":
    """Return a client that is signed in as the person of a role, or as nobody."""
    client = httpx.Client(base_url=home.url)
    home.clients.append(client)
    client.cookies.set("vitrine_locale", locale, domain="127.0.0.1")
    if role is not None:
        answer = client.post("/sign-in", data={"email": f"{role}@example.org", "password": PASSWORD})
        assert answer.status_code == 303, answer.text
    return Browser(client)


class Browser:
    """A client that repeats the CSRF token of the page it saw, as forms do."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self._token = ""

    @property
    def token(self) -> str:
        """The session's CSRF token, read off a page."""
        if not self._token:
            html = self.client.get("/account").text
            self._token = html.split('data-csrf="')[1].split('"')[0]
        return self._token

    def get(self, path: str, **headers: str) -> "Page":
        """Open a page."""
        return Page(self.client.get(path, headers=headers))

    def part(self, path: str) -> "Page":
        """Ask for a part of a page, as htmx does."""
        return self.get(path, **{"HX-Request": "true", "HX-Request-Type": "partial"})

    def post(self, path: str, data: Mapping[str, object] | None = None, **more: object) -> "Page":
        """Send a form."""
        fields = {"csrf_token": self.token, **(data or {})}
        return Page(self.client.post(path, data=fields, **more))  # type: ignore[arg-type]


class Page:
    """An answer: its status, text, headers, and where it leads."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers

    @property
    def text(self) -> str:
        """The body as text."""
        return self.response.text

    @property
    def location(self) -> str:
        """Where a redirect leads, without host."""
        return str(self.headers.get("location", ""))


@pytest.fixture
def admin(home: Home) -> Browser:
    """A browser signed in as an admin, in English."""
    return browser_of(home, Role.ADMIN)


def asset_id(home: Home, title: str) -> str:
    """Return the id of one of the furnished assets."""
    with home.core.db.read() as session:
        found = session.scalar(select(Asset.id).where(Asset.filename == f"{title}.jpg"))
    assert found is not None
    return found
