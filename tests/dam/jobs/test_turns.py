"""Periodic work is done by one process at a time, and once in its time."""

import threading

import pytest

from dam.db import Database
from dam.jobs.turns import in_turn


def test_of_many_only_one_has_the_turn(database: Database) -> None:
    done: list[str] = []
    first = in_turn(database, "sweep", 3600, lambda: done.append("first"))
    second = in_turn(database, "sweep", 3600, lambda: done.append("second"))
    assert [first(), second(), first()] == [True, False, False]
    assert done == ["first"]


def test_the_turn_comes_again_when_its_time_has_come(database: Database) -> None:
    done: list[str] = []
    work = in_turn(database, "fold", 0.0, lambda: done.append("again"))
    assert [work(), work()] == [True, True]
    assert done == ["again", "again"]


def test_nobody_else_begins_while_one_works(database: Database) -> None:
    others: list[bool] = []
    other = in_turn(database, "sweep", 0.0, lambda: None)
    assert in_turn(database, "sweep", 0.0, lambda: others.append(other()))()
    assert others == [False]


def test_a_turn_that_fails_is_over(database: Database) -> None:
    def fail() -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        in_turn(database, "sweep", 0.0, fail)()
    assert in_turn(database, "sweep", 0.0, lambda: None)()


def test_a_dead_holder_loses_the_turn(database: Database) -> None:
    died = in_turn(database, "sweep", 0.0, lambda: others.append(other()), hold_seconds=0.0)
    other = in_turn(database, "sweep", 0.0, lambda: None)
    others: list[bool] = []
    died()
    assert others == [True]


def test_the_very_first_turn_is_taken_once(database: Database) -> None:
    done: list[int] = []
    barrier = threading.Barrier(4)

    def race(n: int) -> None:
        work = in_turn(database, "sweep", 3600, lambda: done.append(n))
        barrier.wait()
        work()

    threads = [threading.Thread(target=race, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
