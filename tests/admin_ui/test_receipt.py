"""The receipt of a withdrawal as people read it: one sentence, the lines behind it, and who had the original."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from dam.accounts.caller import HOUSE, Role
from dam.assets.downloads import note_download
from dam.assets.status import move_status
from dam.ids import new_id
from delivery.outgoing import reasons
from delivery.outgoing.models import Probe, Purge, Withdrawal
from delivery.outgoing.withdrawals import current_withdrawal
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of


def withdrawn(home: Home, change: Callable[[Withdrawal], None] = lambda _row: None) -> str:
    """Withdraw the approved picture, write its receipt, and return its id."""
    found = asset_id(home, "Vase bleu")
    move_status(home.core, HOUSE, found, "withdrawn")
    with home.core.db.write() as session:
        row = current_withdrawal(session, found)
        assert row is not None
        row.urls = 4
        change(row)
    return found


def add(home: Home, found: str, *rows: Probe | Purge) -> None:
    """Put purges and probes onto the receipt."""
    with home.core.db.write() as session:
        receipt = current_withdrawal(session, found)
        assert receipt is not None
        for row in rows:
            row.id, row.withdrawal_id = new_id(), receipt.id
            if isinstance(row, Purge):
                row.key, row.asked_at = f"asset-{found}", receipt.asked_at
            session.add(row)


def probe(state: str, status: int | None = None, detail: str = "") -> Probe:
    """One probe of a made-up address."""
    return Probe(url=f"https://cdn.example.org/{state}", state=state, status=status, detail=detail)


def test_addresses_left_out_are_called_purged_only_where_an_edge_was_told(home: Home, admin: Browser) -> None:
    found = withdrawn(home)
    add(home, found, probe("dark", 410))
    text = admin.get(f"/assets/{found}").text
    assert "3 more addresses go dark with them." in text
    assert "purged with them" not in text


def test_the_page_says_how_long_it_took_until_all_was_dark(home: Home, admin: Browser) -> None:
    def dark(row: Withdrawal) -> None:
        row.state, row.dark_at = "dark", row.asked_at + timedelta(seconds=41)

    found = withdrawn(home, dark)
    add(home, found, probe("dark", 410), probe("shared", 200), Purge(edge="fastly SU1", state="done"))
    text = admin.get(f"/assets/{found}").text
    assert "Dark everywhere after 41\N{NO-BREAK SPACE}s" in text
    assert "2 public addresses were asked from outside" in text
    assert "Has forgotten it" in text
    assert "Gone · 410" in text
    assert "Also of another approved asset · 200" in text
    assert "2 more addresses carry the same marks" in text
    assert "Nobody has downloaded the original." in text
    assert f"/assets/{found}/receipt" not in text, "nothing moves any more, so that nothing is asked"
    french = browser_of(home, Role.ADMIN, "fr").get(f"/assets/{found}").text
    assert "Éteint partout après 41\N{NO-BREAK SPACE}s" in french


@pytest.mark.parametrize(
    ("state", "rows", "sentence"),
    [
        ("purging", (), "Going dark"),
        ("purging", (Purge(edge="a"), Purge(edge="b", error="HTTP 503")), "Waiting for 2 edges to forget it"),
        ("probing", (probe("waiting"), probe("dark", 410)), "Going dark"),
        ("probing", (probe("lit", 200, "Age: 7"), probe("dark", 410)), "Still lit at 1 address"),
        ("purging", (Purge(edge="a"), probe("lit", 200)), "Still lit at 1 address"),
        ("probing", (probe("silent", None, reasons.NOT_TAKEN),), "Some addresses do not answer"),
    ],
)
def test_while_it_goes_dark_the_page_asks_again_and_claims_nothing(
    home: Home, admin: Browser, state: str, rows: tuple[Probe | Purge, ...], sentence: str
) -> None:
    found = withdrawn(home, lambda row: setattr(row, "state", state))
    copies = [type(row)(**{k: v for k, v in vars(row).items() if not k.startswith("_")}) for row in rows]
    add(home, found, *copies)
    for page in (admin.get(f"/assets/{found}"), admin.part(f"/assets/{found}/receipt")):
        assert sentence in page.text
        assert "Dark everywhere" not in page.text
        assert f'hx-get="/assets/{found}/receipt" hx-trigger="every 2s"' in page.text
    part = admin.part(f"/assets/{found}/receipt").text
    assert "<details" not in part, "what somebody has opened stays open"
    assert 'hx-target="#receipt-lines"' in part


def test_who_had_downloaded_the_original_is_told_to_managers_only(home: Home, admin: Browser) -> None:
    found = withdrawn(home)
    with home.core.db.read() as session:
        row = current_withdrawal(session, found)
        assert row is not None
    note_download(home.core, found, "v", "somebody-else", "url")
    assert "somebody-else" in admin.get(f"/assets/{found}").text
    assert browser_of(home, Role.CONTRIBUTOR).get(f"/assets/{found}").status == 404


def test_what_is_lit_shows_no_receipt(home: Home, admin: Browser) -> None:
    found = asset_id(home, "Vase bleu")
    assert "receipt-state" not in admin.get(f"/assets/{found}").text
    withdrawn(home)
    assert "receipt-state" in admin.get(f"/assets/{found}").text
    move_status(home.core, HOUSE, found, "approved")
    assert "receipt-state" not in admin.get(f"/assets/{found}").text
    assert admin.part(f"/assets/{found}/receipt").location == f"/assets/{found}"
    assert "the public addresses are asked from outside" in admin.get(f"/assets/{found}").text, (
        "the dialog says so"
    )


def test_a_zip_of_originals_is_a_download_of_each(home: Home, admin: Browser) -> None:
    found = asset_id(home, "Vase bleu")
    assert admin.post("/selection/download", {"asset": found}).status == 200
    withdrawn(home)
    text = admin.get(f"/assets/{found}").text
    assert "The original was downloaded 1 time" in text
    assert "Here" in text
