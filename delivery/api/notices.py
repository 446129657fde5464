"""Notices over the API: what the signed-in person was told, and how they want to be told."""

from starlette.responses import Response

from dam.notices.choices import Choice, choose, list_choices
from dam.notices.read import NoticeView, list_notices, mark_read
from delivery.api.answers import json_answer, list_answer
from delivery.api.notice_schemas import CHOICE
from delivery.api.operation import Call, Operation
from delivery.api.params import PAGING, Parameter
from delivery.api.schemas import (
    COUNT,
    TEXTS,
    exactly,
    many,
    page_of,
    ref,
    some_of,
)
from delivery.api.views import JsonObject, when

CHOICES = exactly({"choices": many(ref("NoticeChoice"))})


def notice_json(notice: NoticeView) -> JsonObject:
    """Return a notice; its sentence is made by the reader, from its kind and values."""
    return {
        "id": notice.id,
        "kind": notice.kind,
        "by": notice.by,
        "subject_kind": notice.subject_kind,
        "subject_id": notice.subject_id,
        "url": notice.url,
        "values": dict(notice.values),
        "at": when(notice.at),
        "read_at": when(notice.read_at),
    }


def _choices_json(choices: list[Choice]) -> JsonObject:
    return {"choices": [{"kind": one.kind, "is_shown": one.is_shown, "mail": one.mail} for one in choices]}


async def list_all(call: Call) -> Response:
    """Return one's own notices, the newest first; a token has none."""
    page = await call.run(
        list_notices,
        unread=call.query.flag("unread"),
        limit=call.query.limit,
        cursor=call.query.cursor,
    )
    return list_answer([notice_json(notice) for notice in page.items], page.total, page.next)


async def read(call: Call) -> Response:
    """Mark the notices named as read, or all of them when none is named."""
    body = await call.json()
    ids = body.get("ids")
    wanted = tuple(str(each) for each in ids) if isinstance(ids, list) else None
    return json_answer({"read": await call.run(mark_read, wanted)})


async def choices(call: Call) -> Response:
    """Return for every kind whether it is shown in the house, and when it goes out by e-mail."""
    return json_answer(_choices_json(await call.run(list_choices)))


async def change_choices(call: Call) -> Response:
    """Keep the choices given; kinds that are not named stay as they are."""
    body = await call.json()
    given = body["choices"]
    assert isinstance(given, list)
    wanted = {str(one["kind"]): Choice(one["kind"], one["is_shown"], one["mail"]) for one in given}
    return json_answer(_choices_json(await call.run(choose, wanted)))


OPERATIONS = (
    Operation(
        "GET",
        "/notices",
        list_all,
        "Notices",
        "List one's notices",
        {200: page_of("Notice")},
        query=(Parameter("unread", "Only those not read yet.", "flag"), *PAGING),
        problems=(403,),
    ),
    Operation(
        "POST",
        "/notices/read",
        read,
        "Notices",
        "Mark notices as read",
        {200: exactly({"read": COUNT})},
        body=some_of({"ids": TEXTS}),
        problems=(403,),
    ),
    Operation(
        "GET",
        "/notices/choices",
        choices,
        "Notices",
        "Tell how one is told",
        {200: CHOICES},
        problems=(403,),
    ),
    Operation(
        "PUT",
        "/notices/choices",
        change_choices,
        "Notices",
        "Choose how one is told",
        {200: CHOICES},
        body=some_of({"choices": many(CHOICE)}, required=("choices",)),
        problems=(403,),
    ),
)
