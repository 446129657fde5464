"""A canary goes in by every door of a whole house, and neither its address nor its user agent is found anywhere after.

Looked through are every file of HOME (rows, their write-ahead log, delivery log, spool, search index), what the house said
in either form of its logs, a backup, and on PostgreSQL every row of every table.
"""

import json
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.accounts.tokens import create_token
from dam.db import Database
from dam.engagement.acts.fold import fold_acts
from dam.engagement.foreign.importing import import_log
from dam.engagement.foreign.reading import DiskLog
from dam.engagement.insights.query import InsightsQuery
from dam.engagement.insights.read import read_totals
from dam.engagement.logs.delivery_log import fold_logs
from delivery.events.quick import QuickBeacon
from delivery.events.routes import Doors
from delivery.files.answer import FileServer
from delivery.house import House
from infra import observe
from infra.app import build_app
from infra.assemble import assemble
from infra.backup import back_up
from infra.hot_connection import hot_connections
from infra.logs import QUIET, JsonFormatter, TextFormatter
from infra.migrate import upgrade
from infra.settings import Settings, read_settings
from infra.watched_logs import judge_of
from infra.workers import keys_of
from renditions.catalogue.channels import seed_built_in
from tests.delivery.api.serving import served
from tests.delivery.files.library import READY, add_asset, add_renditions

