"""What one has claimed nobody else begins, until its holder ends, however it ends."""

import subprocess
import sys
import threading

import pytest

from dam.db import Database
from dam.jobs.claims import claiming
from tests.dam.jobs.engine import wait_until


def test_a_claim_is_held_by_one_until_its_block_ends(database: Database) -> None:
    with claiming(database) as one, claiming(database) as other:
        assert one.take(["a", "b"]) == {"a", "b"}
        assert other.take(["b", "c"]) == {"c"}
        assert one.take(["a", "c"]) == {"a"}
    with claiming(database) as later:
        assert later.take(["a", "b", "c"]) == {"a", "b", "c"}


def test_what_fails_has_let_go(database: Database) -> None:
    def fail() -> None:
        with claiming(database) as one:
            one.take(["a"])
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        fail()
    with claiming(database) as other:
        assert other.take(["a"]) == {"a"}


def test_nothing_is_claimed_for_nothing(database: Database) -> None:
    with claiming(database) as one:
        assert one.take([]) == set()


def test_of_many_threads_one_has_each_name(database: Database) -> None:
    names = [f"name {number}" for number in range(20)]
    barrier = threading.Barrier(5)
    had: list[str] = []

    def race() -> None:
        with claiming(database) as claims:
            barrier.wait()
            had.extend(claims.take(names))
            barrier.wait()

    threads = [threading.Thread(target=race) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(had) == sorted(names)


def test_a_killed_process_has_let_go(database: Database) -> None:
    command = [sys.executable, "-m", "tests.dam.jobs.claiming_process"]
    url = database.url.render_as_string(hide_password=False)
    with subprocess.Popen([*command, url, "a"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "have it\n"
        with claiming(database) as one:
            assert one.take(["a", "b"]) == {"b"}
            process.kill()
            process.wait()
            wait_until(lambda: one.take(["a"]) == {"a"}, "the claim to be free")
