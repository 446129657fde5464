"""Every change that the house's own caches hear of reaches the edges: once a second, softly where nothing went dark."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.assets.edit import edit_asset
from dam.assets.models import Asset
from dam.core import Core
from dam.db import Database
from dam.feed import note_change
from dam.jobs.memory import ImmediateJobs
from delivery.outgoing import following
from delivery.outgoing.edges import read_edges
from delivery.outgoing.following import follow_changes
from delivery.outgoing.models import FollowedFeed, Purge
from delivery.outgoing.public_urls import DOWNLOAD, paths_of_keys, stable_paths
from delivery.outgoing.purge.port import Place
from delivery.outgoing.purges import drop_purges_of_others, send_purges
from delivery.outgoing.withdrawals import follow_light
from infra.reactions import announcer
from renditions.catalogue.channels import save_channel, seed_built_in
from renditions.catalogue.models import RenditionPart, RetiredRendition
from tests.cores import MakeCore
from tests.delivery.files.library import READY, add_asset, add_renditions
from tests.delivery.outgoing.houses import LIT, Clock
from tests.delivery.outgoing.vendors import Asked, Said, fastly, vendor

DRAFT, DARK, FRENCH = "dddddddddddddddd", "kkkkkkkkkkkkkkkk", "ffffffffffffffff"
PLACE = Place("https://assets.example.org")
EDGES = ["fastly s", "http://edge"]


@pytest.fixture
def clock() -> Clock:
    """The clock of the core."""
    return Clock()


@pytest.fixture
def core(
    sqlite_url: str, open_database: Callable[[str], Database], make_core: MakeCore, clock: Clock
) -> Core:
    """A core with a picture of each kind, and followed up to now."""
    return filled(make_core, open_database(sqlite_url), clock)


@pytest.fixture
def core_on_each(database: Database, make_core: MakeCore, clock: Clock) -> Core:
    """The same on each database."""
    return filled(make_core, database, clock)


def filled(make_core: MakeCore, database: Database, clock: Clock) -> Core:
    """Fill a core."""
    jobs = ImmediateJobs()
    core = make_core(database, jobs=jobs, announce=announcer(jobs), now=clock)
    with core.db.write() as session:
        seed_built_in(session)
        add_asset(session, LIT)
        add_asset(session, DRAFT, status="draft", approved_at=None)
        add_asset(session, DARK, status="withdrawn")
        add_asset(session, FRENCH, rights_territories=["FR"])
        for asset_id in (LIT, FRENCH):
            add_renditions(session, core.store, f"v1-{asset_id}", READY)
    assert follow_changes(core, EDGES) == 0
    return core


def change(core: Core, *asset_ids: str) -> None:
    """Note a change of each asset, in a transaction of its own."""
    for asset_id in asset_ids:
        with core.db.write() as session:
            note_change(session, asset_id)


def waiting(core: Core) -> list[tuple[str, str, bool]]:
    """Return edge, key and hardness of what waits."""
    with core.db.read() as session:
        rows = session.scalars(
            sa.select(Purge).where(Purge.state == "waiting").order_by(Purge.edge, Purge.key)
        )
        return [(row.edge, row.key, row.is_hard) for row in rows]


def test_what_changes_often_is_purged_once_and_what_nobody_may_see_not_at_all(core: Core) -> None:
    change(core, *[LIT] * 9, DRAFT, "*", "nobody-knows-it")
    assert follow_changes(core, EDGES) == 1
    assert waiting(core) == [(edge, f"asset-{LIT}", False) for edge in EDGES]
    assert follow_changes(core, EDGES) == 0
    change(core, LIT)
    assert follow_changes(core, EDGES) == 1
    assert len(waiting(core)) == 2, "what waits already is not asked for twice"


def test_what_is_dark_or_not_for_everybody_is_purged_hard(core: Core) -> None:
    change(core, LIT, DARK, FRENCH)
    follow_changes(core, EDGES[:1])
    assert {key: is_hard for _, key, is_hard in waiting(core)} == {
        f"asset-{LIT}": False,
        f"asset-{DARK}": True,
        f"asset-{FRENCH}": True,
    }


def test_what_is_not_to_be_known_yet_is_purged_hard(core: Core) -> None:
    edit_asset(core, HOUSE, LIT, {"rights": {"starts_at": "2100-01-01T00:00:00Z"}})
    follow_changes(core, EDGES[:1])
    assert waiting(core) == [(EDGES[0], f"asset-{LIT}", True)]


def test_many_changes_are_taken_in_by_small_transactions(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "MOST_CHANGES", 2)
    many = [f"{number:016d}" for number in range(5)]
    with core.db.write() as session:
        for asset_id in many:
            add_asset(session, asset_id)
    change(core, *many, LIT, *many)
    assert follow_changes(core, EDGES) == 6
    assert len(waiting(core)) == 12
    assert follow_changes(core, EDGES) == 0


def test_a_soft_purge_that_becomes_a_hard_one_stays_hard(core: Core) -> None:
    change(core, LIT)
    follow_changes(core, EDGES[:1])
    edit_asset(core, HOUSE, LIT, {"rights": {"channels": ["print"]}})
    follow_changes(core, EDGES[:1])
    edit_asset(core, HOUSE, LIT, {"rights": None})
    follow_changes(core, EDGES[:1])
    assert waiting(core) == [(EDGES[0], f"asset-{LIT}", True)]


def test_what_an_open_receipt_purges_is_left_to_it(core: Core) -> None:
    with core.db.write() as session:
        session.get_one(Asset, LIT).status = "withdrawn"
        follow_light(session, LIT, core.now())
        note_change(session, LIT)
    assert follow_changes(core, EDGES) == 0


def test_rows_of_a_backup_are_followed_from_where_they_stand(core: Core) -> None:
    change(core, LIT)
    with core.db.write() as session:
        session.get_one(FollowedFeed, "edges").seq = 10_000
    assert follow_changes(core, EDGES) == 0
    change(core, LIT)
    assert follow_changes(core, EDGES) == 1


def test_a_purge_is_repeated_once_the_whole_house_knows_and_forgotten_then(
    core_on_each: Core, clock: Clock
) -> None:
    core = core_on_each
    with vendor(fastly("t", "s")) as (url, asked):
        (edge,) = read_edges(f"fastly://s?token=t&soft=1&api={url}")
        change(core, LIT, DARK)
        follow_changes(core, [edge.name])
        assert send_purges(core, edge, PLACE) == 2
        assert send_purges(core, edge, PLACE) == 0, "not due"
        clock.move(3)
        assert send_purges(core, edge, PLACE) == 2
    assert waiting(core) == []
    keys = [(one.json["surrogate_keys"], one.headers.get("fastly-soft-purge")) for one in asked]
    assert keys == [([f"asset-{DARK}"], None), ([f"asset-{LIT}"], "1")] * 2


def test_what_is_asked_for_while_it_is_being_sent_stays_due(core: Core, clock: Clock) -> None:
    clock.move(10)

    def change_meanwhile(_asked: object) -> Said:
        clock.move(1)
        change(core, LIT)
        follow_changes(core, [edge.name])
        return Said(200, body=b"{}")

    with vendor(change_meanwhile) as (url, asked):
        (edge,) = read_edges(f"fastly://s?token=t&api={url}")
        change(core, LIT)
        follow_changes(core, [edge.name])
        send_purges(core, edge, PLACE)
        send_purges(core, edge, PLACE)
    assert len(asked) == 2
    assert len(waiting(core)) == 1


def test_what_waits_for_an_edge_that_is_gone_is_dropped(core: Core) -> None:
    change(core, LIT)
    follow_changes(core, EDGES)
    with core.db.write() as session:
        assert drop_purges_of_others(session, EDGES[1:]) == 1
    assert [edge for edge, _, _ in waiting(core)] == EDGES[1:]


def test_paths_are_those_that_the_house_gives_and_those_without_words(core: Core) -> None:
    with core.db.read() as session:
        paths = [each.path for each in stable_paths(session, LIT)]
        assert paths[:2] == [f"/d/web/card/{LIT}-facade-d-ete", f"/d/web/card/{LIT}"]
        assert {path.rpartition(".")[2] for path in paths if path.startswith("/d/") and "." in path} == set(
            READY
        )
        assert f"/d/web/card/{LIT}/embed" in paths
        assert f"/iiif/3/{LIT}/info.json" in paths
        soft = paths_of_keys(session, [f"asset-{LIT}"], is_hard=False)
        hard = paths_of_keys(session, [f"asset-{LIT}", f"asset-{LIT}"], is_hard=True)
        assert set(soft) == {path + query for path in paths for query in ("", DOWNLOAD)}
        assert len(hard) == len(soft) + 2 * len(READY)
        assert set(paths_of_keys(session, ["preset-web-card"], is_hard=False)) > set(soft)
        assert set(paths_of_keys(session, ["channel-web"], is_hard=False)) > set(soft)
        assert paths_of_keys(session, ["version-x", "preset-nothing", "asset-nobody", ""], is_hard=True) == []


def test_what_was_retired_and_what_is_a_part_has_its_paths_too(core: Core) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    usual = {"asset_id": LIT, "version_id": f"v1-{LIT}", "channel": "web", "preset": "card"}
    with core.db.write() as session:
        session.add(RetiredRendition(sha256="1" * 64, media_type="image/webp", retired_at=at, **usual))
        session.add(
            RenditionPart(
                sha256="2" * 64, owner_sha256="3" * 64, name="fr.vtt", bytes=1, media_type="text/vtt", **usual
            )
        )
    with core.db.read() as session:
        paths = paths_of_keys(session, [f"asset-{LIT}"], is_hard=True)
    assert f"/i/web/{'1' * 64}/facade-d-ete.webp" in paths
    assert f"/i/web/{'2' * 64}/fr.vtt" in paths


def test_private_channels_and_the_library_itself_have_no_public_paths(core: Core) -> None:
    with core.db.write() as session:
        add_renditions(session, core.store, f"v1-{LIT}", READY, channel="admin", preset="thumb")
    save_channel(core, HOUSE, "web", is_private=True)
    with core.db.read() as session:
        assert paths_of_keys(session, [f"asset-{LIT}"], is_hard=False) == []
        hard = paths_of_keys(session, [f"asset-{LIT}"], is_hard=True)
        assert {path.split("/")[2] for path in hard} == {"web", "3"}, "it may have been public a moment ago"


def test_an_edge_that_lets_us_wait_is_asked_by_one_job_at_a_time_and_hard_purges_pass_soft_ones(
    core: Core, clock: Clock
) -> None:
    clock.move(10)
    is_asked, may_answer = threading.Event(), threading.Event()

    def speak(one: Asked) -> Said:
        if one.json["surrogate_keys"] == [f"asset-{LIT}"]:
            is_asked.set()
            may_answer.wait(10)
        return Said(200)

    with vendor(speak) as (url, asked):
        (edge,) = read_edges(f"fastly://s?token=t&api={url}")
        change(core, LIT)
        follow_changes(core, [edge.name])
        slow = threading.Thread(target=send_purges, args=(core, edge, PLACE))
        slow.start()
        assert is_asked.wait(10)
        change(core, DARK)
        follow_changes(core, [edge.name])
        assert send_purges(core, edge, PLACE) == 1
        assert [one.json["surrogate_keys"] for one in asked] == [[f"asset-{LIT}"], [f"asset-{DARK}"]]
        may_answer.set()
        slow.join(10)


def test_an_edge_that_repeats_its_token_does_not_bring_it_into_the_rows(
    core: Core, caplog: pytest.LogCaptureFixture
) -> None:
    def repeat(asked: Asked) -> Said:
        return Said(403, body=f"not {asked.headers['authorization']}".encode())

    with vendor(repeat) as (url, _):
        (edge,) = read_edges(f"{url}?by=keys&token=very-secret")
        change(core, LIT)
        follow_changes(core, [edge.name])
        send_purges(core, edge, PLACE)
    with core.db.read() as session:
        assert session.scalars(sa.select(Purge.error)).one() == "HTTP 403: not Bearer …"
    assert "very-secret" not in caplog.text
