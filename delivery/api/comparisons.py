"""Comparisons over the API: two or more assets behind one stable URL, and which of them people act on."""

from typing import Any

from starlette.responses import Response

from dam.engagement.comparing import drafts, moves
from dam.engagement.comparing.forms import as_csv
from dam.engagement.comparing.plan import Plan, PlannedArm
from dam.engagement.comparing.report import ArmReport, Report, read_report, words_of
from dam.engagement.comparing.views import STATES, ComparisonView
from dam.errors import FieldError, Invalid
from delivery.api.answers import csv_answer, empty_answer, json_answer, list_answer, wants_csv
from delivery.api.comparison_schemas import EDITABLE
from delivery.api.operation import Call, Operation
from delivery.api.params import PAGING, Parameter, read_moment
from delivery.api.schemas import page_of, ref, some_of
from delivery.api.views import JsonObject, when
from renditions.catalogue.standing import lacking_file

ONE = "/comparisons/{comparison_id}"


def comparison_json(view: ComparisonView) -> JsonObject:
    """Return a comparison without its figures."""
    return {
        "id": view.id,
        "title": view.title,
        "asset": view.asset_id,
        "channel": view.channel,
        "preset": view.preset,
        "goal_class": view.goal_class,
        "goal_kind": view.goal_kind,
        "starts_at": when(view.starts_at),
        "ends_at": when(view.ends_at),
        "ended_at": when(view.ended_at),
        "state": view.state,
        "created_by": view.created_by,
        "created_at": when(view.created_at),
        "arms": [
            {
                "letter": moves.letter_of(arm.place),
                "asset": arm.asset_id,
                "preset": arm.preset,
                "title": arm.title,
                "weight": arm.weight,
                "left_out_at": when(arm.left_out_at),
            }
            for arm in view.arms
        ],
    }


def report_json(report: Report) -> JsonObject:
    """Return the figures."""
    return {
        "counted_at": when(report.counted_at),
        "is_final": report.is_final,
        "is_mismatched": report.is_mismatched,
        "arms": [_arm_json(arm) for arm in report.arms],
    }


def _arm_json(arm: ArmReport) -> JsonObject:
    interval = arm.interval
    return {
        "letter": arm.letter,
        "visitors": arm.share.visitors,
        "conversions": arm.share.conversions,
        "rate": arm.share.rate,
        "verdict": arm.verdict,
        "difference": interval and interval.estimate,
        "low": interval and interval.low,
        "high": interval and interval.high,
        "words": words_of(arm),
        "is_replaced": arm.is_replaced,
    }


def _plan_fields(body: JsonObject) -> dict[str, Any]:
    """Return the fields of a `Plan` that came, read."""
    fields: dict[str, Any] = dict(body)
    for name in ("starts_at", "ends_at"):
        if fields.get(name) is not None:
            try:
                fields[name] = read_moment(fields[name])
            except ValueError as error:
                raise Invalid(f"{name}: {error}", [FieldError(name, str(error))]) from error
    if "arms" in fields:
        fields["arms"] = tuple(PlannedArm(**arm) for arm in fields["arms"])
    return fields


async def list_all(call: Call) -> Response:
    """Return comparisons, the newest first."""
    query = call.query
    page = await call.run(
        drafts.list_comparisons,
        asset=query.text("asset"),
        state=query.text("state"),
        limit=query.limit,
        cursor=query.cursor,
    )
    return list_answer([comparison_json(view) for view in page.items], page.total, page.next)


async def create(call: Call) -> Response:
    """Make a draft; `start` sends visitors to its arms."""
    fields = _plan_fields(await call.json())
    return json_answer(comparison_json(await call.run(drafts.create_comparison, Plan(**fields))), 201)


async def read(call: Call) -> Response:
    """Return a comparison with its report as it is now; `Accept: text/csv` gets one line for each arm."""
    report = await call.run(read_report, call.path("comparison_id"))
    if wants_csv(call.request.headers.get("accept", "")):
        return csv_answer(as_csv(report), "comparison")
    found = {**comparison_json(report.comparison), "report": report_json(report)}
    return json_answer(found, headers={"Vary": "Accept"})


async def edit(call: Call) -> Response:
    """Change a draft; of what is planned or runs only the title and the end."""
    fields = _plan_fields(await call.json())
    view = await call.run(drafts.edit_comparison, call.path("comparison_id"), fields)
    return json_answer(comparison_json(view))


async def start(call: Call) -> Response:
    """Send visitors to the arms from now on, or from `starts_at`; 409 says in a sentence what is in the way."""
    view = await call.run(moves.start_comparison, call.path("comparison_id"), lacking_file)
    return json_answer(comparison_json(view))


async def end(call: Call) -> Response:
    """Send nobody to the arms any more; the report stays."""
    return json_answer(comparison_json(await call.run(moves.end_comparison, call.path("comparison_id"))))


async def delete(call: Call) -> Response:
    """Forget a draft, or one that is over with its figures."""
    await call.run(drafts.delete_comparison, call.path("comparison_id"))
    return empty_answer()


OPERATIONS = (
    Operation(
        "GET",
        "/comparisons",
        list_all,
        "Comparisons",
        "List comparisons",
        {200: page_of("Comparison")},
        query=(
            Parameter("asset", "Only with this asset."),
            Parameter("state", "Only in this state.", "choice", STATES),
            *PAGING,
        ),
        problems=(400,),
    ),
    Operation(
        "POST",
        "/comparisons",
        create,
        "Comparisons",
        "Make a draft of a comparison",
        {201: ref("Comparison")},
        body=some_of(EDITABLE, required=("asset", "channel", "arms")),
        problems=(400, 403, 404),
    ),
    Operation(
        "GET",
        ONE,
        read,
        "Comparisons",
        "Read a comparison and its report; CSV with Accept: text/csv",
        {200: ref("ComparisonWithReport")},
        has_table=True,
        problems=(404,),
    ),
    Operation(
        "PATCH",
        ONE,
        edit,
        "Comparisons",
        "Change a draft, or the title and the end of what runs",
        {200: ref("Comparison")},
        body=some_of(EDITABLE),
        problems=(400, 403, 404, 409),
    ),
    Operation(
        "DELETE",
        ONE,
        delete,
        "Comparisons",
        "Delete a comparison that does not run",
        {204: None},
        problems=(403, 404, 409),
    ),
    Operation(
        "POST",
        f"{ONE}/start",
        start,
        "Comparisons",
        "Start a comparison",
        {200: ref("Comparison")},
        problems=(400, 403, 404, 409),
    ),
    Operation(
        "POST",
        f"{ONE}/end",
        end,
        "Comparisons",
        "End a comparison",
        {200: ref("Comparison")},
        problems=(403, 404, 409),
    ),
)
