"""What is refused: one table, one shape, and nothing of the inside."""

import logging

import pytest
from starlette.exceptions import HTTPException

from dam import errors
from delivery.api.problems import ALL_KINDS, BROKEN, PROBLEMS, kind_of, problem_of
from delivery.api.refusals import Locked, StorageFull
from tests.delivery.api.client import Client
from tests.delivery.api.client import problem_of as read_problem


def _all_errors(of: type[errors.VitrineError]) -> list[type[errors.VitrineError]]:
    return [each for child in of.__subclasses__() for each in (child, *_all_errors(child))]


def test_every_domain_error_has_its_place_in_the_table() -> None:
    missing = [error for error in _all_errors(errors.VitrineError) if error.__module__ == "dam.errors"]
    assert [error for error in missing if error not in PROBLEMS] == []
    assert len({kind.name for kind in ALL_KINDS}) == len(ALL_KINDS)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotFound("No."), 404),
        (errors.Stale("No.", {"title": "a"}, {"title": "b"}), 412),
        (errors.Conflict("No."), 409),
        (Locked("No."), 423),
        (StorageFull("No."), 507),
        (errors.Unavailable("No."), 503),
        (errors.TooMany("No.", 30), 429),
    ],
)
def test_the_nearest_entry_counts(error: errors.VitrineError, status: int) -> None:
    response = problem_of(error)
    assert response.status_code == status
    assert response.headers["cache-control"] == "no-store"


def test_waiting_times_are_told() -> None:
    assert problem_of(errors.TooMany("No.", 30)).headers["retry-after"] == "30"
    assert problem_of(errors.Unavailable("No.", 7)).headers["retry-after"] == "7"


def test_the_unforeseen_is_logged_and_its_cause_not_told(caplog: pytest.LogCaptureFixture) -> None:
    secret = "postgresql://user:password@host"
    with caplog.at_level(logging.ERROR):
        response = problem_of(RuntimeError(secret))
    assert kind_of(RuntimeError()) is BROKEN
    assert response.status_code == 500
    assert secret.encode() not in response.body
    assert secret in caplog.text


def test_errors_of_the_framework_become_problems_too() -> None:
    response = problem_of(HTTPException(404, "Not here.", headers={"X-Hint": "yes"}))
    assert (response.status_code, response.headers["x-hint"]) == (404, "yes")
    assert response.media_type == "application/problem+json"


def test_an_unknown_address_is_a_problem(manager: Client) -> None:
    for path in ("/nothing", "/assets/", "/assets/a/b/c/d", "/assets/%00", "/channels/web%00"):
        assert read_problem(manager.get(path))["status"] == 404, path
    assert read_problem(manager.delete("/"))["status"] == 404


def test_a_wrong_method_lists_the_right_ones(manager: Client) -> None:
    response = manager.put("/assets")
    assert read_problem(response)["status"] == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert manager.options("/assets").headers["allow"] == "GET, HEAD, OPTIONS, POST"
