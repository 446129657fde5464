"""Out into a spreadsheet, edited, and back: every change shown first, nothing overwritten, nothing run."""

import csv
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from dam.accounts.caller import HOUSE
from dam.assets.bulk.asking import make_bulk_edit, undo_bulk_edit
from dam.assets.bulk.limits import MOST_ASSETS
from dam.assets.bulk.read import get_bulk_edit, list_bulk_items
from dam.assets.bulk.sentences import MANY_ROWS
from dam.assets.bulk.sheet_child import read as read_in_child
from dam.assets.bulk.sheet_columns import joined, split
from dam.assets.bulk.sheet_export import open_sheet, write_csv, write_workbook
from dam.assets.bulk.sheet_import import import_sheet
from dam.assets.bulk.views import BulkEditView
from dam.assets.edit import edit_asset
from dam.assets.read import get_asset
from dam.errors import Invalid
from dam.metadata.fields import save_field
from tests.dam.accounts.world import World

Finish = Callable[[], None]
Table = list[dict[str, str]]


def exported(world: World, ids: list[str], separator: str = ",") -> Table:
    """Return the rows of an exported sheet by column."""
    content = b"".join(write_csv(open_sheet(world.core, HOUSE, ids), separator)).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(content, newline=""), delimiter=separator))


def sent(
    world: World, tmp_path: Path, rows: Table, *, separator: str = ",", encoding: str = "utf-8"
) -> BulkEditView:
    """Write rows as a person's program would, and import them."""
    out = StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path / "sheet.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    return import_sheet(world.core, HOUSE, path, "sheet.csv")


@pytest.fixture
def described(world: World, three: list[str]) -> list[str]:
    """Give three assets with something in every kind of column."""
    save_field(world.core, HOUSE, "season", kind="text", label={"fr": "Saison"})
    save_field(world.core, HOUSE, "pieces", kind="number", label={"fr": "Pièces"})
    patch = {
        "title": '=HYPERLINK("http://example.org")',
        "description": 'Une ligne\net l\'autre; "dite"',
        "tags": ["mer", "sable, chaud"],
        "alt": {"fr": "Une plage", "de": "Ein Strand"},
        "fields": {"season": "été", "pieces": 1.5},
        "rights": {"licence": "CC BY", "expires_at": "2027-01-01T00:00:00Z", "channels": ["web", "email"]},
    }
    for asset_id in three:
        edit_asset(world.core, HOUSE, asset_id, patch)
    return three


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_what_comes_back_unchanged_changes_nothing(
    world: World, described: list[str], tmp_path: Path, separator: str, encoding: str
) -> None:
    rows = exported(world, described, separator)
    assert rows[0]["title"] == '\'=HYPERLINK("http://example.org")'
    assert (rows[0]["tags"], rows[0]["rights_until"]) == ('mer,"sable, chaud"', "2026-12-31")
    assert (rows[0]["alt:de"], rows[0]["field:season"], rows[0]["field:pieces"]) == (
        "Ein Strand",
        "été",
        "1.5",
    )
    assert sent(world, tmp_path, rows, separator=separator, encoding=encoding).counts == {"unchanged": 3}


def test_a_workbook_comes_back_unchanged_and_holds_no_formula(
    world: World, described: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(write_workbook(open_sheet(world.core, HOUSE, described)))
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1][0] == described[0]
    assert import_sheet(world.core, HOUSE, path, "sheet.xlsx").counts == {"unchanged": 3}


def test_every_change_is_shown_cell_by_cell_then_made_and_undone(
    world: World, described: list[str], tmp_path: Path, finish: Finish
) -> None:
    rows = exported(world, described)
    rows[0] |= {"title": "Plage", "alt:en": "A beach", "field:pieces": "2,5", "rights_until": "31/12/2027"}
    rows[1] |= {"tags": "", "status": "approved", "description": ""}
    rows[2] |= {"field:pieces": "zwei", "rights_from": "demain", "status": "fini", "kind": "video"}
    plan = sent(world, tmp_path, rows)
    assert plan.counts == {"planned": 2, "refused": 1}
    first, second, third = list_bulk_items(world.core, HOUSE, plan.id).items
    assert (first.row, first.after) == (
        2,
        {
            "title": "Plage",
            "alt.en": "A beach",
            "fields.pieces": 2.5,
            "rights.expires_at": "2028-01-01T00:00:00Z",
        },
    )
    assert second.before["tags"] == ["mer", "sable, chaud"]
    assert second.after == {"tags": None, "status": "approved", "description": None}
    told = {str(problem["column"]): str(problem["message"]) for problem in third.problems}
    assert told == {
        "field:pieces": "This column holds a number, and “zwei” came.",
        "rights_from": "A day is written like 2026-12-31, and “demain” came.",
        "status": "A status is one of draft, in_review, approved, withdrawn, archived, and “fini” came.",
        "kind": "This column is only there to be read.",
    }
    make_bulk_edit(world.core, HOUSE, plan.id)
    finish()
    assert get_asset(world.core, HOUSE, described[0]).alt["en"] == "A beach"
    assert get_asset(world.core, HOUSE, described[1]).status == "approved"
    undo_bulk_edit(world.core, HOUSE, plan.id)
    finish()
    assert get_bulk_edit(world.core, HOUSE, plan.id).counts == {"undone": 2, "refused": 1}
    assert get_asset(world.core, HOUSE, described[1]).tags == ("mer", "sable, chaud")