LIT = "aaaaaaaaaaaaaaaa"
TOLD, PEER = "203.0.113.77", "127.77.66.55"
"""What a proxy tells of the canary, and where it comes from when it stands in front of us itself."""

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 CanaryBird/7"
REFERER = "https://shop.example/coats?canary-query=1"
TRACES = (
    *(address.encode() for address in (TOLD, PEER)),
    *(socket.inet_aton(address) for address in (TOLD, PEER)),
    *(socket.inet_aton(address).hex().encode() for address in (TOLD, PEER)),
    b"CanaryBird",
    b"canary-query",
)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a house behind one proxy, on each database."""
    home = tmp_path / "home"
    rows = database_url if database_url.startswith("postgresql") else f"sqlite:///{home / 'vitrine.sqlite3'}"
    return read_settings(
        environment={
            "VITRINE_HOME": str(home),
            "VITRINE_DATABASE_URL": rows,
            "VITRINE_TRUSTED_PROXIES": "1",
        }
    )


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    """A house with one approved picture."""
    upgrade(settings.database_url)
    house = assemble(settings)
    now = house.core.now()
    with house.core.db.write() as session:
        seed_built_in(session)
        add_asset(session, LIT, created_at=now, updated_at=now, approved_at=now)
        add_renditions(session, house.core.store, f"v1-{LIT}", READY)
        add_renditions(
            session, house.core.store, f"v1-{LIT}", {"jpeg": "ready"}, channel="email", preset="hero"
        )
    keys_of(house).refresh(now)
    yield house
    house.core.db.dispose()


@pytest.fixture
def said(tmp_path: Path) -> Iterator[Callable[[], bytes]]:
    """Everything that the house logs at any level meanwhile, as text and as JSON."""
    handlers = []
    root = logging.getLogger()
    before = root.level
    for formatter in (TextFormatter(), JsonFormatter()):
        handler = logging.FileHandler(tmp_path / f"{type(formatter).__name__}.log")
        handler.setFormatter(formatter)
        handler.addFilter(lambda record: record.name.partition(".")[0] not in QUIET)
        root.addHandler(handler)
        handlers.append(handler)
    root.setLevel(logging.DEBUG)
    yield lambda: b"".join(Path(handler.baseFilename).read_bytes() for handler in handlers)
    root.setLevel(before)
    for handler in handlers:
        root.removeHandler(handler)
        handler.close()


@contextmanager
def opened(house: House) -> Iterator[str]:
    """Serve the whole application over the connections of a running house."""
    files, doors = FileServer(house), Doors()
    app = build_app(house, files=files, doors=doors)
    connections = hot_connections(files.hot, observe.figures, QuickBeacon(house, doors.guard))
    files.start()
    with served(app, connections) as url:
        yield url
    files.stop()


def go_everywhere(url: str, token: str, client: httpx.Client) -> dict[str, int]:
    """Use every door once, and some of them wrongly; return the statuses."""
    seen = {"asset": LIT, "channel": "web", "class": "seen"}
    bearer = {"authorization": f"Bearer {token}"}
    asked = {
        "file": client.get(f"{url}/d/web/card/{LIT}.webp"),
        "again": client.get(f"{url}/d/web/card/{LIT}.webp"),
        "no file": client.get(f"{url}/d/web/card/zzzzzzzzzzzzzzzz.webp"),
        "beacon": client.post(f"{url}/e", json=seen),
        "no beacon": client.post(f"{url}/e", content=b"{"),
        "pixel": client.get(f"{url}/e.gif", params={"asset": LIT, "channel": "email"}),
        "code": client.get(f"{url}/q/{LIT}.poster"),
        "no code": client.get(f"{url}/q/nothing-here"),
        "server": client.post(f"{url}/api/v1/events", json={"events": [seen, 7]}, headers=bearer),
        "no token": client.post(f"{url}/api/v1/events", json=seen, headers={"authorization": "Bearer x"}),
        "sign-in": client.post(f"{url}/sign-in", data={"email": "a@example.org", "password": "wrong"}),
        "page": client.get(f"{url}/no/such/page"),
    }
    return {name: answer.status_code for name, answer in asked.items()}


def test_a_canary_leaves_no_trace(
    house: House,
    settings: Settings,
    said: Callable[[], bytes],
    tmp_path: Path,
) -> None:
    token = create_token(house.core, HOUSE, name="shop", role="manager")[1]
    headers = {"user-agent": AGENT, "referer": REFERER}
    told, near = {"x-forwarded-for": TOLD}, httpx.HTTPTransport(local_address=PEER)
    with (
        opened(house) as url,
        httpx.Client(headers={**headers, **told}) as behind,
        httpx.Client(headers=headers, transport=near) as before,
    ):
        found = [go_everywhere(url, token, client) for client in (behind, before)]
        with without_events(house.core.db):
            failed = [go_everywhere(url, token, client) for client in (behind, before)]
    for statuses in found:
        assert statuses["file"] == statuses["pixel"] == 200
        assert statuses["beacon"] == statuses["server"] == 202
        assert max(statuses.values()) < 500
    assert all(min(statuses["beacon"], statuses["server"]) >= 500 for statuses in failed), failed
    house.log.write_gathered()
    import_foreign_log(house, tmp_path)
    still_in_the_log = bytes_below(settings.home)
    fold_logs(house.core, settings.logs)
    fold_acts(house.core, settings.logs)
    today = house.core.now().replace(hour=0, minute=0, second=0, microsecond=0)
    period = today - timedelta(days=1), today + timedelta(days=2)
    with house.core.db.read() as session:
        totals = read_totals(session, InsightsQuery(*period, channel="web"))
    assert totals.fetched >= 3
    assert totals.uniques, "visitors are told apart"
    places = {
        "home": still_in_the_log + bytes_below(settings.home),
        "logs": said(),
        "rows": rows_of(house.core.db),
    }
    if house.core.db.is_sqlite:  # what pg_dump writes is packed, and holds the same rows
        back_up(settings, tmp_path / "kept")
        places["backup"] = bytes_below(tmp_path / "kept")
    assert all(len(content) > 1_000 for content in places.values())
    assert b"shop.example" in places["home"] + places["rows"], (
        "what may be kept is found where it is looked for"
    )
    traces = [(place, trace) for place, content in places.items() for trace in TRACES if trace in content]
    assert traces == []


@contextmanager
def without_events(database: Database) -> Iterator[None]:
    """Take the ledger away for a while, so that there is something to complain of."""
    with database.write() as session:
        session.execute(sa.text("ALTER TABLE events RENAME TO away"))
    yield
    with database.write() as session:
        session.execute(sa.text("ALTER TABLE away RENAME TO events"))


def import_foreign_log(house: House, folder: Path) -> None:
    """Import a line of an edge that names the canary in full, as the edge's own log does."""
    moment = house.core.now().strftime("%d/%b/%Y:%H:%M:%S +0000")
    line = f'{TOLD} - - [{moment}] "GET /d/web/card/{LIT}.webp HTTP/2.0" 200 1000 "{REFERER}" "{AGENT}"\n'
    (folder / "edge.log").write_text(line)
    import_log(house.core, HOUSE, DiskLog(folder / "edge.log"), judge_of(house))


def bytes_below(folder: Path) -> bytes:
    """Return what all files of a folder hold, pictures aside: chance would find four bytes in them."""
    paths = [path for path in folder.rglob("*") if path.is_file() and "blobs" not in path.parts]
    return b"".join(path.read_bytes() for path in paths)


def rows_of(database: Database) -> bytes:
    """Return every row of every table as text."""
    inspector = sa.inspect(database.engine)
    schemas = [name for name in inspector.get_schema_names() if name not in ("information_schema", "temp")]
    found = []
    with database.read() as session:
        for schema in schemas:
            for table in inspector.get_table_names(schema=schema):
                rows = session.execute(sa.select(sa.text("*")).select_from(sa.table(table, schema=schema)))
                found += [json.dumps([_text(value) for value in row]) for row in rows]
    return "\n".join(found).encode()


def _text(value: object) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
