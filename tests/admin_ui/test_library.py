"""The wall: filters, chips, parts for htmx, buckets, the table, empty states and corrections."""

import pytest
from starlette.datastructures import QueryParams

from admin_ui import library_query
from dam.accounts.caller import HOUSE, Role
from dam.assets.edit import edit_asset
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.reuse.quarantine import set_aside
from dam.metadata.fields import save_field
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of, picture


def test_the_wall_shows_all_and_says_so(admin: Browser) -> None:
    page = admin.get("/")
    assert page.text.count("data-tile") == 4
    assert "4 assets" in page.text
    assert "In review" in page.text


def test_filters_are_chips_that_can_be_taken_off(admin: Browser) -> None:
    page = admin.get("/?status=approved&tag=vitrine&sort=oldest")
    assert page.text.count("data-tile") == 1
    assert 'href="/?tag=vitrine&amp;sort=oldest" aria-label="Remove the filter Approved"' in page.text
    assert 'name="status" value="approved" checked' in page.text


def test_a_part_holds_the_wall_the_head_and_the_facets(admin: Browser) -> None:
    part = admin.part("/?status=draft&sort=newest&view=wall")
    assert "<html" not in part.text
    assert part.text.count("data-tile") == 2
    assert '<hx-partial hx-target="#library-head"' in part.text
    assert '<hx-partial hx-target="#facets-form"' in part.text
    assert part.headers["hx-push-url"] == "/?status=draft"
    assert "HX-Request-Type" in part.headers["vary"]


def test_words_are_found_and_corrected(home: Home) -> None:
    browser = browser_of(home, Role.ADMIN, "fr")
    assert browser.get("/?q=fauteuil").text.count("data-tile") == 1
    corrected = browser.get("/?q=fautueil")
    assert corrected.text.count("data-tile") == 1
    assert "Affiché à la place" in corrected.text


def test_nothing_found_lists_the_filters(admin: Browser) -> None:
    page = admin.get("/?status=withdrawn&q=zzzzqqqq")
    assert "Nothing matches" in page.text
    assert "Remove the filter Withdrawn" in page.text
    assert "zzzzqqqq" in page.text


def test_an_unknown_value_is_escaped(admin: Browser) -> None:
    page = admin.get('/?q="><script>alert(1)</script>&tag=<img>')
    assert "<script>alert" not in page.text
    assert "<img>" not in page.text


def test_the_table_shows_the_same(admin: Browser) -> None:
    page = admin.get("/?view=table")
    assert page.text.count("pick-row") == 4
    assert "640×400" in page.text


