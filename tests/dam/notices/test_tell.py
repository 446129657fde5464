"""Telling: one row for each who wants it, once where a repeat is possible."""

import pytest

from dam.accounts.caller import HOUSE, Caller
from dam.accounts.models import Person
from dam.errors import Forbidden, Invalid
from dam.notices.choices import Choice, choose, list_choices
from dam.notices.kinds import KINDS
from dam.notices.read import count_unread, list_notices, mark_read
from dam.notices.tell import Notice, tell
from tests.dam.accounts.world import World
from tests.dam.notices.people import add


def say(world: World, *people: Caller, kind: str = "mention", once: str = "") -> int:
    to = tuple(person.id for person in people)
    with world.core.db.write() as session:
        return tell(
            session,
            world.now(),
            Notice(kind, to, by="the house", url="/assets/a", values={"title": "Été"}, once=once),
        )


def test_each_is_told_and_reads_only_their_own(world: World) -> None:
    one, other = add(world, "one"), add(world, "other")
    assert say(world, one, other, one) == 2
    assert say(world, other) == 1
    assert [notice.values for notice in list_notices(world.core, one).items] == [{"title": "Été"}]
    assert list_notices(world.core, other).total == 2
    theirs = list_notices(world.core, other).items[0].id
    assert mark_read(world.core, one, (theirs,)) == 0
    assert mark_read(world.core, other) == 2
    assert (count_unread(world.core, one), count_unread(world.core, other)) == (1, 0)


def test_the_same_once_is_told_a_single_time(world: World) -> None:
    one, other = add(world, "one"), add(world, "other")
    assert [say(world, one, once="a:30"), say(world, one, other, once="a:30")] == [1, 1]
    assert say(world, one, once="a:7") == 1
    assert list_notices(world.core, one).total == 2


def test_who_left_or_does_not_exist_is_not_told(world: World) -> None:
    one = add(world, "one")
    with world.core.db.write() as session:
        session.get_one(Person, one.id).is_active = False
    assert say(world, one) == 0
    assert say(world, HOUSE) == 0


def test_who_wants_neither_notice_nor_mail_is_not_told_and_the_others_are(world: World) -> None:
    one = add(world, "one")
    choose(world.core, one, {"mention": Choice("mention", False, "never")})
    assert say(world, one) == 0
    assert say(world, one, kind="reply") == 1
    choose(world.core, one, {"mention": Choice("mention", False, "daily")})
    assert say(world, one) == 1
    assert list_notices(world.core, one).total == 1, "what is only wanted by mail is not shown"


def test_every_kind_has_a_choice_and_unknown_ones_are_refused(world: World) -> None:
    one = add(world, "one")
    assert {choice.kind: choice.mail for choice in list_choices(world.core, one)} == {
        name: kind.mail for name, kind in KINDS.items()
    }
    with pytest.raises(Invalid, match="nonsense"):
        choose(world.core, one, {"nonsense": Choice("nonsense", True, "now")})
    with pytest.raises(Invalid, match="hourly"):
        choose(world.core, one, {"mention": Choice("mention", True, "hourly")})  # type: ignore[arg-type]


def test_pages_follow_each_other(world: World) -> None:
    one = add(world, "one")
    for _ in range(5):
        say(world, one)
        world.wait(seconds=1)
    first = list_notices(world.core, one, limit=3)
    second = list_notices(world.core, one, limit=3, cursor=first.next)
    assert [len(first.items), len(second.items), second.next] == [3, 2, None]
    assert len({each.id for each in (*first.items, *second.items)}) == 5
    with pytest.raises(Invalid):
        list_notices(world.core, one, cursor="W10")


def test_only_people_have_notices(world: World) -> None:
    with pytest.raises(Forbidden):
        list_notices(world.core, HOUSE)
    assert count_unread(world.core, HOUSE) == 0
