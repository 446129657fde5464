"""The page of the audit trail: read, filtered, verified, taken away; only by those who may."""

import re
from pathlib import Path

import sqlalchemy as sa

from admin_ui.labels.words import LABELS
from dam.accounts.audit import note
from dam.accounts.caller import HOUSE, Role
from dam.accounts.models import AuditEntry
from dam.accounts.seen.book import write_sightings
from dam.assets.status import move_status
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of

ROOT = Path(__file__).parents[2]


def write(home: Home, name: str = "=1+1") -> None:
    with home.core.db.write() as session:
        note(session, HOUSE, "thing.made", "thing", "t1", {"name": name})


def test_it_is_read_and_filtered(home: Home, admin: Browser) -> None:
    write(home, "<b> à la plage")
    page = admin.get("/admin/audit?action=thing.made").text
    assert "1 line" in page
    assert "Name: &lt;b&gt; à la plage" in page
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


def test_things_are_called_by_their_words_and_titles(home: Home) -> None:
    with home.core.db.write() as session:
        for kind, identity in (
            ("asset", asset_id(home, "Vase bleu")),
            ("share", "gone1234"),
            ("thing", "t1"),
        ):
            note(session, HOUSE, "thing.made", kind, identity)
    page = browser_of(home, Role.ADMIN, "fr").get("/admin/audit?action=thing.made").text
    assert re.search(r'Ressource</span><br><a href="/assets/[^"]+">Vase bleu', page)
    assert re.search(r"Partage</span><br>gone1234", page), "what is gone keeps the beginning of its id"
    assert re.search(r"thing</span><br>t1", page)


def test_every_kind_of_thing_has_its_word() -> None:
    """The trail is written all over the house; a kind without a word would be shown as code calls it."""
    noted = re.compile(r'"[a-z_]+\.[a-z_]+",\s*"([a-z_]+)",\s*[a-z_.]+')
    found = {
        kind
        for folder in ("dam", "renditions", "delivery", "infra")
        for path in (ROOT / folder).rglob("*.py")
        for kind in noted.findall(path.read_text("utf-8"))
    }
    assert {"asset", "share", "preset", "vocabulary"} <= found
    assert found - LABELS["subject_kind"].keys() == set()


def test_every_action_has_its_words() -> None:
    """Among what is noted, a name of the code for what somebody did would be a riddle."""
    things = {name.split(".")[0] for name in LABELS["deed"]}
    found = {
        name
        for folder in ("dam", "renditions", "delivery", "infra")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(
            r"^from dam\.accounts(\.audit import| import audit)",
            text := path.read_text("utf-8"),
            re.MULTILINE,
        )
        for name in re.findall(r'"([a-z_]+\.[a-z_]+)"', text)
        if name.split(".")[0] in things and not name.endswith(".id")
    }
    assert len(found) > 100
    assert found - LABELS["deed"].keys() == set()


def test_an_action_is_chosen_and_told_in_words(home: Home, admin: Browser) -> None:
    with home.core.db.write() as session:
        note(
            session,
            HOUSE,
            "term.merged",
            "term",
            "t1",
            {"into": None, "labels": ["Hiver", "Été"], "is_new": {}},
        )
    page = admin.get("/admin/audit?action=term.merged").text
    assert "<td>Terms merged<br>" in page
    assert "Into: — · Labels: Hiver, Été · is_new: " in page
    assert '<option value="term.merged" selected>Terms merged</option>' in page
    french = browser_of(home, Role.ADMIN, "fr").get("/admin/audit?action=term.merged").text
    assert "<td>Termes fusionnés<br>" in french
    assert "Dans\N{NO-BREAK SPACE}: — · Libellés\N{NO-BREAK SPACE}: Hiver, Été" in french
    move_status(home.core, HOUSE, asset_id(home, "Vase bleu"), "withdrawn", reason="rappel")
    moved = browser_of(home, Role.ADMIN, "fr").get("/admin/audit?action=asset.status_moved").text
    assert "Désormais\N{NO-BREAK SPACE}: Retirée · Motif\N{NO-BREAK SPACE}: rappel" in moved


def test_who_saw_an_asset_is_shown_filtered_and_taken_away(home: Home, admin: Browser) -> None:
    asset = asset_id(home, "Vase bleu")
    for who in (admin, browser_of(home, Role.VIEWER)):
        assert who.get(f"/assets/{asset}").status == 200
    assert "Nobody opened anything" in admin.get("/admin/seen").text, "nothing is written in the request"
    assert write_sightings(home.core, home.house.seen) == 2
    page = admin.get(f"/admin/seen?asset={asset}").text
    assert "2 lines" in page
    assert page.count(">Vase bleu.jpg</a>") == 2
    assert "Viewer" in page
    assert f'href="/admin/seen?asset={asset}"' in admin.get(f"/assets/{asset}").text
    assert len(admin.get(f"/admin/seen.csv?asset={asset}").text.splitlines()) == 3
    assert "Nobody opened anything" in admin.get("/admin/seen?asset=another").text
    assert admin.get("/admin/seen?from=soon").status == 400
    assert browser_of(home, Role.MANAGER).get("/admin/seen").status == 403
    assert "Who saw it" not in browser_of(home, Role.MANAGER).get(f"/assets/{asset}").text


def test_a_house_that_notes_nothing_says_so(home: Home, admin: Browser) -> None:
    home.house.seen.days_kept = 0
    asset = asset_id(home, "Vase bleu")
    admin.get(f"/assets/{asset}")
    assert write_sightings(home.core, home.house.seen) == 0
    assert "does not note who opens which asset" in admin.get("/admin/seen").text
