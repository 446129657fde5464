"""Rights over the API: what they are, whether something may be used somewhere, what ends soon, the house's rules."""

from collections.abc import Mapping, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from dam.accounts.policy import Action, require_somewhere
from dam.assets.consent.read import consents_of
from dam.assets.endings.ends import ends_of
from dam.assets.endings.rules import Rules, edit_rules, read_rules
from dam.assets.endings.soon import list_endings
from dam.assets.models import Asset
from dam.assets.read import get_asset
from dam.assets.usable.answer import MOST_ASKED, Answer, can_use, can_use_each
from dam.assets.usable.people import lacks_consent
from dam.assets.usable.question import read_question
from dam.assets.usable.words import Voice
from dam.assets.views import Rights
from dam.assets.visibility import may_with
from dam.clock import rfc3339
from dam.language.catalogue import choose_locale
from delivery.api.answers import json_answer
from delivery.api.consents import consent_json
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST, Parameter
from delivery.api.right_schemas import RULES_PATCH, USE
from delivery.api.schemas import TEXTS, page_of, ref, some_of
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject, rights_json, when
from renditions.catalogue.channels import list_channels

QUESTION = (
    Parameter("channel", str(USE["channel"]["description"])),
    *(Parameter(name, str(USE[name]["description"])) for name in ("territory", "from", "until", "purpose")),
)
ENDINGS = (
    Parameter("days", "How far ahead; 30 when absent.", "number", least=1, most=366),
    Parameter("state", "`ended` lists what has ended in the last year.", "choice", ("soon", "ended")),
    Parameter("mine", "1 for the caller's own assets.", "flag"),
    *SHORT_LIST,
)
MANY_USES = some_of(
    {**USE, "asset_ids": {**TEXTS, "maxItems": MOST_ASKED}, "collection": {"type": "string"}},
    required=("channel",),
)


async def read(call: Call) -> Response:
    """Return the rights of an asset with the consents on it; whose they are, and what it cost, only where one may know."""
    asset = await call.run(get_asset, call.path("asset_id"))
    consents = await call.run(consents_of, asset.id)
    return json_answer(
        {
            **await run_in_threadpool(_rights, call, asset.id, asset.rights),
            "consents": [consent_json(consent) for consent in consents],
        }
    )


def _rights(call: Call, asset_id: str, rights: Rights) -> JsonObject:
    with call.house.core.db.read() as session:
        row = session.get_one(Asset, asset_id)
        action = Action.EDIT_OWN if row.owner_id == call.caller.id else Action.EDIT_ANY
        cost = rights.cost if may_with(call.caller, action, row) else None
        ends = ends_of(session, [row])
        return {
            **rights_json(rights),
            "cost": cost and {"amount": cost.amount, "currency": cost.currency, "per": cost.per},
            "ends_at": when(ends[0].at) if ends else None,
            "lacks_consent": lacks_consent(session, row),
        }


async def may_use(call: Call) -> Response:
    """Answer in one sentence, in French or English by `Accept-Language`, whether an asset may be used, with every reason."""
    core = call.house.core
    names = [parameter.name for parameter in QUESTION]
    given = {name: call.query.text(name) or "" for name in names}
    question = read_question(given, core.now(), core.zone)
    answer = await call.run(can_use, call.path("asset_id"), question)
    return json_answer(use_json(answer, await run_in_threadpool(voice_of, call)))


async def may_use_each(call: Call) -> Response:
    """Answer for several assets at once, or for those of a collection; what the caller may not see is left out."""
    core = call.house.core
    asked = await call.json()
    given = {name: str(asked.get(name) or "") for name in USE}
    question = read_question(given, core.now(), core.zone)
    ids = asked.get("asset_ids")
    answers = await call.run(
        can_use_each,
        question,
        asset_ids=[str(each) for each in ids] if isinstance(ids, Sequence) else [],
        collection_id=str(asked.get("collection") or ""),
    )
    voice = await run_in_threadpool(voice_of, call)
    return json_answer(
        {"items": [use_json(each, voice) for each in answers], "total": len(answers), "next": None}
    )


