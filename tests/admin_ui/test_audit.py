"""The page of the audit trail: read, filtered, verified, taken away; only by those who may."""

import sqlalchemy as sa

from dam.accounts.audit import note
from dam.accounts.caller import HOUSE, Role
from dam.accounts.models import AuditEntry
from tests.admin_ui.houses import Browser, Home, browser_of


def write(home: Home, name: str = "=1+1") -> None:
    with home.core.db.write() as session:
        note(session, HOUSE, "thing.made", "thing", "t1", {"name": name})


def test_it_is_read_and_filtered(home: Home, admin: Browser) -> None:
    write(home, "<b>")
    page = admin.get("/admin/audit?action=thing.made").text
    assert "1 line" in page
    assert "\\u003cb\\u003e" in page
    assert "Nothing of that kind happened" in admin.get("/admin/audit?action=nothing").text
    assert "Nothing of that kind happened" in admin.get("/admin/audit?to=2001-02-03").text
    for wrong in ("from=soon", "to=soon", "to=9999-12-31", "from=0001-01-01", "to=2027-02-29"):
        assert admin.get(f"/admin/audit?{wrong}").status == 400, wrong
    assert admin.get("/admin/audit?cursor=W10").status == 400


def test_it_is_verified(home: Home, admin: Browser) -> None:
    write(home)
    assert "stand as they were written" in admin.post("/admin/audit").text
    with home.core.db.write() as session:
        session.execute(
            sa.update(AuditEntry).where(AuditEntry.action == "thing.made").values(details={"name": "x"})
        )
    page = admin.post("/admin/audit").text
    assert "The chain is broken." in page
    assert "(thing.made) were changed after it was written." in page


def test_the_table_holds_no_formula(home: Home, admin: Browser) -> None:
    write(home)
    text = admin.get("/admin/audit.csv?action=thing.made").text
    assert text.splitlines()[0].lstrip("\ufeff").startswith("line,at,caller_kind")
    assert len(text.splitlines()) == 2


def test_only_admins_come_here(home: Home) -> None:
    manager = browser_of(home, Role.MANAGER)
    assert manager.get("/admin/audit").status == 403
    assert manager.get("/admin/audit.csv").status == 403
    assert "stand as" not in manager.post("/admin/audit").text