def test_buckets_follow_each_other_without_a_gap(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("admin_ui.pages.library.BUCKET", 3)
    browser = browser_of(home, Role.ADMIN)
    first = browser.get("/")
    assert first.text.count("data-tile") == 3
    address = first.text.split('class="more-tiles" hx-get="')[1].split('"')[0].replace("&amp;", "&")
    second = browser.part(address)
    assert second.text.count("data-tile") == 1
    assert "more-tiles" not in second.text
    assert "<section" not in second.text, "the month goes on in the wall that is there"
    seen = [tile.split('"')[0] for page in (first, second) for tile in page.text.split('id="tile-')[1:]]
    assert len(set(seen)) == 4
    assert browser.get(address).location == "/", "without htmx a bucket's address shows the library"


def test_an_empty_library_offers_one_action(home: Home) -> None:
    browser = browser_of(home, Role.ADMIN)
    for title in ("Vase bleu", "Affiche rouge", "Fauteuil vert", "Nappe d'été"):
        browser.post(f"/assets/{asset_id(home, title)}/trash")
    home.finish()
    assert "The library is empty" in browser.get("/").text


def test_addresses_round_trip() -> None:
    query = library_query.LibraryQuery.read(
        QueryParams("q=été&tag=a&tag=b&status=draft&view=table&sort=title")
    )
    again = library_query.LibraryQuery.read(QueryParams(query.url().split("?")[1]))
    assert again == query
    assert library_query.LibraryQuery.read(QueryParams("sort=nonsense&view=cube&unknown=1")).url() == "/"


def test_an_upload_by_plain_form(home: Home, admin: Browser) -> None:
    files = [("file", ("Neu.jpg", picture("#7b3fa0"))), ("file", ("notes.exe", b"MZ\x90\x00" * 40))]
    answer = admin.post("/upload", {"tags": "neu, été", "status": "in_review"}, files=files)
    assert answer.location == "/upload"
    assert "1 added, 0 duplicates, 1 failed" in admin.get("/upload").text
    home.finish()
    assert admin.get("/?tag=neu&status=in_review").text.count("data-tile") == 1
    again = admin.post("/upload", {}, files=files[:1])
    assert again.location == "/"
    assert "0 added, 1 duplicate, 0 failed" in admin.get("/").text


def test_a_new_asset_says_that_it_is_being_prepared(home: Home) -> None:
    added = receive_file(home.core, HOUSE, [picture("#112233")], NewAsset(filename="one.jpg"))
    page = browser_of(home, Role.ADMIN).get(f"/assets/{added.asset_id}")
    assert "Making the renditions" in page.text


def test_what_is_not_wanted_is_a_chip_and_a_mark(admin: Browser) -> None:
    page = admin.get("/?-status=approved&-kind=video")
    assert page.text.count("data-tile") == 3
    assert 'href="/?-kind=video" aria-label="Remove the filter Without Approved"' in page.text
    assert 'name="-status" value="approved" aria-label="Without Approved" checked' in page.text


def test_ranges_bound_the_wall(admin: Browser) -> None:
    assert admin.get("/?width_from=640&height_to=400").text.count("data-tile") == 1
    page = admin.get("/?width_from=9999&created_from=2020-01-01")
    assert page.text.count("data-tile") == 0
    assert 'href="/?created_from=2020-01-01">Width in pixels from 9999' in page.text
    assert 'name="width_from" value="9999"' in page.text


def test_what_cannot_be_read_in_an_address_is_left_out() -> None:
    read = library_query.LibraryQuery.read
    address = "width_from=wide&created_from=soon&field.=x&-field.KEY=x&kind=song&field.year.from=x&-width_from=1&width_from=9"
    assert read(QueryParams(address)).given == (("width_from", "9"),)
    many = "&".join(f"tag=t{number}" for number in range(500))
    assert len(read(QueryParams(many)).given) == library_query.MAX_FILTERS


def test_own_fields_and_rights_stand_among_the_facets(home: Home) -> None:
    browser = browser_of(home, Role.ADMIN)
    core = home.core
    save_field(core, HOUSE, "season", kind="choice", label={"en": "Season"}, choices=["summer", "winter"])
    save_field(core, HOUSE, "year", kind="number", label={"en": "Year"})
    vase = asset_id(home, "Vase bleu")
    edit_asset(
        core,
        HOUSE,
        vase,
        {"fields": {"season": "summer", "year": 2026}, "rights": {"expires_at": "2020-01-01T00:00:00Z"}},
    )
    home.finish()
    page = browser.get("/?field.season=summer&field.year.from=2000&rights=ended")
    assert page.text.count("data-tile") == 1
    for words in ("Season: summer", "Year from 2000", "End of the rights: Already ended"):
        assert f"Remove the filter {words}" in page.text, words


def test_what_is_set_aside_is_chosen_in_the_library_by_those_who_may_bring_it_back(
    home: Home, admin: Browser
) -> None:
    assert "Show only these" not in admin.get("/").text
    aside = asset_id(home, "Vase bleu")
    set_aside(home.core, HOUSE, [aside])
    home.finish()
    page = admin.get("/").text
    assert 'name="set_aside" value="1"' in page
    assert f"/assets/{aside}" not in page
    chosen = admin.get("/?set_aside=1&q=vase").text
    assert f"/assets/{aside}" in chosen
    assert "Affiche rouge" not in admin.get("/?set_aside=1").text
    assert "Show only these" not in browser_of(home, Role.VIEWER).get("/").text
