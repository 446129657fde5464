"""The rules of approval over the API, for the house or for a brand."""

from starlette.responses import Response

from dam.assets.workflow.checklist import write_checklists
from dam.assets.workflow.rules import Workflow, change_workflow, forget_workflow, get_workflow
from delivery.api.answers import json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import Parameter
from delivery.api.review_schemas import RULES_CHANGES
from delivery.api.schemas import ref

BRAND = (Parameter("brand", "A brand; absent: the rules of the house."),)


async def read_rules(call: Call) -> Response:
    """Return the rules of approval that hold for a brand."""
    return _rules_answer(await call.run(get_workflow, call.query.text("brand") or ""))


async def change_rules(call: Call) -> Response:
    """Change the rules of a brand or of the house; a list of items replaces that kind's. A stale `If-Match` answers 412."""
    patch = await call.json()
    if_match = call.request.headers.get("if-match")
    return _rules_answer(await call.run(change_workflow, patch, call.query.text("brand") or "", if_match))


async def forget_rules(call: Call) -> Response:
    """Let a brand follow the house again, or the house what it began with."""
    return _rules_answer(await call.run(forget_workflow, call.query.text("brand") or ""))


def _rules_answer(rules: Workflow) -> Response:
    told = {
        "brand": rules.brand_id,
        "four_eyes": rules.four_eyes,
        "is_separate": rules.is_separate,
        "due_days": rules.due_days,
        "checklists": write_checklists(rules.checklists),
        "is_own": rules.is_own,
        "revision": rules.revision,
    }
    return json_answer(told, headers={"ETag": rules.etag})


OPERATIONS = (
    Operation(
        "GET",
        "/workflow",
        read_rules,
        "Reviews",
        "Read the rules of approval",
        {200: ref("Workflow")},
        query=BRAND,
        problems=(403, 404),
    ),
    Operation(
        "PATCH",
        "/workflow",
        change_rules,
        "Reviews",
        "Change the rules of approval",
        {200: ref("Workflow")},
        query=BRAND,
        body=RULES_CHANGES,
        problems=(400, 403, 404, 412),
    ),
    Operation(
        "DELETE",
        "/workflow",
        forget_rules,
        "Reviews",
        "Follow the rules of the house again",
        {200: ref("Workflow")},
        query=BRAND,
        problems=(403, 404),
    ),
)
