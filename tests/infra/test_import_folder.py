"""Importing a folder: everything once, stopped and begun again, what cannot be is told."""

from pathlib import Path

import pytest

from dam.accounts.caller import HOUSE
from dam.assets.read import list_assets
from dam.core import Core
from dam.errors import Unavailable
from dam.storage.faulty import FaultyStore
from infra.import_folder import files_below, import_folder
from infra.take_file import Taken, is_wanted
from tests.cores import MakeCore
from tests.delivery.api.pictures import jpeg, png


class Listener:
    """Writes down what the import reports."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int, str, str]] = []

    def __call__(self, done: int, total: int, path: Path, taken: Taken) -> None:
        self.told.append((done, total, path.name, taken.result))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as people have them."""
    folder = tmp_path / "photos"
    (folder / "été").mkdir(parents=True)
    (folder / "été" / "plage.png").write_bytes(png(1))
    (folder / "été" / "same again.png").write_bytes(png(1))
    (folder / "b.jpg").write_bytes(jpeg(2))
    (folder / "words.jpg").write_text("no picture at all")
    (folder / "empty.png").write_bytes(b"")
    (folder / ".DS_Store").write_bytes(b"system")
    (folder / "film.mp4.part").write_bytes(b"unfinished")
    (folder / "link.png").symlink_to(folder / "b.jpg")
    return folder


def test_every_file_is_taken_once_or_told_why_not(core: Core, folder: Path) -> None:
    listener = Listener()
    imported = import_folder(core, HOUSE, folder, listener)
    assert (imported.added, imported.duplicates) == (2, 1)
    assert {path.name for path, _ in imported.refused} == {"words.jpg", "empty.png"}
    assert all(sentence.endswith(".") for _, sentence in imported.refused)
    assert [told[:2] for told in listener.told] == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
    assert {asset.filename for asset in list_assets(core, HOUSE).items} == {"plage.png", "b.jpg"}


def test_a_second_run_adds_nothing_and_copies_nothing(core: Core, folder: Path) -> None:
    import_folder(core, HOUSE, folder, Listener())
    before = {blob.digest: blob.modified_at for blob in core.store.list()}
    again = import_folder(core, HOUSE, folder, Listener())
    assert (again.added, again.duplicates) == (0, 3)
    assert {blob.digest: blob.modified_at for blob in core.store.list()} == before


def test_an_import_that_was_stopped_goes_on(core: Core, folder: Path) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, _total: int, _path: Path, _taken: Taken) -> None:
        if done == 2:
            raise Stop

    with pytest.raises(Stop):
        import_folder(core, HOUSE, folder, stop)
    import_folder(core, HOUSE, folder, Listener())
    assert list_assets(core, HOUSE).total == 2


def test_a_store_that_does_not_answer_stops_the_import(core: Core, make_core: MakeCore, folder: Path) -> None:
    broken = make_core(core.db, store=FaultyStore(core.store, {"put_file": {1}}))
    with pytest.raises(Unavailable):
        import_folder(broken, HOUSE, folder, Listener())
    assert import_folder(broken, HOUSE, folder, Listener()).added == 2


def test_a_name_that_is_no_utf8_is_taken_all_the_same(core: Core, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / b"\xe9t\xe9.png".decode("utf-8", "surrogateescape")).write_bytes(png(3))
    assert import_folder(core, HOUSE, folder, Listener()).added == 1
    assert list_assets(core, HOUSE).items[0].filename == "�t�.png"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("a.jpg", True),
        (".hidden.jpg", False),
        ("~$deck.pptx", False),
        ("Thumbs.db", False),
        ("a.crdownload", False),
    ],
)
def test_only_finished_files_of_people_are_wanted(name: str, wanted: bool) -> None:
    assert is_wanted(name) is wanted


def test_an_empty_folder_is_no_trouble(core: Core, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert list(files_below(tmp_path / "empty")) == []
    assert import_folder(core, HOUSE, tmp_path / "empty", Listener()).added == 0
