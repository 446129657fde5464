"""The consent register over the API."""

from starlette.responses import Response

from dam.assets.consent.cover import MOST, cover_assets, uncover_assets
from dam.assets.consent.read import ConsentFilter, consents_of, get_consent, list_consents
from dam.assets.consent.register import add_consent, edit_consent, erase_consent, withdraw_consent
from dam.assets.consent.views import STATES, ConsentView
from dam.assets.consent.wanted import ROLES, TEXTS
from delivery.api.answers import json_answer, list_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import PAGING, SHORT_LIST, Parameter
from delivery.api.right_schemas import CONSENT_WORDS
from delivery.api.schemas import TEXTS as MANY_TEXTS
from delivery.api.schemas import page_of, ref, some_of
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject, when

ONE = "/consents/{consent_id}"
NEW = some_of(CONSENT_WORDS, required=("role", "given_on"))
CHANGES = some_of(CONSENT_WORDS)
SOME_ASSETS = some_of({"asset_ids": {**MANY_TEXTS, "maxItems": MOST}}, required=("asset_ids",))
NOTHING = some_of({})

QUERY = (
    Parameter("q", "Words in name, code or guardian."),
    Parameter("role", "Only consents of this role.", "choice", ROLES),
    Parameter("state", "`of_age`: given by a guardian for somebody of age by now.", "choice", STATES),
    Parameter("ending_before", "Only those that end before this moment or day, and not yet.", "moment"),
    *PAGING,
)


def consent_json(view: ConsentView) -> JsonObject:
    """Return a consent; of somebody who may not know whose it is, the names are empty already."""
    return {
        "id": view.id,
        "role": view.role,
        **{name: getattr(view, name) for name in TEXTS},
        "of_age_on": view.of_age_on and view.of_age_on.isoformat(),
        "given_on": view.given_on.isoformat(),
        "expires_on": view.expires_on and view.expires_on.isoformat(),
        "withdrawn_at": when(view.withdrawn_at),
        "ends_at": when(view.ends_at),
        "channels": view.channels,
        "territories": view.territories,
        "purposes": view.purposes,
        "state": view.state,
        "is_of_age": view.is_of_age,
        "assets": view.assets,
        "proofs": view.proofs,
        "revision": view.revision,
        "created_by": view.created_by_name,
        "created_at": when(view.created_at),
        "updated_at": when(view.updated_at),
        "erased_at": when(view.erased_at),
    }


async def list_all(call: Call) -> Response:
    """Return the register, the newest first."""
    query = call.query
    wanted = ConsentFilter(
        query.text("q") or "",
        query.text("role") or "",
        query.text("state") or "",
        query.moment("ending_before"),
    )
    page = await call.run(list_consents, wanted, limit=query.limit, cursor=query.cursor)
    return list_answer([consent_json(each) for each in page.items], page.total, page.next)


async def list_of_asset(call: Call) -> Response:
    """Return the consents on an asset; whose they are only to those who may read the register."""
    found = await call.run(consents_of, call.path("asset_id"))
    return short_list_answer(call, [consent_json(each) for each in found])


async def add(call: Call) -> Response:
    """Write down a consent that was given; of a minor with a guardian and the day of coming of age."""
    view = await call.run(add_consent, await call.json())
    location = f"{call.house.settings.base_url}/api/v1/consents/{view.id}"
    return json_answer(consent_json(view), 201, headers={"ETag": view.etag, "Location": location})


async def read(call: Call) -> Response:
    """Return one consent."""
    return _answer(await call.run(get_consent, call.path("consent_id")))


async def change(call: Call) -> Response:
    """Change a consent by merge patch; a stale `If-Match` answers 412 with both values."""
    if_match = call.request.headers.get("if-match")
    return _answer(await call.run(edit_consent, call.path("consent_id"), await call.json(), if_match))


async def withdraw(call: Call) -> Response:
    """Take a consent back: all its assets are dark everywhere within two seconds. There is no way back."""
    await call.json()
    return _answer(await call.run(withdraw_consent, call.path("consent_id")))


async def erase(call: Call) -> Response:
    """Withdraw a consent and remove for good whose it was, and its files of proof."""
    return _answer(await call.run(erase_consent, call.path("consent_id")))


async def cover(call: Call) -> Response:
    """Put assets under a consent: they are lit only where it covers them."""
    return _answer(await call.run(cover_assets, call.path("consent_id"), await _ids(call)))


async def uncover(call: Call) -> Response:
    """Take assets out from under a consent."""
    return _answer(await call.run(uncover_assets, call.path("consent_id"), await _ids(call)))


async def _ids(call: Call) -> list[str]:
    ids = (await call.json())["asset_ids"]
    assert isinstance(ids, list)
    return [str(each) for each in ids]


def _answer(view: ConsentView) -> Response:
    return json_answer(consent_json(view), headers={"ETag": view.etag})


_GROUP = "Consents"
_ANSWER = {200: ref("Consent")}

OPERATIONS = (
    Operation(
        "GET",
        "/assets/{asset_id}/consents",
        list_of_asset,
        _GROUP,
        "List the consents on an asset",
        {200: page_of("Consent")},
        query=SHORT_LIST,
        problems=(404,),
    ),
    Operation(
        "GET",
        "/consents",
        list_all,
        _GROUP,
        "List consents",
        {200: page_of("Consent")},
        query=QUERY,
        problems=(400, 403),
    ),
    Operation(
        "POST",
        "/consents",
        add,
        _GROUP,
        "Add a consent",
        {201: ref("Consent")},
        body=NEW,
        problems=(400, 403),
    ),
    Operation("GET", ONE, read, _GROUP, "Read a consent", _ANSWER, problems=(403, 404)),
    Operation(
        "PATCH",
        ONE,
        change,
        _GROUP,
        "Change a consent; send If-Match to be refused when it has changed",
        _ANSWER,
        body=CHANGES,
        problems=(400, 403, 404, 409, 412),
    ),
    Operation("DELETE", ONE, erase, _GROUP, "Erase whose a consent was", _ANSWER, problems=(403, 404)),
    Operation(
        "POST",
        f"{ONE}/withdraw",
        withdraw,
        _GROUP,
        "Withdraw a consent",
        _ANSWER,
        body=NOTHING,
        problems=(403, 404),
    ),
    Operation(
        "POST",
        f"{ONE}/assets",
        cover,
        _GROUP,
        "Put assets under a consent",
        _ANSWER,
        body=SOME_ASSETS,
        problems=(400, 403, 404),
    ),
    Operation(
        "DELETE",
        f"{ONE}/assets",
        uncover,
        _GROUP,
        "Take assets out from under a consent",
        _ANSWER,
        body=SOME_ASSETS,
        problems=(400, 403, 404),
    ),
)
