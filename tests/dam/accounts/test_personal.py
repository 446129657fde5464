"""Personal data: found wherever it stands, given out without secrets, handed over, erased without breaking the chain."""

import json
import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from dam.accounts.audit import note
from dam.accounts.caller import HOUSE, Role
from dam.accounts.models import AuditEntry, Person, SignInSession, Token
from dam.accounts.people import add_person, change_myself
from dam.accounts.personal.erase import erase_person
from dam.accounts.personal.export import export_person
from dam.accounts.personal.hand_over import count_belongings, hand_over
from dam.accounts.personal.places import BELONGINGS, NOT_PERSONAL, PLACES
from dam.accounts.sessions import caller_of_person, sign_in
from dam.accounts.tokens import create_token
from dam.accounts.trail.verify import verify_trail
from dam.assets.collections import create_collection
from dam.assets.models import Asset, Collection, OriginalDownload
from dam.errors import Conflict, Forbidden, NotFound
from dam.ids import new_id
from dam.notices.tell import Notice, tell
from infra.tables import METADATA
from tests.dam.accounts.world import World, make_caller, make_world

PASSWORD = "une phrase assez longue"

NAMES_SOMEBODY = re.compile(
    r"(^|_)(by|by_name|by_id|owner_name|owner_id|caller_name|caller_id|author_name|author_id"
    r"|person_id|person_name|assignee_id|email|asked_by|created_by|saved_by|guest_name)$"
)


@pytest.fixture
def shared(database_url: str) -> Iterator[World]:
    """Give a world on SQLite and on PostgreSQL."""
    made = make_world(database_url)
    yield made
    made.core.db.dispose()


def add(world: World, name: str, role: Role = Role.MANAGER) -> Person:
    email = f"{name.lower()}@example.org"
    return add_person(world.core, HOUSE, email=email, name=name, role=role, password=PASSWORD)


def add_asset(world: World, owner: Person, number: int = 1) -> None:
    with world.core.db.write() as session:
        session.add_all(
            Asset(
                id=new_id(),
                kind="image",
                status="draft",
                filename="a.jpg",
                owner_id=owner.id,
                owner_name=owner.name,
                created_at=world.now(),
                updated_at=world.now(),
            )
            for _ in range(number)
        )


def live(world: World) -> Person:
    """Somebody signs in, makes a token, a collection and assets, downloads and leaves lines in the trail."""
    person = add(world, "Camille")
    sign_in(world.core, person.email, PASSWORD, "127.0.0.1")
    caller = caller_of_person(person)
    create_token(world.core, caller, name="site", role=Role.VIEWER)
    create_collection(world.core, caller, name="Été")
    add_asset(world, person, 3)
    with world.core.db.write() as session:
        session.add(
            OriginalDownload(
                asset_id=session.scalars(sa.select(Asset.id)).first(),
                version_id="v",
                caller_id=person.id,
                caller_name=person.name,
                via="session",
                at=world.now(),
            )
        )
        note(session, caller, "asset.edited", "asset", "a", {"to": "Camille’s"})
        note(session, HOUSE, "person.changed", "person", person.id, {"email": person.email})
    return person


def test_every_column_that_names_somebody_has_its_place() -> None:
    known = {f"{place.table}.{column}" for place in PLACES for column in (place.person, *place.words)}
    looks = {
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.columns
        if NAMES_SOMEBODY.search(column.name)
    }
    assert looks - known - set(NOT_PERSONAL) == set()
    tables = {place.table for place in PLACES} | {each.table for each in BELONGINGS}
    assert tables <= set(METADATA.tables)
    for one in known | set(NOT_PERSONAL):
        table, _, column = one.partition(".")
        assert not column or column in METADATA.tables[table].columns, one


def test_an_export_holds_everything_but_secrets(shared: World) -> None:
    person = live(shared)
    other = add(shared, "Dominique")
    add_asset(shared, other)
    told = json.loads("".join(export_person(shared.core, HOUSE, person.id)))
    assert [row["email"] for row in told["people"]] == ["camille@example.org"]
    assert (len(told["assets"]), len(told["tokens"]), len(told["original_downloads"])) == (3, 1, 1)
    assert "asset.edited" in {line["action"] for line in told["audit_entries"]}
    text = json.dumps(told)
    assert "Dominique" not in text
    assert "$argon2" not in text
    with shared.core.db.read() as session:
        for secret in (
            *session.scalars(sa.select(Token.secret_hash)),
            *session.scalars(sa.select(SignInSession.csrf_token)),
        ):
            assert secret not in text


