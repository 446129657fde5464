"""The search index over the API."""

from tests.delivery.api.client import Client, problem_of
from tests.delivery.api.conftest import ClientOf


def test_the_index_is_built_anew_followed_and_stopped(manager: Client) -> None:
    run = manager.post("/search/index/rebuilds")
    assert run.status_code == 202
    assert (run.json()["kind"], run.json()["state"]) == ("rebuild", "waiting")
    status = manager.get("/search/index").json()
    assert status["runs"][0] == run.json()
    assert status["waiting"] == 0
    stopped = manager.post(f"/search/index/runs/{run.json()['id']}/cancel").json()
    assert stopped["state"] == "cancelled"
    assert problem_of(manager.post("/search/index/runs/nonsense/cancel"))["status"] == 404


def test_a_viewer_does_not_keep_the_index(client_of: ClientOf) -> None:
    viewer = client_of("viewer")
    assert problem_of(viewer.get("/search/index"))["status"] == 403
    assert problem_of(viewer.post("/search/index/rebuilds"))["status"] == 403
