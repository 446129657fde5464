"""Reviews and discussions over the API: verdicts, races, checklists, queue, pins, and refusals that say why."""

import pytest

from delivery.api.schemas import ref
from tests.delivery.api.client import Client
from tests.delivery.api.conftest import ClientOf
from tests.delivery.api.pictures import png
from tests.delivery.api.test_description import validator_of


@pytest.fixture
def asset(manager: Client) -> str:
    """An asset in review."""
    return str(manager.add(png(), status="in_review")["id"])


def test_a_review_from_its_assignment_to_its_verdict(client_of: ClientOf, manager: Client) -> None:
    admin, contributor = client_of("admin"), client_of("contributor")
    asset = contributor.add(png(), status="in_review")["id"]
    rules = admin.patch("/workflow", json={"is_separate": True, "four_eyes": True})
    assert (rules.status_code, rules.headers["etag"], rules.json()["is_own"]) == (200, '"w1"', True)
    assert admin.patch("/workflow", json={}, headers={"If-Match": '"w7"'}).status_code == 412
    assert contributor.patch("/workflow", json={"four_eyes": False}).status_code == 403
    review = contributor.patch(f"/assets/{asset}/review", json={"due_on": "2099-01-01"})
    assert review.status_code == 400
    review = contributor.patch(f"/assets/{asset}/review", json={"assignee": None})
    assert list(validator_of(ref("Review")).iter_errors(review.json())) == []
    assert (review.json()["missing"], review.json()["may_decide"]) == (["picture", "data"], False)
    waiting = manager.get("/reviews?mine=0&kind=image").json()
    assert list(validator_of(ref("WaitingReview")).iter_errors(waiting["items"][0])) == []
    assert manager.get("/reviews?overdue=1").json()["total"] == 0
    assert manager.get(f"/assets/{asset}/review/assignees").json()["items"] == []
    verdicts = f"/assets/{asset}/review/verdicts"
    assert contributor.post(verdicts, json={"verdict": "approve"}).status_code == 403
    assert (
        manager.post(verdicts, json={"verdict": "approve", "aspect": "picture", "version": 1}).status_code
        == 200
    )
    late = admin.post(verdicts, json={"verdict": "approve", "aspect": "picture"})
    assert (late.status_code, "has already approved the picture" in late.json()["detail"]) == (409, True)
    done = admin.post(verdicts, json={"verdict": "approve", "aspect": "data"}).json()
    assert (done["status"], [each["by"]["name"] for each in done["verdicts"]]) == (
        "approved",
        ["manager 0", "admin 1"],
    )
    second = manager.post(verdicts, json={"verdict": "reject", "reason": "Flou"})
    assert (second.status_code, "admin 1 was faster" in second.json()["detail"]) == (409, True)
    steps = manager.get(f"/assets/{asset}/review/history").json()["items"]
    assert [step["action"] for step in steps][:3] == [
        "asset.status_moved",
        "review.verdict",
        "review.verdict",
    ]
    assert list(validator_of(ref("ReviewStep")).iter_errors(steps[0])) == []
    assert admin.delete("/workflow").json()["is_own"] is False


def test_a_checklist_stops_an_approval_until_it_is_ticked(
    client_of: ClientOf, manager: Client, asset: str
) -> None:
    item = {"key": "brand", "titles": {"en": "Brand book"}, "is_required": True}
    changed = client_of("admin").patch("/workflow", json={"checklists": {"image": [item]}})
    assert list(validator_of(ref("Workflow")).iter_errors(changed.json())) == []
    refused = manager.post(f"/assets/{asset}/status", json={"status": "approved"})
    assert refused.json()["detail"] == "Still open before this can be approved: Brand book."
    ticked = manager.put(f"/assets/{asset}/review/checklist/brand", json={"is_done": True})
    assert ticked.json()["is_blocked"] is False
    assert manager.put(f"/assets/{asset}/review/checklist/x", json={"is_done": True}).status_code == 400
    assert manager.post(f"/assets/{asset}/status", json={"status": "approved"}).status_code == 200
    wrong = client_of("admin").patch("/workflow", json={"checklists": {"image": [{**item, "key": "Ä"}]}})
    assert wrong.json()["errors"][0]["path"] == "checklists.image[0].key"


def test_a_discussion_is_pinned_answered_and_resolved(manager: Client, asset: str) -> None:
    address = f"/assets/{asset}/comments"
    made = manager.post(address, json={"body": "Trop sombre", "pin": {"x": 0.5, "y": 0.25}})
    thread = made.json()
    assert (made.status_code, list(validator_of(ref("Thread")).iter_errors(thread))) == (201, [])
    manager.post(address, json={"body": "Oui", "thread_id": thread["id"]})
    first = f"{address}/{thread['id']}"
    changed = manager.patch(first, json={"body": "Un peu sombre", "is_resolved": True}).json()
    assert (changed["is_resolved"], changed["comments"][0]["body"]) == (True, "Un peu sombre")
    assert manager.delete(first).status_code == 204
    (kept,) = manager.get(address).json()["items"]
    assert [each["is_removed"] for each in kept["comments"]] == [True, False]
    assert manager.get(f"/assets/{asset}/mentionable?q=a").json()["items"] == []
    for body, status in (
        ({"body": "x" * 100_000}, 400),
        ({"body": "Ici", "pin": {"x": 2, "y": 0}}, 400),
        ({"body": "Ici", "pin": {"second": 1e300}}, 400),
        ({"body": "@Nobody"}, 400),
        ({"body": "Ici", "version": 9}, 404),
        ({"body": "Ici", "thread_id": "nowhere"}, 400),
    ):
        refused = manager.post(address, json=body)
        assert (refused.status_code, refused.json()["detail"] != "") == (status, True), body
    assert manager.patch(first, json={}).status_code == 400
    assert manager.patch(f"{address}/nowhere", json={"is_resolved": True}).status_code == 404


def test_an_admin_approves_what_is_not_finished_and_says_why(
    client_of: ClientOf, manager: Client, asset: str
) -> None:
    admin = client_of("admin")
    item = {"key": "brand", "titles": {"en": "As the brand book asks"}, "is_required": True}
    admin.patch("/workflow", json={"checklists": {"image": [item]}})
    wanted = {"verdict": "approve", "override": "The shop opens today."}
    verdicts = f"/assets/{asset}/review/verdicts"
    assert manager.get(f"/assets/{asset}/review").json()["may_override"] is False
    assert admin.post(verdicts, json={"verdict": "approve"}).status_code == 409
    assert manager.post(verdicts, json=wanted).status_code == 403
    assert admin.post(verdicts, json={**wanted, "override": "x" * 2001}).status_code == 400
    assert admin.post(verdicts, json=wanted).json()["status"] == "approved"
    steps = admin.get(f"/assets/{asset}/review/history").json()["items"]
    told = next(step for step in steps if step["action"] == "approval.overridden")
    assert (told["reason"], told["detail"]) == ("The shop opens today.", "As the brand book asks")
    assert admin.post(f"/assets/{asset}/status", json={"status": "withdrawn"}).status_code == 200
    again = {"status": "approved", "override": "Still open."}
    assert manager.post(f"/assets/{asset}/status", json=again).status_code == 403
    assert admin.post(f"/assets/{asset}/status", json=again).json()["status"] == "approved"
