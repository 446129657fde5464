"""The embedded index keeps the promises of a search index, across processes and kills."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dam.errors import Unavailable
from dam.search.port import SearchIndex, SearchQuery, Visibility
from dam.search.whoosh_index import FORMAT, WhooshIndex
from tests.contracts.search_index import SearchIndexContract, find, make_document

WRITER = """
import sys
from pathlib import Path
from dam.search.whoosh_index import WhooshIndex
from tests.contracts.search_index import make_document

index = WhooshIndex(Path(sys.argv[1]))
first, last = int(sys.argv[2]), int(sys.argv[3])
print("ready", flush=True)
for number in range(first, last):
    index.put([make_document(number, title=f"Phare numéro {number}")])
    print(number, flush=True)
"""
"""A process of its own that puts documents one by one and says so."""


def start_writer(folder: Path, first: int, last: int) -> subprocess.Popen[str]:
    """Start a writer and wait until it is at work."""
    command = [sys.executable, "-W", "ignore", "-c", WRITER, str(folder), str(first), str(last)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


class TestWhooshIndex(SearchIndexContract):
    """The contract, in a folder."""

    @pytest.fixture
    def index(self, tmp_path: Path) -> SearchIndex:
        return WhooshIndex(tmp_path / "search")


def test_two_processes_write_and_a_third_reads(tmp_path: Path) -> None:
    writers = [start_writer(tmp_path, 0, 25), start_writer(tmp_path, 100, 125)]
    index = WhooshIndex(tmp_path)
    seen = [index.count()]
    while any(writer.poll() is None for writer in writers):
        page = index.search(SearchQuery("phare", visibility=Visibility(), limit=200))
        assert page.total == len(page.ids)
        seen.append(page.total)
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    assert seen == sorted(seen)
    assert index.count() == 50


def test_a_killed_writer_leaves_an_index_that_reads_and_writes(tmp_path: Path) -> None:
    for round_ in range(4):
        writer = start_writer(tmp_path, round_ * 1000, round_ * 1000 + 999)
        assert writer.stdout is not None
        said = [writer.stdout.readline() for _ in range(3 + 2 * round_)]
        os.kill(writer.pid, signal.SIGKILL)
        rest, _ = writer.communicate(timeout=60)
        put = [f"asset{int(number):04d}" for number in (*said, *rest.splitlines())]
        index = WhooshIndex(tmp_path)
        assert set(put) <= set(find(index, "phare", limit=200))
        index.put([make_document(9000 + round_, title="Après")])
        assert len(find(index, "apres")) == round_ + 1


def test_many_threads_search_while_one_writes(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    index.put([make_document(number, title=f"Le phare de l'île {number}") for number in range(50)])
    wrong: list[object] = []

    def search() -> None:
        try:
            for number in range(40):
                page = index.search(SearchQuery(f'"phare de l\'île" {number}', with_facets=True))
                wrong.extend([page] if page.ids != (f"asset{number:04d}",) else [])
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(100, 120):
        index.put([make_document(number, title="Autre")])
    for thread in threads:
        thread.join(timeout=60)
    assert wrong == []


def test_a_second_process_sees_a_commit_at_once(tmp_path: Path) -> None:
    mine, theirs = WhooshIndex(tmp_path), WhooshIndex(tmp_path)
    assert theirs.count() == 0
    mine.put([make_document(1)])
    assert theirs.count() == 1
    mine.delete(["asset0001"])
    assert theirs.count() == 0


def test_a_write_that_fails_leaves_nothing_and_lets_the_next_one_in(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    index.put([make_document(1)])
    with pytest.raises(AttributeError):
        index.put([make_document(2), None])  # type: ignore[list-item]
    index.put([make_document(3)])
    assert sorted(find(index)) == ["asset0001", "asset0003"]


def test_a_damaged_folder_is_said_in_one_sentence(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    index.put([make_document(1)])
    for part in (tmp_path / FORMAT).iterdir():
        part.unlink()
    with pytest.raises(Unavailable, match="vitrine reindex"):
        index.check()


def test_the_index_stays_in_few_segments(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    for number in range(60):
        index.put([make_document(number)])
    assert len(list((tmp_path / FORMAT).glob("*.seg"))) < 20
