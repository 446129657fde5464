"""Many assets at once: shown before it is done, done in short steps, and undone where nobody wrote since."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE, Caller, Role
from dam.accounts.models import AuditEntry
from dam.assets.bulk import steps
from dam.assets.bulk.asking import cancel_bulk_edit, make_bulk_edit, plan_bulk_edit, undo_bulk_edit
from dam.assets.bulk.change import check_change
from dam.assets.bulk.forgetting import forget_bulk_edits
from dam.assets.bulk.limits import UNDO_DAYS
from dam.assets.bulk.putting_back import way_back
from dam.assets.bulk.read import get_bulk_edit, list_bulk_edits, list_bulk_items
from dam.assets.collections import create_collection
from dam.assets.edit import edit_asset
from dam.assets.models import Asset
from dam.assets.read import get_asset
from dam.assets.status import move_status
from dam.assets.trash import trash_asset
from dam.changes import AssetsEdited, FoundOtherwise, RightsChanged, StatusMoved
from dam.errors import Conflict, Invalid, NotFound
from tests.dam.accounts.world import World
from tests.dam.assets.factory import make_asset

Finish = Callable[[], None]
PersonOf = Callable[[Role], Caller]


def test_a_plan_shows_every_change_and_writes_nothing(world: World, three: list[str]) -> None:
    change = {"tags": {"add": ["été"], "remove": ["MER"]}, "title": "Plage {n} ({filename})"}
    plan = plan_bulk_edit(world.core, HOUSE, change, three)
    assert (plan.state, plan.counts) == ("planned", {"planned": 3})
    first = list_bulk_items(world.core, HOUSE, plan.id).items[0]
    assert first.before == {"title": None, "tags": ["mer"]}
    assert first.after == {"title": "Plage 1 (Plage 0)", "tags": ["été"]}
    assert get_asset(world.core, HOUSE, three[0]).tags == ("mer",)
    assert not world.announced


def test_what_was_planned_is_made_with_one_line_each_and_undone_as_a_whole(
    world: World, three: list[str], finish: Finish
) -> None:
    album = create_collection(world.core, HOUSE, name="Été").id
    change = {
        "tags": {"add": ["été"]},
        "alt": {"fr": "Une plage"},
        "rights": {"licence": "CC BY", "expires_at": "2027-01-01T00:00:00Z"},
        "collections": {"add": [album]},
        "status": "approved",
    }
    before = [get_asset(world.core, HOUSE, asset_id) for asset_id in three]
    plan = plan_bulk_edit(world.core, HOUSE, change, three)
    make_bulk_edit(world.core, HOUSE, plan.id)
    finish()
    made = get_bulk_edit(world.core, HOUSE, plan.id)
    assert (made.state, made.counts, made.done) == ("done", {"changed": 3}, 3)
    after = get_asset(world.core, HOUSE, three[0])
    assert (after.tags, after.alt, after.status) == (("mer", "été"), {"fr": "Une plage"}, "approved")
    assert after.collections == (album,)
    with world.core.db.read() as session:
        edits = sa.select(AuditEntry).where(AuditEntry.action == "asset.edited")
        assert sorted(row.subject_id for row in session.scalars(edits)) == sorted(three)
    told = [change.asset_ids for change in world.announced if isinstance(change, AssetsEdited)]
    assert sorted(asset_id for some in told for asset_id in some) == sorted(three)
    undo_bulk_edit(world.core, HOUSE, plan.id)
    finish()
    assert get_bulk_edit(world.core, HOUSE, plan.id).counts == {"undone": 3}
    for was in before:
        back = get_asset(world.core, HOUSE, was.id)
        assert (back.tags, back.alt, back.rights, back.status, back.collections, back.title) == (
            was.tags, was.alt, was.rights, was.status, was.collections, was.title
        )  # fmt: skip


def test_undo_leaves_what_somebody_changed_since_and_names_it(
    world: World, three: list[str], finish: Finish
) -> None:
    plan = plan_bulk_edit(world.core, HOUSE, {"title": "Neu", "tags": {"add": ["été"]}}, three)
    make_bulk_edit(world.core, HOUSE, plan.id)
    finish()
    edit_asset(world.core, HOUSE, three[1], {"title": "Von Hand", "tags": ["mer", "été", "sable"]})
    undo_bulk_edit(world.core, HOUSE, plan.id)
    finish()
    assert get_bulk_edit(world.core, HOUSE, plan.id).counts == {"undone": 2, "kept": 1}
    kept = list_bulk_items(world.core, HOUSE, plan.id, states=["kept"]).items[0]
    assert [problem["column"] for problem in kept.problems] == ["title"]
    view = get_asset(world.core, HOUSE, three[1])
    assert (view.title, view.tags) == ("Von Hand", ("mer", "sable"))


def test_what_is_not_permitted_is_shown_with_the_reason_and_left(
    world: World, three: list[str], person_of: PersonOf, finish: Finish
) -> None:
    contributor = person_of(Role.CONTRIBUTOR)
    move_status(world.core, HOUSE, three[0], "approved")
    own = make_asset(world.core, contributor, number=9)
    plan = plan_bulk_edit(world.core, contributor, {"tags": {"add": ["été"]}}, [*three, own, "nonsense"])
    assert plan.counts == {"refused": 4, "planned": 1}
    refused = list_bulk_items(world.core, contributor, plan.id, states=["refused"]).items
    assert [item.problems[0]["kind"] for item in refused] == ["Forbidden", "NotFound", "NotFound", "NotFound"]
    make_bulk_edit(world.core, contributor, plan.id)
    finish()
    assert get_asset(world.core, HOUSE, own).tags == ("été",)
    assert get_asset(world.core, HOUSE, three[0]).tags == ("mer",)
    with pytest.raises(NotFound):
        get_bulk_edit(world.core, Caller("person", "other", "Other", Role.CONTRIBUTOR), plan.id)


def test_rights_are_asked_again_when_it_is_made(
    world: World, three: list[str], person_of: PersonOf, finish: Finish
) -> None:
    manager = person_of(Role.MANAGER)
    plan = plan_bulk_edit(world.core, manager, {"tags": {"add": ["été"]}}, three)
    make_bulk_edit(world.core, manager, plan.id)
    with world.core.db.write() as session:
        session.execute(sa.text("update people set is_active = 0"))
    finish()
    assert get_bulk_edit(world.core, HOUSE, plan.id).counts == {"refused": 3}
    assert get_asset(world.core, HOUSE, three[0]).tags == ("mer",)


def test_values_are_told_only_of_what_the_reader_sees_now(
    world: World, three: list[str], person_of: PersonOf
) -> None:
    contributor = person_of(Role.CONTRIBUTOR)
    own = [make_asset(world.core, contributor, number=n, title="Secret") for n in (7, 8)]
    plan = plan_bulk_edit(world.core, contributor, {"description": "Mer"}, [*own, three[0]])
    assert list_bulk_items(world.core, contributor, plan.id).items[1].after == {"description": "Mer"}
    with world.core.db.write() as session:
        session.execute(sa.update(Asset).where(Asset.id == own[1]).values(owner_id=HOUSE.id))
    kept, lost, never = list_bulk_items(world.core, contributor, plan.id).items
    assert (kept.is_seen, kept.after) == (True, {"description": "Mer"})
    assert (lost.is_seen, lost.before, lost.after) == (False, {}, {})
    assert [each.reason for each in (lost, never)] == [
        f"There is no asset {each!r}." for each in (own[1], three[0])
    ]
    assert [each["kind"] for each in (*lost.problems, *never.problems)] == ["NotFound", "NotFound"]
    trash_asset(world.core, contributor, own[0])
    assert list_bulk_items(world.core, contributor, plan.id).items[0].is_seen


def test_the_search_follows_many_together_whatever_changed(
    world: World, three: list[str], finish: Finish
) -> None:
    plan = plan_bulk_edit(world.core, HOUSE, {"rights": {"licence": "CC BY"}, "status": "archived"}, three)
    world.announced.clear()
    make_bulk_edit(world.core, HOUSE, plan.id)
    finish()
    rights = [change for change in world.announced if isinstance(change, RightsChanged | StatusMoved)]
    assert [change.is_indexed_later for change in rights] == [True] * 6
    told = [change.asset_ids for change in world.announced if isinstance(change, FoundOtherwise)]
    assert [asset_id for some in told for asset_id in some] == three


def test_nothing_is_told_of_what_is_refused_half_way(world: World, three: list[str], finish: Finish) -> None:
    plan = plan_bulk_edit(world.core, HOUSE, {"title": "Neu", "status": "archived"}, three)
    move_status(world.core, HOUSE, three[1], "in_review")
    world.announced.clear()
    make_bulk_edit(world.core, HOUSE, plan.id)
    finish()
    assert get_bulk_edit(world.core, HOUSE, plan.id).counts == {"changed": 2, "refused": 1}
    assert get_asset(world.core, HOUSE, three[1]).title == "Plage 1"
    assert three[1] not in repr(world.announced)


def test_more_than_a_hundred_are_a_job_and_can_be_stopped(
    world: World, three: list[str], finish: Finish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dam.assets.bulk.asking.AT_ONCE", 2)
    monkeypatch.setattr(steps, "STEP_ASSETS", 1)
    plan = plan_bulk_edit(world.core, HOUSE, {"tags": {"add": ["été"]}}, three)
    assert (plan.state, plan.total, plan.done) == ("planning", 3, 0)
    finish()
    make_bulk_edit(world.core, HOUSE, plan.id)
    steps._step(world.core, plan.id)
    half = cancel_bulk_edit(world.core, HOUSE, plan.id)
    assert (half.state, half.counts) == ("cancelled", {"changed": 1, "planned": 2})
    finish()
    assert get_asset(world.core, HOUSE, three[2]).tags == ("mer",)
    undo_bulk_edit(world.core, HOUSE, plan.id)
    finish()
    assert get_asset(world.core, HOUSE, three[0]).tags == ("mer",)
    assert get_bulk_edit(world.core, HOUSE, plan.id).counts == {"undone": 1, "planned": 2}


def test_an_edit_is_forgotten_after_its_days(world: World, three: list[str], finish: Finish) -> None:
    plan = plan_bulk_edit(world.core, HOUSE, {"description": "Neu"}, three)
    make_bulk_edit(world.core, HOUSE, plan.id)
    finish()
    world.wait(days=UNDO_DAYS)
    with pytest.raises(Conflict, match="30 days"):
        undo_bulk_edit(world.core, HOUSE, plan.id)
    assert (forget_bulk_edits(world.core), list_bulk_edits(world.core, HOUSE).total) == (0, 1)
    world.wait(seconds=1)
    assert (forget_bulk_edits(world.core), list_bulk_edits(world.core, HOUSE).total) == (1, 0)


def test_archived_assets_come_back_into_the_light(world: World, three: list[str], finish: Finish) -> None:
    for asset_id in three:
        move_status(world.core, HOUSE, asset_id, "approved")
    plan = plan_bulk_edit(world.core, HOUSE, {"status": "archived", "reason": "Alt"}, three)
    make_bulk_edit(world.core, HOUSE, plan.id)
    finish()
    assert get_asset(world.core, HOUSE, three[0]).status == "archived"
    undo_bulk_edit(world.core, HOUSE, plan.id)
    finish()
    assert get_asset(world.core, HOUSE, three[0]).status == "approved"
    assert way_back("archived", "approved") == ["draft", "approved"]
    assert way_back("archived", "withdrawn") == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({}, "change"),
        ({"tittle": "x"}, "change.tittle"),
        ({"title": "{owner}"}, "change.title"),
        ({"title": "{title"}, "change.title"),
        ({"title": "x" * 600}, "change.title"),
        ({"title": "wort " * 5000}, "change.title"),
        ({"tags": {"add": ["t" * 101]}}, "change.tags.add"),
        ({"tags": {"add": [f"t{n}" for n in range(10_000)]}}, "change.tags.add"),
        ({"tags": {"replace": [], "add": ["x"]}}, "change.tags"),
        ({"tags": ["x"]}, "change.tags"),
        ({"status": "gone"}, "change.status"),
        ({"collections": {"add": ["../../etc"]}}, "change.collections.add"),
        ({"rights": {"expires_at": "soon"}}, "rights.expires_at"),
        ({"alt": {"english": "x"}}, "alt.english"),
        ({"fields": 3}, "change.fields"),
        ({"reason": "nur das"}, "change"),
    ],
)
def test_a_wrong_change_is_named(change: object, path: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_change(change)
    assert path in [error.path for error in refusal.value.errors]
    assert all(len(error.message) < 200 for error in refusal.value.errors)


def test_ten_thousand_tags_on_one_asset_are_refused_in_one_sentence(world: World, three: list[str]) -> None:
    with pytest.raises(Invalid, match="An asset has at most 200 tags, and 10000 came"):
        edit_asset(world.core, HOUSE, three[0], {"tags": [f"t{n}" for n in range(10_000)]})
    edit_asset(world.core, HOUSE, three[0], {"tags": [f"t{n}" for n in range(199)]})
    plan = plan_bulk_edit(world.core, HOUSE, {"tags": {"add": ["a", "b"]}}, three)
    assert plan.counts == {"planned": 2, "refused": 1}
    refused = list_bulk_items(world.core, HOUSE, plan.id, states=["refused"]).items[0]
    assert refused.reason == "An asset has at most 200 tags, and 201 came."


def test_a_title_of_five_thousand_words_is_refused_in_one_sentence(world: World, three: list[str]) -> None:
    with pytest.raises(Invalid, match="title has at most 500 characters, and 24999 came"):
        edit_asset(world.core, HOUSE, three[0], {"title": "wort " * 5000})
