"""Saved searches: kept, shared, telling what is new once; and what nobody found, counted without names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE, Caller, Role
from dam.accounts.people import add_person, change_person
from dam.accounts.sessions import caller_of_person
from dam.assets.status import move_status
from dam.changes import HitsFound
from dam.errors import Forbidden, Invalid, NotFound
from dam.notices.read import list_notices
from dam.search.demand.board import DAYS, forget_demand, read_demand
from dam.search.demand.counter import DemandCounter, write_demand
from dam.search.demand.models import SearchDemand
from dam.search.demand.wishes import words_of
from dam.search.open import open_index
from dam.search.port import SearchIndex
from dam.search.saved.alerts import look_for_news
from dam.search.saved.keep import change_saved, forget_saved, get_saved, list_saved, save_search
from dam.search.update import index_assets
from delivery.api.find import read_address
from tests.dam.accounts.world import World, make_caller, make_world
from tests.dam.assets.factory import make_asset

PASSWORD = "une phrase assez longue"


@dataclass
class Place:
    """A world with an index."""

    world: World
    index: SearchIndex

    def approved(self, number: int, title: str) -> str:
        """Add an approved asset and index it."""
        asset_id = make_asset(self.world.core, number=number, title=title)
        move_status(self.world.core, HOUSE, asset_id, "approved")
        self.put(asset_id)
        return asset_id

    def put(self, asset_id: str) -> None:
        """Index an asset as it is."""
        index_assets(self.world.core, self.index, [asset_id])

    def person(self, name: str, role: Role = Role.CONTRIBUTOR) -> Caller:
        """Add somebody."""
        email = f"{name}@example.org"
        return caller_of_person(
            add_person(self.world.core, HOUSE, email=email, name=name, role=role, password=PASSWORD)
        )

    def look(self) -> int:
        """Let the telling searches look."""
        return look_for_news(self.world.core, self.index, read_address)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = make_world(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    yield Place(made, open_index(f"whoosh://{tmp_path / 'search'}", made.core.db))
    made.core.db.dispose()


def save(place: Place, owner: Caller, **more: object) -> str:
    given = {"title": "Sea", "address": "q=mer&status=approved", "tells": True, **more}
    return save_search(place.world.core, owner, given).id


def told(place: Place, owner: Caller) -> list[str]:
    return [str(notice.values.get("title", "")) for notice in list_notices(place.world.core, owner).items]


def test_only_what_is_new_is_told_and_only_once(place: Place) -> None:
    owner = place.person("one")
    place.approved(1, "La mer")
    save(place, owner)
    assert place.look() == 0, "the first look remembers"
    hidden = make_asset(place.world.core, number=2, title="Mer cachée")
    place.put(hidden)
    assert place.look() == 0
    new = place.approved(3, "Bord de mer")
    place.approved(4, "La montagne")
    assert [place.look(), place.look()] == [1, 0]
    assert told(place, owner) == ["Bord de mer"]
    assert next(each for each in place.world.announced if isinstance(each, HitsFound)).asset_ids == (new,)
    move_status(place.world.core, HOUSE, hidden, "approved")
    place.put(hidden)
    place.world.wait(minutes=1)
    assert place.look() == 1
    assert told(place, owner)[0] == "Mer cachée"


def test_what_leaves_and_comes_back_is_new_again(place: Place) -> None:
    owner = place.person("one")
    save(place, owner)
    place.look()
    asset_id = place.approved(1, "La mer")
    assert place.look() == 1
    move_status(place.world.core, HOUSE, asset_id, "withdrawn")
    place.put(asset_id)
    assert place.look() == 0
    move_status(place.world.core, HOUSE, asset_id, "approved")
    place.put(asset_id)
    assert place.look() == 1


def test_many_at_once_are_told_as_a_number(place: Place) -> None:
    owner = place.person("one")
    save(place, owner)
    place.look()
    for number in range(8):
        place.approved(number, f"Mer {number}")
    assert place.look() == 8
    notices = list_notices(place.world.core, owner).items
    assert len(notices) == 6
    assert {notice.values.get("number") for notice in notices} == {None, "3"}
    found = [each for each in place.world.announced if isinstance(each, HitsFound)]
    assert [len(each.asset_ids) for each in found] == [8], "webhooks are told of them together"


def test_a_search_sees_with_its_owner_s_eyes_of_today(place: Place) -> None:
    owner = place.person("one", Role.VIEWER)
    save(place, owner, address="q=mer")
    place.look()
    draft = make_asset(place.world.core, number=1, title="Mer")
    place.put(draft)
    assert place.look() == 0
    change_person(place.world.core, HOUSE, owner.id, is_active=False)
    place.approved(2, "Mer")
    assert place.look() == 0


def test_a_correction_and_a_broken_address_find_nothing_new(place: Place) -> None:
    owner = place.person("one")
    save(place, owner, address="q=chateaux")
    save(place, owner, address="status=nonsense")
    place.look()
    place.approved(1, "Chapeaux")
    assert place.look() == 0


def test_one_keeps_changes_and_forgets_one_s_own(place: Place) -> None:
    core = place.world.core
    owner, other = place.person("one"), place.person("two")
    search_id = save(place, owner)
    assert list_saved(core, other) == []
    with pytest.raises(NotFound):
        get_saved(core, other, search_id)
    change_saved(core, owner, search_id, {"is_shared": True, "title": "  The  sea "})
    (shared,) = list_saved(core, other)
    assert (shared.title, shared.is_mine) == ("The sea", False)
    with pytest.raises(Forbidden):
        forget_saved(core, other, search_id)
    forget_saved(core, owner, search_id)
    assert list_saved(core, owner) == []


@pytest.mark.parametrize(
    "given",
    [
        {"title": ""},
        {"title": "x" * 201},
        {"address": "x" * 4001},
        {"address": 7},
        {"tells": "yes"},
        {"nonsense": True},
    ],
    ids=lambda given: next(iter(given)),
)
def test_what_is_wrong_is_named(place: Place, given: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        save(place, place.person("one"), **given)


def test_machines_keep_no_searches_and_viewers_share_none(place: Place) -> None:
    with pytest.raises(Forbidden):
        save(place, make_caller(Role.MANAGER))
    with pytest.raises(Forbidden):
        save(place, place.person("one", Role.VIEWER), is_shared=True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Châteaux en été", words_of("chateau ete")),
        ("the sea", words_of("SEA")),
        ("kind:image mer -montagne", words_of("mer")),
        ("camille@example.org", ""),
        ("06 12 34 56 78", ""),
        ("https://example.org/x", ""),
        ("", ""),
        ("un deux trois quatre cinq six sept huit neuf dix onze", ""),
    ],
)
def test_spellings_of_one_wish_are_one_and_what_may_be_somebody_is_none(text: str, words: str) -> None:
    assert words_of(text) == words


def test_what_nobody_found_is_counted_and_shown_with_what_comes_near(place: Place) -> None:
    core, counter = place.world.core, DemandCounter()
    near = place.approved(1, "Girafe au zoo")
    for asker in ("one", "two"):
        counter.note_search(asker, "girafe bleue", 0)
        counter.note_search(asker, "Girafes bleues", 0)
        counter.note_search(asker, "zoo", 3)
    counter.note_opened("one", "zoo")
    counter.note_search("one", "typed once", 0)
    write_demand(core, counter)
    write_demand(core, counter)
    blue, zoo = read_demand(core, place.index, HOUSE)
    assert (blue.asked, blue.nothing, blue.abandoned) == (2, 2, 0), "one who asks again is one"
    assert [each.asset_id for each in blue.near] == [near]
    assert (zoo.text, zoo.asked, zoo.nothing, zoo.abandoned) == ("zoo", 2, 0, 1)
    with pytest.raises(Forbidden):
        read_demand(core, place.index, make_caller(Role.CONTRIBUTOR))
    with core.db.read() as session:
        for row in session.execute(sa.select(SearchDemand)).mappings():
            assert "one" not in {str(value) for value in row.values()}
    place.world.moment += timedelta(days=DAYS + 1)
    forget_demand(core)
    assert read_demand(core, place.index, HOUSE, days=DAYS) == []