def voice_of(call: Call) -> Voice:
    """Return the words of the language that the caller asks for, with the house's own names of channels."""
    locale = choose_locale(call.request.headers.get("accept-language", ""), call.caller.locale)
    with call.house.core.db.read() as session:
        titles = {each.name: _title(each.title, locale) for each in list_channels(session)}
    return Voice(locale, call.house.core.zone, titles)


def _title(titles: Mapping[str, str], locale: str) -> str:
    return titles.get(locale) or next(iter(titles.values()), "")


def use_json(answer: Answer, voice: Voice) -> JsonObject:
    """Return an answer with its words."""
    return {
        "asset_id": answer.asset_id,
        "title": answer.title,
        "verdict": answer.verdict,
        "sentence": voice.sentence(answer),
        "reasons": [
            {
                "code": reason.code,
                "weight": reason.weight,
                "paper": reason.paper,
                "at": when(reason.at),
                "names": reason.names,
                "sentence": sentence,
            }
            for reason, sentence in zip(answer.reasons, voice.reasons(answer), strict=True)
        ],
        "from": rfc3339(answer.starts_at),
        "until": when(answer.ends_at),
    }


async def endings(call: Call) -> Response:
    """Return the approved assets whose licence or first consent ends soon, the nearest end first."""
    state = "ended" if call.query.text("state") == "ended" else ""
    days, only_mine = call.query.number("days", 30), call.query.flag("mine")
    found = await call.run(list_endings, days=days, state=state, only_mine=only_mine)
    items: list[JsonObject] = [
        {
            "asset_id": each.asset.id,
            "title": each.asset.title,
            "ends_at": rfc3339(each.ends_at),
            "cause": each.cause,
            "has_ended": each.has_ended,
        }
        for each in found
    ]
    return short_list_answer(call, items)


async def rules(call: Call) -> Response:
    """Return how early people are warned, and what people without a consent mean for an approval."""
    return json_answer(_rules_json(await run_in_threadpool(_read_rules, call)))


async def change_rules(call: Call) -> Response:
    """Change the house's rules by merge patch; null brings back what is usual."""
    return json_answer(_rules_json(await call.run(edit_rules, await call.json())))


def _read_rules(call: Call) -> Rules:
    require_somewhere(call.caller, Action.SEE_APPROVED)
    with call.house.core.db.read() as session:
        return read_rules(session)


def _rules_json(found: Rules) -> JsonObject:
    return {"notice_days": found.notice_days, "people_without_consent": found.people_without_consent}


OPERATIONS = (
    Operation(
        "GET",
        "/assets/{asset_id}/rights",
        read,
        "Rights",
        "Read the rights of an asset",
        {200: ref("AssetRights")},
        problems=(404,),
    ),
    Operation(
        "GET",
        "/assets/{asset_id}/can-use",
        may_use,
        "Rights",
        "Ask whether an asset may be used somewhere until a day",
        {200: ref("Use")},
        query=QUESTION,
        problems=(400, 404),
    ),
    Operation(
        "POST",
        "/can-use",
        may_use_each,
        "Rights",
        "Ask the same of several assets",
        {200: page_of("Use")},
        body=MANY_USES,
        problems=(400,),
    ),
    Operation(
        "GET",
        "/rights/endings",
        endings,
        "Rights",
        "List rights that end soon",
        {200: page_of("RightsEnding")},
        query=ENDINGS,
        problems=(400,),
    ),
    Operation(
        "GET", "/rights/rules", rules, "Rights", "Read the rules about rights", {200: ref("RightsRules")}
    ),
    Operation(
        "PATCH",
        "/rights/rules",
        change_rules,
        "Rights",
        "Change the rules about rights",
        {200: ref("RightsRules")},
        body=RULES_PATCH,
        problems=(400, 403),
    ),
)