def test_a_name_that_somebody_took_opens_nothing_of_others(world: World) -> None:
    """Rows that know people by name alone tell the name: everybody may call themselves as somebody else is called."""
    admin, viewer = add(world, "Dominique", Role.ADMIN), add(world, "Camille", Role.VIEWER)
    with world.core.db.write() as session:
        told = Notice("comment", (admin.id,), by="Dominique", values={"title": "Secret plan"})
        assert tell(session, world.now(), told) == 1
    change_myself(world.core, caller_of_person(viewer), name="Dominique")
    mine = "".join(export_person(world.core, caller_of_person(viewer), viewer.id))
    assert "Secret plan" not in mine
    (row,) = json.loads(mine)["notices"]
    assert (set(row), row["by"]) == ({"id", "by"}, "Dominique")
    assert "Secret plan" in "".join(export_person(world.core, HOUSE, admin.id))


def test_one_exports_oneself_and_nobody_else(world: World) -> None:
    person = live(world)
    mine = "".join(export_person(world.core, caller_of_person(person), person.id))
    assert "camille@example.org" in mine
    other = add(world, "Dominique")
    with pytest.raises(Forbidden):
        export_person(world.core, caller_of_person(person), other.id)


def test_an_erased_person_is_named_nowhere_and_the_chain_holds(shared: World) -> None:
    person = live(shared)
    assert erase_person(shared.core, HOUSE, person.id).rows > 5
    with shared.core.db.read() as session:
        for table in METADATA.sorted_tables:
            for row in session.execute(sa.select(table)).mappings():
                assert "amille" not in json.dumps(dict(row), default=str), (table.name, row)
        assert session.scalar(sa.select(sa.func.count()).select_from(Asset)) == 3
        assert session.scalar(sa.select(sa.func.count()).select_from(OriginalDownload)) == 1
        assert session.scalar(sa.select(sa.func.count()).select_from(SignInSession)) == 0
    verdict = verify_trail(shared.core, HOUSE)
    assert verdict.fault == ""
    assert verdict.erased > 1
    assert erase_person(shared.core, HOUSE, person.id).left == (), "a repeat is harmless"
    assert verify_trail(shared.core, HOUSE).fault == ""


def test_a_cut_off_erasure_is_finished_by_a_repeat(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person = live(world)
    monkeypatch.setattr("dam.accounts.personal.erase._empty_trail", _fail)
    with pytest.raises(RuntimeError):
        erase_person(world.core, HOUSE, person.id)
    monkeypatch.undo()
    erase_person(world.core, HOUSE, person.id)
    with world.core.db.read() as session:
        assert session.get_one(Person, person.id).name == ""
        assert not [line for line in session.scalars(sa.select(AuditEntry)) if "amille" in str(line.details)]


def _fail(*_: object) -> int:
    raise RuntimeError


def test_what_cannot_be_erased(world: World) -> None:
    admin = add(world, "Admin", Role.ADMIN)
    with pytest.raises(Conflict, match="last admin"):
        erase_person(world.core, HOUSE, admin.id)
    with pytest.raises(Conflict, match="themselves"):
        erase_person(world.core, caller_of_person(admin), admin.id)
    with pytest.raises(Forbidden):
        erase_person(world.core, make_caller(Role.MANAGER), admin.id)
    with pytest.raises(NotFound):
        erase_person(world.core, HOUSE, "nobody")


def test_everything_is_handed_over(shared: World) -> None:
    person, heir = live(shared), add(shared, "Dominique")
    assert count_belongings(shared.core, HOUSE, person.id)["assets"] == 3
    given = hand_over(shared.core, HOUSE, person.id, heir.id)
    assert {kind: number for kind, number in given.items() if number} == {"assets": 3, "collections": 1}
    with shared.core.db.read() as session:
        assert set(session.scalars(sa.select(Asset.owner_name))) == {"Dominique"}
        assert set(session.scalars(sa.select(Collection.owner_id))) == {heir.id}
    assert sum(hand_over(shared.core, HOUSE, person.id, heir.id).values()) == 0


def test_nothing_is_handed_to_oneself_or_to_nobody(world: World) -> None:
    person = live(world)
    with pytest.raises(Conflict):
        hand_over(world.core, HOUSE, person.id, person.id)
    with pytest.raises(NotFound):
        hand_over(world.core, HOUSE, person.id, "nobody")
    with pytest.raises(Forbidden):
        hand_over(world.core, make_caller(Role.MANAGER), person.id, person.id)