@pytest.mark.parametrize(
    ("zone", "begins", "ends"),
    [
        ("Europe/Paris", "2027-03-27T23:00:00Z", "2027-12-31T23:00:00Z"),
        ("America/New_York", "2027-03-28T04:00:00Z", "2028-01-01T05:00:00Z"),
    ],
)
def test_days_of_rights_are_days_of_the_house_on_both_ways(
    world: World, three: list[str], tmp_path: Path, zone: str, begins: str, ends: str
) -> None:
    far = replace(world, core=replace(world.core, zone=ZoneInfo(zone)))
    rows = [{"id": three[0], "rights_from": "2027-03-28", "rights_until": "31/12/2027"}]
    plan = sent(far, tmp_path, rows)
    (item,) = list_bulk_items(far.core, HOUSE, plan.id).items
    assert item.after == {"rights.starts_at": begins, "rights.expires_at": ends}
    edit_asset(far.core, HOUSE, three[0], {"rights": {"starts_at": begins, "expires_at": ends}})
    (row,) = exported(far, three[:1])
    assert (row["rights_from"], row["rights_until"]) == ("2027-03-28", "2027-12-31")
    assert sent(far, tmp_path, [row]).counts == {"unchanged": 1}


@pytest.mark.parametrize("day", ["9999-12-31", "31/12/9999", "0001-01-01", "29/02/2027"])
def test_a_day_at_the_end_of_the_calendar_or_in_no_calendar_is_said_in_its_cell(
    world: World, three: list[str], tmp_path: Path, day: str
) -> None:
    plan = sent(world, tmp_path, [{"id": three[0], "rights_until": day}])
    (item,) = list_bulk_items(world.core, HOUSE, plan.id).items
    assert item.problems[0]["message"] == f"A day is written like 2026-12-31, and “{day}” came."


def test_what_somebody_changed_since_is_flagged_in_its_cell_and_theirs_stays(
    world: World, described: list[str], tmp_path: Path, finish: Finish
) -> None:
    rows = exported(world, described)
    edit_asset(world.core, HOUSE, described[0], {"title": "Von ihr", "alt": {"fr": "Von ihr"}})
    rows[0] |= {"title": "Von mir", "licence": "CC 0"}
    plan = sent(world, tmp_path, rows)
    item = list_bulk_items(world.core, HOUSE, plan.id).items[0]
    assert item.after == {"rights.licence": "CC 0"}
    (conflict,) = item.problems
    assert (conflict["column"], conflict["kind"]) == ("title", "changed_since")
    assert (conflict["now"], conflict["yours"]) == ("Von ihr", "Von mir")
    make_bulk_edit(world.core, HOUSE, plan.id)
    finish()
    view = get_asset(world.core, HOUSE, described[0])
    assert (view.title, view.alt["fr"], view.rights.licence) == ("Von ihr", "Von ihr", "CC 0")


def test_rows_without_id_and_repeated_ones_are_refused_and_the_others_go_on(
    world: World, three: list[str], tmp_path: Path
) -> None:
    rows = [{"id": one, "title": "Neu"} for one in ("", three[0], three[0], "0" * 16, "../x", three[1])]
    plan = sent(world, tmp_path, rows)
    assert plan.counts == {"refused": 4, "planned": 2}
    refused = list_bulk_items(world.core, HOUSE, plan.id, states=["refused"]).items
    assert [(item.row, item.reason) for item in refused] == [
        (2, "This row has no id; new assets are added by sending their files."),
        (4, "This asset stands in row 3 already; only that row counts."),
        (5, "There is no asset '0000000000000000'."),
        (6, "“../x” is the id of no asset."),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"id,tittle\nx,y\n", "Column 2: there is no column “tittle”; did you mean “title”?"),
        (b"id,title,title\nx,y,z\n", "Column 3: “title” stands there twice."),
        (b"title\ny\n", "The first row names the columns, and none of them is “id”."),
        (b"", "The first row names the columns, and none of them is “id”."),
        (b"id,title\n", "This spreadsheet has a header and no rows."),
        (b"id,field:nothing\nx,y\n", "there is no column “field:nothing”"),
        (b"\xff\xfe\x00\xd8", "neither a workbook"),
        (b"PK\x03\x04 no zip at all", "cannot be read as one"),
        (b"\xd0\xcf\x11\xe0 old", "save it as .xlsx or .csv"),
        (b"id\x00,title\n", "neither a workbook (.xlsx) nor a table"),
        (b"id,title\nx," + b"y" * 40_000 + b"\n", "A cell has at most 32767 characters; row 2, column 2"),
        (b"," * 400 + b"\nx" + b"," * 400 + b"y\n", "A spreadsheet has at most 300 columns; row 2 has 401."),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_file_that_is_no_such_sheet_is_refused_in_one_sentence(
    world: World, tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    with pytest.raises(Invalid) as refusal:
        import_sheet(world.core, HOUSE, path, "sheet.csv")
    assert sentence in str(refusal.value)


def test_a_workbook_that_unpacks_without_end_is_refused(world: World, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(1024))
        archive.infolist()[0].file_size = 1024**3
    with pytest.raises(Invalid, match="unpacks to more"):
        import_sheet(world.core, HOUSE, path, "bomb.xlsx")


def test_a_hundred_thousand_rows_are_read_and_not_one_more(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("id,title\n" + "0123456789abcdef,Plage\n" * MOST_ASSETS)
    assert sum(len(value["rows"]) for value in read_in_child({"path": str(path)})) == MOST_ASSETS + 1
    path.write_text("id,title\n" + "0123456789abcdef,Plage\n" * (MOST_ASSETS + 1))
    (only,) = read_in_child({"path": str(path)})
    assert only["error"] == MANY_ROWS


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1), max_size=5
    )
)
def test_lists_in_a_cell_come_back(texts: list[str]) -> None:
    assert split(joined(texts)) == texts
