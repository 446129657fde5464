"""The discussion: pins, threads, mentions that leak nothing, versions, who may do what, and words that are too many."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE, Caller
from dam.assets.models import Asset, Version
from dam.assets.review.comments import (
    NewComment,
    add_comment,
    edit_comment,
    remove_comment,
    settle_thread,
)
from dam.assets.review.threads import Thread, list_threads, suggest_mentions
from dam.assets.review.verdicts import give_verdict
from dam.assets.status import move_status
from dam.assets.versions import add_version, promote_when_ready
from dam.assets.workflow.refusals import NotRight, OwnWork
from dam.errors import Forbidden, Invalid, NotFound
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset, stored
from tests.dam.assets.review.people import person, told


def say(world: World, caller: Caller, asset_id: str, body: str, **more: Any) -> Thread:
    world.wait(seconds=1)
    return add_comment(world.core, caller, asset_id, NewComment(body, **more))


def bodies(world: World, caller: Caller, asset_id: str) -> list[list[str]]:
    return [[each.body for each in thread.comments] for thread in list_threads(world.core, caller, asset_id)]


def as_kind(world: World, asset_id: str, kind: str, **facts: Any) -> None:
    with world.core.db.write() as session:
        asset = session.get_one(Asset, asset_id)
        asset.kind = kind
        for name, value in facts.items():
            setattr(session.get_one(Version, asset.current_version_id), name, value)


def test_threads_are_answered_settled_and_opened_again(world: World) -> None:
    author, manager = person(world.core, "contributor", "Ana"), person(world.core, "manager", "Luc")
    asset_id = make_asset(world.core, author)
    thread = say(world, manager, asset_id, "Trop sombre ici", pin={"x": 0.25, "y": 0.5})
    assert (thread.pin.x, thread.pin.y, thread.version, thread.number) == (0.25, 0.5, 1, 1)
    assert told(world.core, author) == [("comment", "Luc")]
    say(world, author, asset_id, "Éclairci.", thread_id=thread.id)
    assert told(world.core, manager) == [("reply", "Ana")]
    settled = settle_thread(world.core, author, asset_id, thread.comments[0].id)
    assert (settled.is_resolved, settled.resolved_by) == (True, "Ana")
    assert say(world, manager, asset_id, "Encore un peu", thread_id=thread.id).is_resolved is False
    assert settle_thread(world.core, manager, asset_id, thread.id).is_resolved
    assert not settle_thread(world.core, manager, asset_id, thread.id, is_resolved=False).is_resolved
    assert bodies(world, author, asset_id) == [["Trop sombre ici", "Éclairci.", "Encore un peu"]]


def test_one_s_own_words_are_changed_and_removed(world: World) -> None:
    author, other, manager = (make_caller("contributor"), make_caller("viewer"), make_caller("manager"))
    asset_id = make_asset(world.core, author)
    move_status(world.core, HOUSE, asset_id, "approved")
    thread = say(world, other, asset_id, "Une faute")
    first = thread.comments[0].id
    with pytest.raises(OwnWork, match="changed by who wrote it"):
        edit_comment(world.core, manager, asset_id, first, "Rien")
    with pytest.raises(OwnWork):
        remove_comment(world.core, author, asset_id, first)
    edited = edit_comment(world.core, other, asset_id, first, "Deux fautes")
    assert (edited.comments[0].body, edited.comments[0].edited_at) == ("Deux fautes", world.moment)
    say(world, author, asset_id, "Lesquelles ?", thread_id=first)
    remove_comment(world.core, other, asset_id, first)
    kept = list_threads(world.core, author, asset_id)[0]
    assert [(each.is_removed, each.body) for each in kept.comments] == [(True, ""), (False, "Lesquelles ?")]
    remove_comment(world.core, manager, asset_id, kept.comments[1].id)
    assert list_threads(world.core, author, asset_id) == []
    for act in (
        lambda: edit_comment(world.core, other, asset_id, first, "Encore"),
        lambda: remove_comment(world.core, other, asset_id, first),
        lambda: settle_thread(world.core, manager, asset_id, "nowhere"),
    ):
        with pytest.raises(NotFound):
            act()


def test_words_that_are_none_too_many_or_not_kept_are_refused(world: World) -> None:
    asset_id = make_asset(world.core)
    for body in ("", "  \n", "x" * 5_001, "x" * 100_000):
        with pytest.raises(NotRight, match="A comment has 1 to 5000 characters"):
            say(world, HOUSE, asset_id, body)
    for body in ("a\x00b", "a\ud800b"):
        with pytest.raises(Invalid, match="holds text"):
            say(world, HOUSE, asset_id, body)
    assert list_threads(world.core, HOUSE, asset_id) == []


OUTSIDE: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("image", {"x": 1.2, "y": 0.5}, "inside the picture"),
    ("image", {"x": 0.5, "y": -0.01}, "inside the picture"),
    ("image", {"x": float("nan"), "y": 0.5}, "pin.x is a number"),
    ("image", {"x": 0.5}, "pin.y is a number"),
    ("image", {"x": True, "y": 0.5}, "pin.x is a number"),
    ("image", {"second": 3}, "cannot be pinned there"),
    ("image", {"z": 1}, "cannot be pinned there"),
    ("video", {"second": 12.1}, "This film ends at 12.0 seconds, and a pin at 12.1 came"),
    ("video", {"second": -1}, "ends at"),
    ("video", {"page": 1}, "cannot be pinned there"),
    ("document", {"page": 0}, "has pages 1 to 3"),
    ("document", {"page": 4}, "has pages 1 to 3, and page 4 came"),
    ("document", {"page": 1.5}, "has pages 1 to 3"),
    ("other", {"x": 0, "y": 0}, "cannot be pinned there"),
)

INSIDE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("image", {"x": 0, "y": 1}),
    ("video", {"second": 12}),
    ("video", {"second": 0.5, "x": 0.1, "y": 0.2}),
    ("audio", {"second": 3.25}),
    ("document", {"page": 3}),
    ("other", {}),
)


def test_a_pin_stands_where_it_was_put_and_never_outside(world: World) -> None:
    asset_id = make_asset(world.core)
    for kind, pin, words in OUTSIDE:
        as_kind(world, asset_id, kind, duration=12.0, pages=3)
        with pytest.raises(Invalid, match=words):
            say(world, HOUSE, asset_id, "Ici", pin=pin)
    for kind, pin in INSIDE:
        as_kind(world, asset_id, kind, duration=12.0, pages=3)
        found = say(world, HOUSE, asset_id, "Ici", pin=pin).pin
        assert {name: getattr(found, name) for name in pin} == pin
        assert found.is_somewhere is bool(pin)


def test_those_mentioned_are_told_and_nobody_else_is_given_away(world: World) -> None:
    author = person(world.core, "contributor", "Ana Morel")
    luc = person(world.core, "manager", "Luc Roy")
    person(world.core, "viewer", "Paul Viel")
    asset_id = make_asset(world.core, author)
    thread = say(world, author, asset_id, "@luc roy, qu’en dis-tu ? Écris à moi@example.org, @Luc Roy.")
    assert thread.comments[0].mentions == {luc.id: "Luc Roy"}
    assert told(world.core, luc) == [("mention", "Ana Morel")]
    answers = []
    for stranger in ("Paul Viel", "Nobody Here"):
        with pytest.raises(NotRight) as refusal:
            say(world, author, asset_id, f"Et toi @{stranger} ?")
        answers.append(str(refusal.value).replace(stranger.split()[0], "X"))
    assert answers[0] == answers[1]
    assert "names nobody who may see this asset" in answers[0]
    found = {one: suggest_mentions(world.core, author, asset_id, one) for one in ("", "ro", "paul", "ÀNA")}
    assert {typed: [each.name for each in people] for typed, people in found.items()} == {
        "": ["Ana Morel", "Luc Roy"],
        "ro": ["Luc Roy"],
        "paul": [],
        "ÀNA": ["Ana Morel"],
    }
    assert len(list_threads(world.core, author, asset_id)) == 1


def test_of_two_of_one_name_one_is_chosen(world: World) -> None:
    one, two = person(world.core, "manager", "Luc Roy"), person(world.core, "manager", "Luc Roy")
    person(world.core, "manager", "Luc")
    asset_id = make_asset(world.core, one)
    with pytest.raises(NotRight, match="@Luc is the name of several people"):
        say(world, one, asset_id, "@Luc Roy regarde")
    thread = say(world, one, asset_id, "@Luc Roy regarde", mentions=(two.id,))
    assert list(thread.comments[0].mentions) == [two.id]
    edit_comment(world.core, one, asset_id, thread.id, "@Luc Roy et @Luc", mentions=(two.id,))
    assert told(world.core, two) == [("mention", "Luc Roy")]
    with pytest.raises(NotRight, match="names nobody"):
        say(world, one, asset_id, "Toi", mentions=("nobody",))
    many = tuple(person(world.core, "manager").id for _ in range(21))
    with pytest.raises(NotRight, match="at most 20 people"):
        say(world, one, asset_id, "Vous", mentions=many)


def test_comments_and_versions_outlive_approval_and_a_new_version(world: World) -> None:
    author, manager = make_caller("contributor"), make_caller("manager")
    asset_id = make_asset(world.core, author)
    thread = say(world, manager, asset_id, "Trop sombre", pin={"x": 0.1, "y": 0.9})
    move_status(world.core, author, asset_id, "in_review")
    give_verdict(world.core, manager, asset_id, "approve")
    version = add_version(world.core, manager, asset_id, *stored(world.core, 5), "y.png")
    with world.core.db.write() as session:
        assert promote_when_ready(session, version.id)
    say(world, manager, asset_id, "Mieux")
    earlier, newer = list_threads(world.core, author, asset_id)
    assert (earlier.id, earlier.version, earlier.is_earlier) == (thread.id, 1, True)
    assert (newer.version, newer.is_earlier) == (2, False)
    assert say(world, author, asset_id, "Oui", thread_id=earlier.id).version == 1
    assert say(world, manager, asset_id, "Sur la première", version=1).version == 1
    with pytest.raises(NotFound, match="no version 9"):
        say(world, manager, asset_id, "Nulle part", version=9)


def test_what_is_said_of_a_proposed_version_stays_with_those_who_see_it(world: World) -> None:
    author, other, manager = (make_caller("contributor"), make_caller("contributor"), make_caller("manager"))
    asset_id = make_asset(world.core, HOUSE, status="approved")
    version = add_version(world.core, author, asset_id, *stored(world.core, 5), "y.png")
    thread = say(world, manager, asset_id, "Pas encore", version=version.number)
    assert bodies(world, author, asset_id) == [["Pas encore"]]
    assert bodies(world, other, asset_id) == []
    with pytest.raises(NotFound):
        say(world, other, asset_id, "Quoi ?", version=version.number)
    with pytest.raises(NotRight, match="not there any more"):
        say(world, other, asset_id, "Quoi ?", thread_id=thread.id)


@pytest.mark.parametrize(
    ("role", "status", "is_own", "may"),
    [
        ("viewer", "draft", False, ""),
        ("viewer", "approved", False, "comment"),
        ("contributor", "draft", False, ""),
        ("contributor", "draft", True, "comment settle"),
        ("contributor", "approved", False, "comment"),
        ("manager", "draft", False, "comment settle remove"),
        ("admin", "approved", False, "comment settle remove"),
    ],
)
def test_who_may_do_what_in_a_discussion(
    world: World, role: str, status: str, is_own: bool, may: str
) -> None:
    caller = make_caller(role)
    asset_id = make_asset(world.core, caller if is_own else make_caller("contributor"))
    if status == "approved":
        move_status(world.core, HOUSE, asset_id, "approved")
    thread = say(world, HOUSE, asset_id, "De la maison")
    acts: dict[str, Callable[[], object]] = {
        "comment": lambda: say(world, caller, asset_id, "De moi", thread_id=thread.id),
        "settle": lambda: settle_thread(world.core, caller, asset_id, thread.id),
        "remove": lambda: remove_comment(world.core, caller, asset_id, thread.id),
    }
    for name, act in acts.items():
        if name in may:
            act()
        else:
            with pytest.raises(Forbidden if may else NotFound):
                act()


def test_names_are_compared_before_anything_is_locked(world: World) -> None:
    """However many people there are, only those whose name stands there are read while other writers wait."""
    author, luc = person(world.core, "manager", "Ana Morel"), person(world.core, "manager", "Luc Roy")
    asset_id = make_asset(world.core, author)
    locked: list[tuple[str, object]] = []

    def note(connection: sa.Connection, _cursor: object, statement: str, values: object, *_: object) -> None:
        if connection.get_execution_options().get("write") and "FROM people" in statement:
            locked.append((statement, values))

    sa.event.listen(world.core.db.engine, "before_cursor_execute", note)
    thread = say(world, author, asset_id, "@Luc Roy : et toi ?")
    assert list(thread.comments[0].mentions) == [luc.id]
    assert locked
    assert all("people.id =" in statement or "people.id IN" in statement for statement, _ in locked)
    with pytest.raises(NotRight, match="20"):
        say(world, author, asset_id, " ".join(f"@Luc Roy {number}" for number in range(101)))
