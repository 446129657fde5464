"""Two people of one name: what is surely of the one who is erased goes, what is the other's stays, the rest is for an admin."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from dam.accounts.audit import note
from dam.accounts.caller import HOUSE, Caller, Role
from dam.accounts.models import Person
from dam.accounts.personal.erase import erase_person
from dam.accounts.personal.namesakes import Unclear, find_unclear
from dam.errors import Forbidden, Invalid
from dam.ids import new_id
from dam.notices.models import NoticeRow
from dam.search.upkeep.models import IndexRun
from delivery.outgoing.models import Webhook
from tests.dam.accounts.world import World, make_caller, make_person


def rebuild(world: World, caller: Caller, *, is_traced: bool = True) -> str:
    """Somebody rebuilds the index: the row knows them by name alone."""
    run_id = new_id()
    with world.core.db.write() as session:
        session.add(
            IndexRun(
                id=run_id,
                kind="rebuild",
                state="done",
                by_name=caller.name,
                created_at=world.now(),
                finished_at=None,
            )
        )
        if is_traced:
            note(session, caller, "index.rebuilt", "index", run_id)
    return run_id


def named(world: World) -> dict[str, str]:
    with world.core.db.read() as session:
        return {run.id: run.by_name for run in session.scalars(sa.select(IndexRun))}


def test_only_what_the_trail_knows_to_be_theirs_goes(world: World) -> None:
    leaving, staying = make_person(world, "Camille"), make_person(world, "Camille")
    mine, theirs = rebuild(world, leaving), rebuild(world, staying)
    unclear = rebuild(world, leaving, is_traced=False)
    assert find_unclear(world.core, HOUSE, leaving.id) == [Unclear("search_runs.by_name", "Camille", 1)]
    erased = erase_person(world.core, HOUSE, leaving.id)
    assert erased.left == (Unclear("search_runs.by_name", "Camille", 1),)
    assert named(world) == {mine: "", theirs: "Camille", unclear: "Camille"}


def test_an_admin_decides_on_the_rest_and_never_on_what_is_the_other_s(world: World) -> None:
    leaving, staying = make_person(world, "Camille"), make_person(world, "Camille")
    theirs, unclear = rebuild(world, staying), rebuild(world, leaving, is_traced=False)
    with pytest.raises(Invalid, match="also names places"):
        erase_person(world.core, HOUSE, leaving.id, ["people.name"])
    assert erase_person(world.core, HOUSE, leaving.id, ["search_runs.by_name"]).left == ()
    assert named(world) == {theirs: "Camille", unclear: ""}


def test_a_name_that_nobody_else_bears_goes_everywhere_traced_or_not(world: World) -> None:
    leaving = make_person(world, "Camille")
    run_id = rebuild(world, leaving, is_traced=False)
    assert find_unclear(world.core, HOUSE, leaving.id) == []
    erase_person(world.core, HOUSE, leaving.id)
    assert named(world) == {run_id: ""}


def test_former_names_are_known_from_the_trail(world: World) -> None:
    """Who married keeps no trace of the former name; somebody else who once bore the name is not taken for them."""
    leaving = make_person(world, "Camille")
    before = rebuild(world, leaving)
    other = make_person(world, "Dominique")
    kept = rebuild(world, other)
    with world.core.db.write() as session:
        session.get_one(Person, leaving.id).name = "Dominique"
        session.get_one(Person, other.id).name = "Someone Else"
    erase_person(world.core, HOUSE, leaving.id)
    assert named(world) == {before: "", kept: "Dominique"}


def test_a_notice_to_others_is_traced_by_what_it_is_about(world: World) -> None:
    leaving, staying, reader = (make_person(world, name) for name in ("Camille", "Camille", "Reader"))
    with world.core.db.write() as session:
        for subject, author in (("one", leaving), ("two", staying), ("both", leaving), ("both", staying)):
            note(session, author, "comment.added", "asset", subject)
        session.add_all(
            NoticeRow(
                id=new_id(),
                person_id=reader.id,
                kind="comment",
                by="Camille",
                subject_kind="asset",
                subject_id=subject,
                once=new_id(),
                at=world.now() + timedelta(seconds=1),
                read_at=None,
            )
            for subject in ("one", "two", "both", "none")
        )
    assert erase_person(world.core, HOUSE, leaving.id).left == (Unclear("notices.by", "Camille", 2),)
    with world.core.db.read() as session:
        told = {row.subject_id: row.by for row in session.scalars(sa.select(NoticeRow))}
    assert told == {"one": "", "two": "Camille", "both": "Camille", "none": "Camille"}


def test_a_token_that_bears_the_name_counts_as_a_namesake(world: World) -> None:
    leaving = make_person(world, "Camille")
    token = Caller("token", new_id(), "Camille", Role.MANAGER)
    with world.core.db.write() as session:
        session.add(
            Webhook(
                id="w",
                url="https://example.org",
                created_by_name="Camille",
                created_at=world.now(),
                rotated_at=None,
                failing_since=None,
            )
        )
        note(session, token, "webhook.created", "webhook", "w")
    assert erase_person(world.core, HOUSE, leaving.id).left == ()
    with world.core.db.read() as session:
        assert session.get_one(Webhook, "w").created_by_name == "Camille"


def test_only_admins_ask(world: World) -> None:
    with pytest.raises(Forbidden):
        find_unclear(world.core, make_caller(Role.MANAGER), make_person(world, "Camille").id)
