"""The same catalogue on PostgreSQL, where writers do not queue by themselves."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.accounts.people import add_person, change_person
from dam.accounts.sessions import identify_session, sign_in
from dam.assets.edit import edit_asset
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.models import Version
from dam.assets.processing import note_facts
from dam.assets.read import get_asset, list_assets
from dam.assets.status import move_status
from dam.assets.tags import list_tags, rename_tag
from dam.assets.versions import add_version, list_versions, promote_when_ready
from dam.errors import Conflict, NotFound, Stale
from dam.feed import changes_since
from dam.metadata.facts import Facts
from dam.paging import write_cursor
from tests.dam.accounts.world import World, make_world
from tests.dam.assets.factory import make_asset, png, stored

pytestmark = pytest.mark.servers


@pytest.fixture
def world(fresh_pg_url: str) -> Iterator[World]:
    """Give a core on an empty PostgreSQL database."""
    made = make_world(fresh_pg_url)
    yield made
    made.core.db.dispose()


def test_a_life_from_upload_to_withdrawal(world: World) -> None:
    asset_id = make_asset(world.core, tags=("Été", "mer"), filename="ma_plage.png")
    edit_asset(world.core, HOUSE, asset_id, {"rights": {"expires_at": "2027-01-01T00:00:00Z"}}, '"r1"')
    move_status(world.core, HOUSE, asset_id, "approved")
    view = move_status(world.core, HOUSE, asset_id, "withdrawn")
    assert (view.title, view.tags, view.revision) == ("Ma plage", ("Été", "mer"), 4)
    assert [each.folded for each in list_tags(world.core, HOUSE)] == ["ete", "mer"]
    with world.core.db.read() as session:
        assert len(changes_since(session, 0)) == 4


def test_the_same_file_from_many_at_once_is_one_asset(world: World) -> None:
    with ThreadPoolExecutor(8) as pool:
        added = list(
            pool.map(lambda _: receive_file(world.core, HOUSE, [png()], NewAsset("x.png")), range(16))
        )
    assert len({each.asset_id for each in added}) == 1
    assert [each.is_duplicate for each in added].count(False) == 1
    assert list_assets(world.core, HOUSE).total == 1


def test_of_many_edits_of_one_revision_one_wins(world: World) -> None:
    asset_id = make_asset(world.core)

    def edit(number: int) -> bool:
        try:
            edit_asset(world.core, HOUSE, asset_id, {"title": f"T{number}"}, '"r1"')
        except Stale:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(edit, range(16))).count(True) == 1
    assert get_asset(world.core, HOUSE, asset_id).revision == 2


def test_versions_sent_at_once_are_numbered_one_by_one(world: World) -> None:
    asset_id = make_asset(world.core)

    def send(number: int) -> int:
        return add_version(world.core, HOUSE, asset_id, *stored(world.core, number), "x.png").number

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(send, range(1, 9))) == list(range(2, 10))
    states = [view.state for view in list_versions(world.core, HOUSE, asset_id)]
    assert states.count("arriving") == 1


def test_a_cursor_before_the_first_page_is_the_first_page(world: World) -> None:
    asset_id = make_asset(world.core)
    page = list_assets(world.core, HOUSE, cursor=write_cursor([-5]))
    assert [each.id for each in page.items] == [asset_id]


def test_two_admins_who_demote_each_other_leave_one(world: World) -> None:
    password = "une phrase assez longue"
    people = [
        add_person(world.core, HOUSE, email=f"{each}@example.org", name="A", role="admin", password=password)
        for each in "ab"
    ]

    def demote(person_id: str) -> bool:
        try:
            change_person(world.core, HOUSE, person_id, role="viewer")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(demote, [person.id for person in people])) == [False, True]
    signed = sign_in(world.core, "a@example.org", password, "192.0.2.1")
    assert identify_session(world.core, signed.secret) is not None


def test_nothing_locks_itself_up_while_people_edit_what_jobs_work_on(world: World) -> None:
    asset_id = make_asset(world.core, tags=("mer",))
    stop = Event()

    def send_versions() -> None:
        for number in range(1, 40):
            add_version(world.core, HOUSE, asset_id, *stored(world.core, number), "x.png")
        stop.set()

    def work() -> None:
        while not stop.is_set():
            with world.core.db.read() as session:
                version_id = session.scalar(
                    sa.select(Version.id).where(Version.asset_id == asset_id, Version.state == "arriving")
                )
            if version_id is not None:
                with world.core.db.write() as session:
                    note_facts(session, version_id, Facts(width=4, height=3))
                with world.core.db.write() as session:
                    promote_when_ready(session, version_id)

    def rename_back_and_forth() -> None:
        while not stop.is_set():
            with suppress(NotFound):
                rename_tag(world.core, HOUSE, "mer", "mer")

    def retag() -> None:
        while not stop.is_set():
            edit_asset(world.core, HOUSE, asset_id, {"tags": ["mer", "plage"]})
            edit_asset(world.core, HOUSE, asset_id, {"tags": ["mer"]})

    with ThreadPoolExecutor(6) as pool:
        tasks = [pool.submit(each) for each in (send_versions, work, work, rename_back_and_forth, retag)]
        for task in tasks:
            task.add_done_callback(lambda _task: stop.set())
        for task in tasks:
            task.result()
