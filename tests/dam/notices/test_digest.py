"""Letters: notices that belong together go out in one, at the hour that their reader chose."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from admin_ui.language import CATALOGUES
from dam.accounts.caller import Caller
from dam.notices.choices import Choice, choose
from dam.notices.digest import gather_letters, last_morning
from dam.notices.forgetting import forget_told
from dam.notices.models import Mail, NoticeRow
from dam.notices.outbox import WAITS, Letter, Undeliverable, put_letter, send_due
from dam.notices.read import mark_read
from dam.notices.tell import Notice, tell
from delivery.outgoing.mail.letters import composer
from tests.dam.accounts.world import World
from tests.dam.notices.people import add

COMPOSE = composer("https://house.example")


def say(world: World, person: Caller, title: str = "L’été") -> None:
    with world.core.db.write() as session:
        values = {"title": title}
        tell(
            session, world.now(), Notice("mention", (person.id,), "Marketing", url="/assets/a", values=values)
        )


def gather(world: World) -> list[Mail]:
    gather_letters(world.core, CATALOGUES, COMPOSE)
    with world.core.db.read() as session:
        return list(session.scalars(sa.select(Mail).order_by(Mail.created_at, Mail.id)))


def test_what_is_urgent_waits_twenty_seconds_for_company(world: World) -> None:
    one = add(world, "one")
    say(world, one)
    say(world, one, "<Été> & mer")
    assert gather(world) == []
    world.wait(seconds=21)
    (letter,) = gather(world)
    assert letter.subject == "2 nouveautés dans la médiathèque"
    assert "Marketing vous a mentionné sur L’été.\nhttps://house.example/assets/a" in letter.text
    assert "&lt;Été&gt; &amp; mer" in letter.html
    world.wait(days=8)
    assert len(gather(world)) == 1, "each notice goes out once"


def test_what_was_read_in_the_house_needs_no_letter(world: World) -> None:
    one = add(world, "one", "en")
    say(world, one)
    mark_read(world.core, one)
    world.wait(minutes=1)
    assert gather(world) == []


def test_a_digest_goes_out_in_the_morning_and_a_weekly_one_on_monday(world: World) -> None:
    daily, weekly = add(world, "daily", "en"), add(world, "weekly", "en")
    choose(world.core, daily, {"mention": Choice("mention", True, "daily")})
    choose(world.core, weekly, {"mention": Choice("mention", True, "weekly")})
    world.moment = datetime(2026, 11, 18, 12, tzinfo=UTC)  # a Wednesday
    say(world, daily)
    say(world, weekly)
    world.wait(hours=18)
    assert gather(world) == []
    world.wait(hours=2)
    assert [mail.address for mail in gather(world)] == ["daily@example.org"]
    world.moment = datetime(2026, 11, 23, 7, 0, 1, tzinfo=UTC)
    assert {mail.address for mail in gather(world)} == {"daily@example.org", "weekly@example.org"}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-29T04:59:59+00:00", "2026-03-28T06:00:00+00:00"),  # the night the clock goes forward
        ("2026-03-29T05:00:00+00:00", "2026-03-29T05:00:00+00:00"),
        ("2026-10-25T06:00:00+00:00", "2026-10-25T06:00:00+00:00"),  # and back
        ("2028-02-29T12:00:00+00:00", "2028-02-29T06:00:00+00:00"),
        ("2028-03-01T01:00:00+00:00", "2028-02-29T06:00:00+00:00"),
    ],
)
def test_mornings_are_those_of_the_house(now: str, expected: str) -> None:
    paris = ZoneInfo("Europe/Paris")
    assert last_morning(datetime.fromisoformat(now), paris) == datetime.fromisoformat(expected)


def put(world: World) -> None:
    with world.core.db.write() as session:
        put_letter(session, world.now(), Letter("one@example.org", "Two\nlines", "text"))


def test_a_refused_letter_is_tried_again_and_given_up_in_the_end(world: World) -> None:
    put(world)
    tried: list[str] = []

    def refuse(identity: str, letter: Letter) -> None:
        tried.append(letter.subject)
        raise Undeliverable("450 come back later", is_final=False)

    for wait in WAITS:
        assert send_due(world.core, refuse) == 0
        assert send_due(world.core, refuse) == 0, "not before its time"
        world.wait(seconds=wait.total_seconds())
    send_due(world.core, refuse)
    assert tried == ["Two lines"] * (len(WAITS) + 1)
    with world.core.db.read() as session:
        mail = session.scalars(sa.select(Mail)).one()
        assert (mail.state, mail.error) == ("failed", "450 come back later")


def test_a_process_that_dies_while_sending_leaves_the_letter_to_the_next(world: World) -> None:
    put(world)

    def die(_identity: str, _letter: Letter) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send_due(world.core, die)
    sent: list[str] = []
    assert send_due(world.core, lambda identity, _letter: sent.append(identity)) == 0, "still held"
    world.wait(minutes=6)
    assert send_due(world.core, lambda identity, _letter: sent.append(identity)) == 1
    assert len(sent) == 1


def test_what_is_over_is_forgotten(world: World, tmp_path: Path) -> None:
    one = add(world, "one")
    say(world, one)
    put(world)
    send_due(world.core, lambda _identity, _letter: None)
    world.wait(days=31)
    forget_told(world.core)
    with world.core.db.read() as session:
        assert (session.query(Mail).count(), session.query(NoticeRow).count()) == (0, 1)
    world.wait(days=180)
    forget_told(world.core)
    with world.core.db.read() as session:
        assert session.query(NoticeRow).count() == 0
