"""What is asked before an approval: a second pair of eyes, required items, both verdicts; whatever door is taken."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from dam.accounts.access.brands import create_brand
from dam.accounts.caller import HOUSE, Caller, Grant, Role
from dam.accounts.tokens import create_token, identify_token
from dam.assets.edit import edit_asset
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.models import Asset
from dam.assets.read import get_asset
from dam.assets.review.assign import assign_review, possible_assignees
from dam.assets.review.history import read_history
from dam.assets.review.read import get_review
from dam.assets.review.ticks import tick_item
from dam.assets.review.verdicts import give_verdict
from dam.assets.status import move_status
from dam.assets.versions import add_version, approve_version
from dam.assets.workflow.refusals import NotReady, NotRight, OwnWork
from dam.assets.workflow.rules import change_workflow, forget_workflow, get_workflow
from dam.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from dam.metadata.models import Field
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset, png, stored
from tests.dam.assets.review.people import person, told

BRAND_ITEM = {"key": "brand", "titles": {"en": "As the brand book asks", "fr": "Charte"}, "is_required": True}


def in_review(world: World, owner: Caller, number: int = 0) -> str:
    asset_id = make_asset(world.core, owner, number=number, keep_both=True)
    move_status(world.core, owner, asset_id, "in_review")
    return asset_id


def status_of(world: World, asset_id: str) -> str:
    return get_asset(world.core, HOUSE, asset_id).status


def test_the_author_approves_nothing_of_theirs_where_four_eyes_are_asked_for(world: World) -> None:
    author, other = (person(world.core, "manager", name) for name in ("Inès Faure", "Luc Roy"))
    change_workflow(world.core, HOUSE, {"four_eyes": True})
    asset_id = in_review(world, author)
    for refused in (
        lambda: give_verdict(world.core, author, asset_id, "approve"),
        lambda: move_status(world.core, author, asset_id, "approved"),
        lambda: receive_file(world.core, author, [png(7)], NewAsset("y.png", status="approved")),
    ):
        with pytest.raises(OwnWork, match=r"Inès Faure brought this in and cannot approve it"):
            refused()
    assert get_review(world.core, author, asset_id).is_own_work
    assert give_verdict(world.core, other, asset_id, "approve").status == "approved"


def test_a_token_is_its_maker_s_second_eye_no_more_than_they_are(world: World) -> None:
    author = person(world.core, "manager", "Inès Faure")
    token, secret = create_token(world.core, author, name="script", role="manager")
    machine = identify_token(world.core, secret)
    assert machine.id == token.id
    change_workflow(world.core, HOUSE, {"four_eyes": True})
    by_hand, by_token = in_review(world, author), in_review(world, machine, number=1)
    for caller, asset_id in ((machine, by_hand), (author, by_token)):
        with pytest.raises(OwnWork):
            give_verdict(world.core, caller, asset_id, "approve")


def test_a_new_file_of_what_is_approved_waits_for_others_too(world: World) -> None:
    author, other = (person(world.core, "manager", name) for name in ("Inès", "Luc"))
    asset_id = make_asset(world.core, author, status="approved")
    change_workflow(world.core, HOUSE, {"four_eyes": True})
    version = add_version(world.core, author, asset_id, *stored(world.core, 2), "y.png")
    assert version.state == "proposed"
    with pytest.raises(OwnWork):
        approve_version(world.core, author, asset_id, version.number)
    assert approve_version(world.core, other, asset_id, version.number).state == "arriving"


def test_required_items_stop_an_approval_and_say_which(world: World) -> None:
    author, manager = make_caller("contributor"), make_caller("manager")
    alt = {"key": "alt", "titles": {"en": "Alternative text"}, "is_required": True, "rule": "alt"}
    change_workflow(world.core, HOUSE, {"checklists": {"image": [alt, BRAND_ITEM]}})
    with world.core.db.write() as session:
        label = {"en": "Season", "fr": "Saison"}
        session.add(Field(key="season", kind="text", label=label, is_required=True, created_at=world.moment))
    asset_id = in_review(world, author)
    with pytest.raises(NotReady) as refusal:
        move_status(world.core, manager, asset_id, "approved")
    assert str(refusal.value) == (
        "Still open before this can be approved: Season, Alternative text, As the brand book asks."
    )
    edit_asset(world.core, author, asset_id, {"alt": {"fr": "Une table"}, "fields": {"season": "Été"}})
    with pytest.raises(NotReady, match="approved: As the brand book asks"):
        give_verdict(world.core, manager, asset_id, "approve")
    state = tick_item(world.core, manager, asset_id, "brand")
    assert [(each.item.key, each.is_done, each.by) for each in state.checklist] == [
        ("fields", True, ""),
        ("alt", True, ""),
        ("brand", True, "a manager"),
    ]
    assert give_verdict(world.core, manager, asset_id, "approve").status == "approved"


def test_a_tick_is_of_one_version_and_can_be_taken_back(world: World) -> None:
    manager = make_caller("manager")
    asset_id = in_review(world, manager)
    assert not tick_item(world.core, manager, asset_id, "brand", is_done=False).is_blocked
    tick_item(world.core, manager, asset_id, "brand")
    assert tick_item(world.core, manager, asset_id, "brand").checklist[-1].is_done
    with world.core.db.write() as session:
        session.get_one(Asset, asset_id).current_version_id = "another"
    assert not get_review(world.core, manager, asset_id).checklist[-1].is_done
    for key, words in (
        ("alt", "ticks itself"),
        ("fields", "ticks itself"),
        ("nothing", "has no item nothing"),
    ):
        with pytest.raises(NotRight, match=words):
            tick_item(world.core, manager, asset_id, key)


def test_picture_and_data_are_approved_by_whoever_looked_at_them(world: World) -> None:
    one, two = make_caller("manager", "Inès"), make_caller("manager", "Luc")
    asset_id = in_review(world, make_caller("contributor"))
    change_workflow(world.core, HOUSE, {"is_separate": True})
    with pytest.raises(NotRight, match="say which"):
        give_verdict(world.core, one, asset_id, "approve")
    with pytest.raises(NotReady, match="still missing: the picture, the data"):
        move_status(world.core, one, asset_id, "approved")
    assert give_verdict(world.core, one, asset_id, "approve", aspect="picture").status == "in_review"
    with pytest.raises(NotReady, match="Inès has already approved the picture"):
        give_verdict(world.core, two, asset_id, "approve", aspect="picture")
    review = get_review(world.core, two, asset_id)
    assert [(each.aspect, each.by_name) for each in review.verdicts] == [("picture", "Inès")]
    assert review.missing == ("data",)
    assert give_verdict(world.core, two, asset_id, "approve", aspect="data").status == "approved"


def test_a_verdict_lapses_when_what_it_was_about_changes(world: World) -> None:
    manager = make_caller("manager")
    asset_id = in_review(world, manager)
    change_workflow(world.core, HOUSE, {"is_separate": True})
    give_verdict(world.core, manager, asset_id, "approve", aspect="data")
    edit_asset(world.core, manager, asset_id, {"tags": ["new"]})
    assert get_review(world.core, manager, asset_id).missing == ("picture", "data")
    give_verdict(world.core, manager, asset_id, "approve", aspect="data")
    give_verdict(world.core, manager, asset_id, "reject", reason="Flou")
    move_status(world.core, manager, asset_id, "in_review")
    assert get_review(world.core, manager, asset_id).missing == ("picture", "data")


def test_of_two_reviewers_at_once_the_second_hears_who_was_faster(world: World) -> None:
    one, two = make_caller("manager", "Inès"), make_caller("manager", "Luc")
    asset_id = in_review(world, make_caller("contributor"))
    give_verdict(world.core, one, asset_id, "approve", seen_version=1)
    for verdict in ("approve", "reject"):
        with pytest.raises(NotReady, match="Inès was faster: the status of this asset is now “Approved”"):
            give_verdict(world.core, two, asset_id, verdict, reason="Flou")
    assert status_of(world, asset_id) == "approved"


def test_a_verdict_on_a_version_that_is_no_longer_there_is_not_taken(world: World) -> None:
    manager = make_caller("manager")
    asset_id = in_review(world, manager)
    with pytest.raises(NotReady, match="Version 1 came while you looked at version 3"):
        give_verdict(world.core, manager, asset_id, "approve", seen_version=3)


def test_what_goes_back_needs_a_reason_which_its_author_is_told(world: World) -> None:
    author, manager = person(world.core, "contributor"), person(world.core, "manager", "Luc Roy")
    asset_id = in_review(world, author)
    with pytest.raises(NotRight, match="why it goes back"):
        give_verdict(world.core, manager, asset_id, "reject", reason=" ")
    view = give_verdict(world.core, manager, asset_id, "reject", reason="Trop sombre")
    assert (view.status, view.status_reason) == ("draft", "Trop sombre")
    assert told(world.core, author) == [("sent_back", "Luc Roy")]
    move_status(world.core, author, asset_id, "in_review")
    world.wait(hours=1)
    give_verdict(world.core, manager, asset_id, "approve")
    world.wait(hours=1)
    move_status(world.core, manager, asset_id, "withdrawn", "Contrat fini")
    assert [kind for kind, _ in told(world.core, author)] == ["sent_back", "approved", "withdrawn"]
    assert told(world.core, manager) == []
    steps = read_history(world.core, author, asset_id)
    assert [(step.before, step.after, step.reason) for step in steps][:2] == [
        ("approved", "withdrawn", "Contrat fini"),
        ("in_review", "approved", ""),
    ]
    assert (steps[-1].action, steps[-1].by) == ("asset.added", author.name)


def test_an_asset_is_given_to_somebody_who_may_approve_it(world: World) -> None:
    author, manager = person(world.core, "contributor", "Ana"), person(world.core, "manager", "Luc")
    asset_id = in_review(world, author)
    view = assign_review(world.core, author, asset_id, {"assignee": {"kind": "person", "id": manager.id}})
    assert view.assignee is not None
    assert (view.assignee.name, told(world.core, manager)) == ("Luc", [("assigned", "Ana")])
    assert [each.name for each in possible_assignees(world.core, author, asset_id)] == ["Luc"]
    for stranger in (author.id, "nobody-at-all"):
        with pytest.raises(NotRight) as refusal:
            assign_review(world.core, author, asset_id, {"assignee": {"kind": "person", "id": stranger}})
        assert str(refusal.value).startswith(
            "This person or group may not approve this asset, or is not there"
        )
    with pytest.raises(Invalid, match="assignee is null, or names"):
        assign_review(world.core, author, asset_id, {"assignee": {"kind": "robot", "id": "x"}})
    assert assign_review(world.core, author, asset_id, {"assignee": None}).assignee is None
    give_verdict(world.core, manager, asset_id, "approve")
    with pytest.raises(NotReady, match="“Approved”"):
        assign_review(world.core, manager, asset_id, {"assignee": None})


@pytest.mark.parametrize(
    ("role", "is_own", "may"),
    [
        ("viewer", False, ""),
        ("contributor", False, ""),
        ("contributor", True, "assign tick"),
        ("manager", False, "assign tick decide"),
        ("admin", False, "assign tick decide"),
    ],
)
def test_who_may_do_what_with_a_review(world: World, role: str, is_own: bool, may: str) -> None:
    caller = make_caller(role)
    owner = caller if is_own else make_caller("contributor")
    asset_id = in_review(world, owner)
    acts: dict[str, Callable[[], object]] = {
        "assign": lambda: assign_review(world.core, caller, asset_id, {"due_on": "2026-04-01"}),
        "tick": lambda: tick_item(world.core, caller, asset_id, "brand"),
        "decide": lambda: give_verdict(world.core, caller, asset_id, "approve"),
    }
    for name, act in acts.items():
        if name in may:
            act()
        else:
            with pytest.raises(Forbidden if is_own else NotFound):
                act()


def test_rules_are_those_of_a_brand_that_is_there_and_that_one_may_know(world: World) -> None:
    admin = make_caller("admin")
    ours, theirs = (create_brand(world.core, admin, name=name).id for name in ("Ours", "Theirs"))
    change_workflow(world.core, admin, {"four_eyes": True}, ours)
    manager = replace(make_caller("manager"), role=None, grants=(Grant("brand", ours, Role.MANAGER),))
    assert get_workflow(world.core, manager, ours).four_eyes
    with pytest.raises(NotFound):
        get_workflow(world.core, manager, theirs)
    for nowhere in ("brand0001", "b" * 4000):
        with pytest.raises(NotFound, match="There is no brand"):
            change_workflow(world.core, admin, {"four_eyes": True}, nowhere)
        with pytest.raises(NotFound):
            forget_workflow(world.core, admin, nowhere)


def test_rules_are_the_admin_s_and_tell_what_is_wrong_with_them(world: World) -> None:
    admin, manager = make_caller("admin"), make_caller("manager")
    with pytest.raises(Forbidden):
        change_workflow(world.core, manager, {"four_eyes": True})
    brand = create_brand(world.core, admin, name="Ours").id
    made = change_workflow(world.core, admin, {"four_eyes": True, "due_days": 3}, brand)
    assert get_workflow(world.core, manager, brand) == made
    assert not get_workflow(world.core, manager).four_eyes
    with pytest.raises(Stale):
        change_workflow(world.core, admin, {"four_eyes": False}, brand, '"w9"')
    assert not forget_workflow(world.core, admin, brand).is_own
    wrong = {
        "image": [
            {"key": "A B", "titles": {"en": "x"}},
            {"key": "a", "titles": {}},
            {"key": "b", "rule": "sun"},
            7,
        ],
        "letters": [],
        "video": [BRAND_ITEM, BRAND_ITEM],
    }
    with pytest.raises(Invalid) as refusal:
        change_workflow(world.core, admin, {"checklists": wrong})
    assert [error.path for error in refusal.value.errors] == [
        "checklists.image[0].key",
        "checklists.image[1].titles",
        "checklists.image[2].titles",
        "checklists.image[2].rule",
        "checklists.image[3]",
        "checklists.letters",
        "checklists.video",
    ]
    for patch in ({"four_eyes": "yes"}, {"due_days": 0}, {"due_days": True}):
        with pytest.raises(Invalid):
            change_workflow(world.core, admin, patch)


def test_what_is_no_verdict_is_refused_by_name(world: World) -> None:
    asset_id = in_review(world, HOUSE)
    with pytest.raises(Invalid, match="verdict is one of approve, reject"):
        give_verdict(world.core, HOUSE, asset_id, "perhaps")
    with pytest.raises(Invalid, match="aspect is one of"):
        give_verdict(world.core, HOUSE, asset_id, "approve", aspect="sound")
    with pytest.raises(NotRight, match="together here"):
        give_verdict(world.core, HOUSE, asset_id, "approve", aspect="data")
    move_status(world.core, HOUSE, asset_id, "draft")
    with pytest.raises(Conflict):
        give_verdict(world.core, HOUSE, asset_id, "reject", reason="Flou")
