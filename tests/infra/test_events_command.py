"""`vitrine events export`: what analysts get says the same as the insights."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import duckdb
import pytest
from click.testing import CliRunner, Result

from dam.accounts.caller import ANONYMOUS, HOUSE
from dam.core import Core
from dam.engagement import export, parquet
from dam.engagement.export import export_events, into_folder
from dam.engagement.insights.query import last_days
from dam.engagement.insights.read import read_insights
from dam.errors import Invalid, NotSignedIn, Unavailable
from dam.storage.open import read_bucket
from dam.storage.s3_client import open_client
from delivery.house import House
from infra.commands.events import COMMANDS, into_bucket
from tests.cores import MakeCore
from tests.dam.engagement.world import Clock, a_line, add_asset, an_event, send, send_lines

NOW = datetime(2026, 3, 21, 10, 30, tzinfo=UTC)
DOCS = Path("infra/docs/events-for-analysts.md")


@pytest.fixture
def told(core_on_each: Core, make_core: MakeCore) -> Core:
    """A core with events of two days, in rows and in segments."""
    core = make_core(core_on_each.db, now=Clock(NOW))
    before = make_core(core_on_each.db, now=Clock(NOW - timedelta(days=1)))
    coat = add_asset(core)
    send(core, an_event(coat, id="a", placement="/été"), an_event(coat, duration=2.5), visitor="v")
    send(core, an_event(coat, "sold", value="12.34", currency="EUR"), an_event(coat, "said", rating=4))
    send(before, an_event(coat))
    send_lines(before, *[a_line(before, coat, visitor="u", page="/coats")] * 3)
    send_lines(
        core, *[a_line(core, coat, visitor="w", bytes=7)] * 2, a_line(core, coat, actor="bot"), file_id="b"
    )
    return core


def ask(sql: str) -> list[tuple[Any, ...]]:
    """Return what DuckDB answers."""
    with duckdb.connect() as connection:
        return connection.execute(sql).fetchall()


def test_what_is_exported_says_the_same_as_the_insights(told: Core, tmp_path: Path) -> None:
    out = tmp_path / "events"
    days = export_events(told, HOUSE, into_folder(out))
    assert [(day.name, day.events) for day in days] == [
        ("events-2026-03-20.parquet", 4),
        ("events-2026-03-21.parquet", 7),
    ]
    assert sorted(path.name for path in out.iterdir()) == [day.name for day in days]
    query = re.search(r"```sql\n(.*?);\n```", DOCS.read_text(), re.DOTALL)
    assert query is not None
    asked = query[1].replace("/srv/events", str(out))
    found = {(channel, class_): (events, visitors) for channel, class_, events, visitors in ask(asked)}
    totals = read_insights(told, HOUSE, last_days(3, NOW)).totals
    assert found["web", "fetched"] == (totals.fetched, 2) == (5, 2)
    assert found["web", "seen"][0] == totals.seen == 3
    assert (totals.sold, totals.said) == (found["web", "sold"][0], found["web", "said"][0]) == (1, 1)
    (row,) = ask(
        f"SELECT epoch_ms(\"at\"), value_minor, currency, typeof(\"at\"), id FROM '{out}/*.parquet' WHERE class = 'sold'"
    )
    assert row == (NOW.timestamp() * 1000, 1234, "EUR", "TIMESTAMP WITH TIME ZONE", None)


def test_the_same_events_give_the_same_bytes(
    told: Core, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_events(told, HOUSE, into_folder(tmp_path / "a"))
    export_events(told, HOUSE, into_folder(tmp_path / "b"))
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert [(tmp_path / "a" / name).read_bytes() for name in names] == [
        (tmp_path / "b" / name).read_bytes() for name in names
    ]
    monkeypatch.setattr(parquet, "ROWS_AT_ONCE", 2)
    (only,) = export_events(told, HOUSE, into_folder(tmp_path / "a"), NOW.date(), NOW.date())
    assert only.events == 7
    assert ask(f"SELECT count(*) FROM '{tmp_path}/a/{only.name}'") == [(7,)]


def test_days_are_those_of_the_house(told: Core, make_core: MakeCore, tmp_path: Path) -> None:
    core = make_core(told.db, now=Clock(NOW), zone=ZoneInfo("Pacific/Auckland"))
    days = export_events(core, HOUSE, into_folder(tmp_path))
    assert [day.day.isoformat() for day in days] == ["2026-03-20", "2026-03-21"]
    late = make_core(told.db, now=Clock(NOW + timedelta(hours=2)), zone=core.zone)
    send(late, an_event(add_asset(late)))
    assert export_events(late, HOUSE, into_folder(tmp_path))[-1].day.isoformat() == "2026-03-22"


def test_days_far_away_have_no_events_and_cost_nothing(told: Core, tmp_path: Path) -> None:
    assert export_events(told, HOUSE, into_folder(tmp_path), date.min, date.min) == []
    assert export_events(told, HOUSE, into_folder(tmp_path), date.max, date.max) == []
    (day,) = export_events(told, HOUSE, into_folder(tmp_path), NOW.date(), date.max)
    assert day.events == 7


def test_what_cannot_be_exported_is_said(told: Core, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotSignedIn):
        export_events(told, ANONYMOUS, into_folder(tmp_path))
    with pytest.raises(Invalid, match="before the first"):
        export_events(told, HOUSE, into_folder(tmp_path), NOW.date(), NOW.date() - timedelta(days=1))
    monkeypatch.setattr(export, "is_installed", lambda: False)
    with pytest.raises(Unavailable, match="extra `analysis`"):
        export_events(told, HOUSE, into_folder(tmp_path))


@pytest.mark.servers
def test_a_bucket_takes_the_days_too(core: Core, s3_url: str, tmp_path: Path) -> None:
    send(core, an_event(add_asset(core)))
    for _ in range(2):
        export_events(core, HOUSE, into_bucket(s3_url))
    bucket = read_bucket(s3_url)
    found = open_client(bucket).list_objects_v2(Bucket=bucket.name, Prefix=bucket.prefix)["Contents"]
    (key,) = [one["Key"] for one in found]
    assert re.fullmatch(rf"{bucket.prefix}/events-\d{{4}}-\d\d-\d\d\.parquet", key)


@pytest.fixture
def vitrine(tmp_path: Path) -> Callable[..., Result]:
    """Call a command in the house `home`."""
    group = click.Group(commands=list(COMMANDS))
    return lambda *words: CliRunner().invoke(group, words, env={"VITRINE_HOME": str(tmp_path / "home")})


def test_the_command_tells_what_it_wrote(
    house: House, vitrine: Callable[..., Result], tmp_path: Path
) -> None:
    send(house.core, an_event(add_asset(house.core)))
    told = vitrine("events", "export", "--parquet", str(tmp_path / "out"), "--json")
    assert told.exit_code == 0, told.output
    (day,) = json.loads(told.stdout)["days"]
    assert day["events"] == 1
    assert (tmp_path / "out" / day["file"]).stat().st_size == day["bytes"]
    nothing = vitrine(
        "events", "export", "--parquet", str(tmp_path / "out"), "--to", "2020-01-01", "--from", "2020-01-01"
    )
    assert nothing.stdout == "0 events of 0 days were written (0.0 MB).\n"
