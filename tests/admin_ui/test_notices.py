"""The page of notices: told, opened, marked, chosen; in both languages."""

import sqlalchemy as sa

from dam.accounts.caller import Role
from dam.accounts.models import Person
from dam.notices.models import NoticeChoice
from dam.notices.tell import Notice, tell
from tests.admin_ui.houses import Browser, Home, browser_of


def say(home: Home, title: str, url: str = "/trash") -> None:
    """Tell the admin."""
    with home.core.db.write() as session:
        person_id = session.scalar(sa.select(Person.id).where(Person.email == "admin@example.org"))
        assert person_id
        notice = Notice("mention", (person_id,), "Marketing", url=url, values={"title": title})
        tell(session, home.core.now(), notice)


def test_a_notice_is_counted_opened_and_then_read(home: Home, admin: Browser) -> None:
    assert "Nothing new" in admin.get("/notices").text
    say(home, "<Nappe>")
    say(home, "Fauteuil", url="https://elsewhere.example.org/")
    page = admin.get("/notices").text
    assert "2 new notices" in page
    assert "Marketing mentioned you on &lt;Nappe&gt;." in page
    assert "elsewhere.example.org" not in page, "a notice leads nowhere but into this house"
    identity = page.split('name="notice" value="')[1].split('"')[0]
    opened = admin.client.post(
        "/notices", data={"notice": identity, "to": "/trash", "csrf_token": admin.token}
    )
    assert (opened.status_code, opened.headers["location"]) == (303, "/trash")
    assert "1 new notice" in admin.get("/notices").text
    admin.post("/notices")
    assert "new notice" not in admin.get("/notices").text


def test_it_reads_in_french_and_nobody_sees_another_s(home: Home) -> None:
    say(home, "Nappe")
    french = browser_of(home, Role.ADMIN, "fr").get("/notices").text
    assert "Marketing vous a mentionné sur Nappe." in french
    assert "Nappe" not in browser_of(home, Role.VIEWER).get("/notices").text.split("notice-list")[0]
    assert "notice-list" not in browser_of(home, Role.VIEWER).get("/notices").text


def test_choices_are_kept(home: Home, admin: Browser) -> None:
    assert "No mail server is set up yet" in admin.get("/notices").text
    admin.post("/notices/choices", {"mail_mention": "weekly", "shown_reply": "yes", "mail_reply": "hourly"})
    with home.core.db.read() as session:
        kept = {row.kind: (row.is_shown, row.mail) for row in session.scalars(sa.select(NoticeChoice))}
    assert kept["mention"] == (False, "weekly")
    assert kept["reply"] == (True, "never")
