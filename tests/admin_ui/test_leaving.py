"""Somebody leaves: handed over, exported, erased; by admins only."""

import sqlalchemy as sa

from dam.accounts.caller import Role
from dam.accounts.models import Person
from dam.assets.models import Asset
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


def test_only_admins_come_here(home: Home) -> None:
    leaver, manager = person_of(home, "contributor"), browser_of(home, Role.MANAGER)
    assert manager.get(f"/people/{leaver}/leaving").status == 403
    assert manager.get(f"/people/{leaver}/personal-data").status == 403
    manager.post(f"/people/{leaver}/erase", {"email": "contributor@example.org"})
    assert person_of(home, "contributor") == leaver
