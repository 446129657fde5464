"""May it be used there, until then, for that: each reason by itself, together, in one sentence, in two languages."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dam.accounts.caller import HOUSE, Role
from dam.assets.collections import add_assets, create_collection
from dam.assets.consent.cover import cover_assets
from dam.assets.consent.register import add_consent
from dam.assets.edit import edit_asset
from dam.assets.endings.rules import edit_rules
from dam.assets.status import move_status
from dam.assets.trash import trash_asset
from dam.assets.usable.answer import Answer, can_use, can_use_each
from dam.assets.usable.question import read_question
from dam.assets.usable.words import Voice
from dam.core import Core
from dam.errors import Conflict, Invalid, NotFound
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset

PARIS = ZoneInfo("Europe/Paris")
TITLES = {"web": "Website", "social": "Social networks"}


@pytest.fixture
def core(world: World) -> Core:
    world.moment = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    given = world.core
    return Core(given.db, given.store, given.jobs, given.announce, world.now, PARIS)


def ask(core: Core, asset_id: str, caller: Any = HOUSE, **given: str) -> Answer:
    wanted = {"channel": "instagram", "territory": "DE", "until": "2026-12-31", **given}
    return can_use(core, caller, asset_id, read_question(wanted, core.now(), PARIS))


def said(answer: Answer, locale: str = "en") -> str:
    return Voice(locale, PARIS, TITLES).sentence(answer)


def test_the_question_of_the_brief_is_answered_in_one_sentence(core: Core) -> None:
    asset_id = make_asset(core, status="approved")
    answer = ask(core, asset_id)
    assert said(answer) == "Yes, it may be used on Instagram (Germany) until December 31, 2026."
    assert said(answer, "fr") == (
        "Oui, elle peut être utilisée sur Instagram (Allemagne) jusqu’au 31 décembre 2026."
    )
    rights = {"channels": ["web", "social"], "territories": ["EU"], "expires_at": "2026-12-15T23:00:00Z"}
    edit_asset(core, HOUSE, asset_id, {"rights": rights})
    answer = ask(core, asset_id)
    assert answer.verdict == "partly"
    assert said(answer) == (
        "Only in part: on Instagram it may be used until December 15, 2026; the licence ends on December 15, 2026."
    )
    assert said(ask(core, asset_id, territory="US")) == (
        "No, it may not be used on Instagram (United States) until December 31, 2026: "
        "the licence covers only European Union."
    )
    assert said(ask(core, asset_id, channel="print"), "fr") == (
        "Non, elle ne peut pas être utilisée sur le canal « Print » (Allemagne) jusqu’au 31 décembre 2026 : "
        "la licence ne couvre que ces canaux : Website et Social networks."
    )


@pytest.mark.parametrize(
    ("granted", "asked", "french", "english"),
    [
        (
            ["EU", "-HU"],
            "US",
            "que ces pays : Union européenne, sauf Hongrie.",
            "only European Union, except Hungary.",
        ),
        (["DACH", "FR"], "US", "que ces pays : DACH et France.", "only DACH and France."),
        (
            ["-US"],
            "US",
            "que ces pays : le monde entier, sauf États-Unis.",
            "only the whole world, except United States.",
        ),
        ([], "-US", "(monde entier, sauf États-Unis)", "(worldwide, except United States)"),
        (["-AX", "-DE"], "NORDICS", "pas ces pays : Îles Åland.", "not cover Åland Islands."),
        ([], "EU -DE", "(Union européenne, sauf Allemagne)", "(European Union, except Germany)"),
        (
            ["FR", "IT", "ES", "PT", "GR", "CY", "MT", "HR"],
            "US",
            "Croatie, Italie et 2 de plus.",
            "Croatia, Italy and 2 more.",
        ),
    ],
)
def test_countries_are_told_in_the_fewest_words(
    core: Core, granted: list[str], asked: str, french: str, english: str
) -> None:
    asset_id = make_asset(core, status="approved")
    edit_asset(core, HOUSE, asset_id, {"rights": {"territories": granted}})
    answer = ask(core, asset_id, territory=asked)
    assert french in said(answer, "fr")
    assert english in said(answer)


@pytest.mark.parametrize(
    ("channel", "titles", "french", "english"),
    [
        ("social", ("Réseaux sociaux", "Social networks"), "sur les réseaux sociaux", "on social networks"),
        ("app", ("Application mobile", "Mobile app"), "dans l’application mobile", "in the mobile app"),
        ("email", ("E-mail", "E-mail"), "par e-mail", "by e-mail"),
        ("print", ("Impression", "Print"), "à l’impression", "in print"),
        ("tiktok", ("", ""), "sur TikTok", "on TikTok"),
        ("fair", ("Salon", "Trade fair"), "sur le canal « Salon »", "on the channel “Trade fair”"),
    ],
)
def test_a_sentence_says_where_as_people_do(
    core: Core, channel: str, titles: tuple[str, str], french: str, english: str
) -> None:
    answer = ask(core, make_asset(core, status="approved"), channel=channel)
    for locale, title, place in zip(("fr", "en"), titles, (french, english), strict=True):
        assert f" {place} (" in Voice(locale, PARIS, {channel: title} if title else {}).sentence(answer)


@pytest.mark.parametrize(
    ("rights", "given", "verdict", "codes"),
    [
        ({}, {}, "yes", ["no_licence"]),
        ({"licence": "Ours", "credit": "© House", "is_exclusive": True}, {}, "yes", ["credit", "exclusive"]),
        ({"kind": "unknown"}, {}, "yes", ["no_licence"]),
        ({"kind": "editorial"}, {"purpose": "advertising"}, "no", ["purpose"]),
        ({"kind": "editorial"}, {"purpose": "editorial"}, "yes", []),
        ({"kind": "cc_by_nc"}, {}, "yes", []),
        ({"kind": "owned", "purposes": ["internal"]}, {"purpose": "resale"}, "no", ["purpose"]),
        ({"kind": "owned", "channels": ["instagram"]}, {}, "yes", []),
        ({"kind": "owned", "channels": ["instagram"]}, {"channel": "social"}, "no", ["channel"]),
        ({"kind": "owned", "territories": ["-DE"]}, {}, "no", ["territory"]),
        ({"kind": "owned", "territories": ["EU", "-HU"]}, {"territory": "EU"}, "partly", ["territories"]),
        ({"kind": "owned", "territories": ["EU"]}, {"territory": "FR,DE"}, "yes", []),
        ({"kind": "owned", "territories": ["EU"]}, {"territory": ""}, "partly", ["territories"]),
        ({"kind": "owned", "territories": ["DE", "-DE"]}, {}, "no", ["territory"]),
        ({"kind": "owned", "starts_at": "2026-12-01T00:00:00Z"}, {}, "partly", ["begins"]),
        ({"kind": "owned", "starts_at": "2027-01-01T00:00:00Z"}, {}, "no", ["begins"]),
        ({"kind": "owned", "expires_at": "2026-11-01T00:00:00Z"}, {}, "no", ["ended"]),
        ({"kind": "owned", "expires_at": "2026-12-31T23:00:00Z"}, {}, "yes", []),
        ({"kind": "owned", "expires_at": "2026-12-31T22:59:59Z"}, {}, "partly", ["ends"]),
        ({"kind": "owned", "expires_at": "2027-01-31T22:59:59Z"}, {"until": ""}, "partly", ["ends"]),
        ({"kind": "owned", "embargo_until": "2026-11-24T08:00:00Z"}, {}, "partly", ["embargo"]),
        ({"kind": "owned", "people": "recognisable"}, {}, "yes", ["no_consent"]),
    ],
)
def test_each_reason_is_named(
    core: Core, rights: dict[str, Any], given: dict[str, str], verdict: str, codes: list[str]
) -> None:
    asset_id = make_asset(core, status="approved")
    edit_asset(core, HOUSE, asset_id, {"rights": rights})
    answer = ask(core, asset_id, **given)
    assert (answer.verdict, [reason.code for reason in answer.reasons]) == (verdict, codes)
    for locale in ("fr", "en"):
        for sentence in (said(answer, locale), *Voice(locale, PARIS).reasons(answer)):
            assert not {"{", "None"} & set(sentence.split()), sentence
            assert "{" not in sentence


def test_every_paper_counts_and_together_they_may_leave_nothing(core: Core) -> None:
    asset_id = make_asset(core, status="approved")
    edit_asset(core, HOUSE, asset_id, {"rights": {"kind": "owned", "starts_at": "2026-12-20T00:00:00Z"}})
    given = {"role": "model", "name": "Ada Example", "given_on": "2026-11-01", "expires_on": "2026-12-10"}
    cover_assets(core, HOUSE, add_consent(core, HOUSE, given).id, [asset_id])
    answer = ask(core, asset_id)
    assert answer.verdict == "no"
    assert "leave no day and no country in common" in said(answer)
    assert "Ada" not in said(answer), "whose consent it is stays in the register"


@pytest.mark.parametrize("status", ["draft", "in_review", "withdrawn", "archived"])
def test_what_is_not_approved_is_not_used(core: Core, status: str) -> None:
    asset_id = make_asset(core, status="approved" if status == "withdrawn" else "draft")
    if status != "draft":
        move_status(core, HOUSE, asset_id, status)
    answer = ask(core, asset_id)
    assert (answer.verdict, answer.reasons[0].code) == ("no", f"is_{status}")


def test_a_collection_is_answered_one_by_one_for_what_the_caller_sees(core: Core) -> None:
    ids = [make_asset(core, number=number, status="approved") for number in range(3)]
    hidden = make_asset(core, number=9)
    edit_asset(core, HOUSE, ids[0], {"rights": {"channels": ["print"]}})
    trash_asset(core, HOUSE, ids[1])
    collection = create_collection(core, HOUSE, name="All")
    add_assets(core, HOUSE, collection.id, [ids[0], ids[2], hidden])
    question = read_question({"channel": "web"}, core.now(), PARIS)
    viewer = make_caller(Role.VIEWER)
    answers = can_use_each(core, viewer, question, collection_id=collection.id)
    assert {answer.asset_id: answer.verdict for answer in answers} == {ids[0]: "no", ids[2]: "yes"}
    assert len(can_use_each(core, HOUSE, question, asset_ids=[*ids, hidden])) == 3
    with pytest.raises(NotFound):
        ask(core, hidden, viewer)
    with pytest.raises(Invalid, match="At most 500"):
        can_use_each(core, HOUSE, question, asset_ids=["a"] * 501)


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"channel": ""}, "channel"),
        ({"channel": "a b"}, "channel"),
        ({"territory": "Germany"}, "territory"),
        ({"until": "31/12/2026"}, "until"),
        ({"until": "2026-11-22"}, "until"),
        ({"from": "2027-02-01", "until": "2027-01-31"}, "until"),
        ({"from": "2027-02-29"}, "from"),
        ({"purpose": "fun"}, "purpose"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_by_name(
    core: Core, given: dict[str, str], path: str
) -> None:
    with pytest.raises(Invalid) as refused:
        read_question({"channel": "web", **given}, core.now(), PARIS)
    assert [error.path for error in refused.value.errors] == [path]


def test_the_house_may_approve_no_people_without_a_consent(core: Core) -> None:
    asset_id = make_asset(core)
    edit_asset(core, HOUSE, asset_id, {"rights": {"people": "recognisable"}})
    edit_rules(core, HOUSE, {"people_without_consent": "block"})
    with pytest.raises(Conflict, match="no consent is on file"):
        move_status(core, HOUSE, asset_id, "approved")
    given = {"role": "model", "code": "M1", "given_on": "2026-11-01"}
    cover_assets(core, HOUSE, add_consent(core, HOUSE, given).id, [asset_id])
    assert move_status(core, HOUSE, asset_id, "approved").status == "approved"
