"""Somebody leaves: handed over, exported, erased; by admins only."""

import re

import sqlalchemy as sa

from dam.accounts.caller import Role
from dam.accounts.models import Person
from dam.assets.models import Asset
from dam.search.upkeep.models import IndexRun
from tests.admin_ui.houses import Browser, Home, browser_of


def person_of(home: Home, role: str) -> str:
    with home.core.db.read() as session:
        found = session.scalar(sa.select(Person.id).where(Person.email == f"{role}@example.org"))
    assert found
    return found


def give(home: Home, person_id: str) -> None:
    with home.core.db.write() as session:
        session.execute(sa.update(Asset).values(owner_id=person_id, owner_name="Somebody"))


def test_what_somebody_owns_is_handed_over(home: Home, admin: Browser) -> None:
    leaver, heir = person_of(home, "contributor"), person_of(home, "manager")
    give(home, leaver)
    page = f"/people/{leaver}/leaving"
    assert "Hand everything over" in admin.get(page).text
    assert admin.post(f"/people/{leaver}/hand-over", {"to": "nobody"}).status == 404
    assert admin.post(f"/people/{leaver}/hand-over", {"to": heir}).location == page
    after = admin.get(page).text
    assert "were handed over" in after
    assert "Nothing belongs to this person." in after


def test_data_is_exported_and_erased_once_confirmed(home: Home, admin: Browser) -> None:
    leaver = person_of(home, "contributor")
    exported = admin.get(f"/people/{leaver}/personal-data")
    assert "contributor@example.org" in exported.text
    refused = admin.post(f"/people/{leaver}/erase", {"email": "somebody@example.org"})
    assert refused.status == 409
    assert "Type the e-mail address of the person to confirm." in refused.text
    assert admin.post(f"/people/{leaver}/erase", {"email": "contributor@example.org"}).location == "/people"
    people = admin.get("/people").text
    assert "The person was erased" in people
    assert "contributor@example.org" not in people


def test_namesakes_are_told_apart_by_the_admin(home: Home, admin: Browser) -> None:
    """Of two people of one name, what nobody can tell is listed before, and what is not chosen stays."""
    leaver = person_of(home, "contributor")
    with home.core.db.write() as session:
        for person_id in (leaver, person_of(home, "manager")):
            session.get_one(Person, person_id).name = "Camille"
        for run_id in ("one", "two"):
            session.add(
                IndexRun(
                    id=run_id,
                    kind="rebuild",
                    state="done",
                    by_name="Camille",
                    created_at=home.core.now(),
                    finished_at=None,
                )
            )
    page = admin.get(f"/people/{leaver}/leaving").text
    assert "Somebody else bears this name, too" in page
    assert re.search(r"Who rebuilt the search index · Camille", page)
    confirmed = {"email": "contributor@example.org"}
    assert admin.post(f"/people/{leaver}/erase", {**confirmed, "also": "people.name"}).status == 400
    assert admin.post(f"/people/{leaver}/erase", confirmed).location == "/people"
    assert "2 mentions of the name stay" in admin.get("/people").text


def test_only_admins_come_here(home: Home) -> None:
    leaver, manager = person_of(home, "contributor"), browser_of(home, Role.MANAGER)
    assert manager.get(f"/people/{leaver}/leaving").status == 403
    assert manager.get(f"/people/{leaver}/personal-data").status == 403
    manager.post(f"/people/{leaver}/erase", {"email": "contributor@example.org"})
    assert person_of(home, "contributor") == leaver
