"""Refusals in the reader's language, with what this very refusal knows; and edits that do not overwrite each other."""

import re
import sqlite3
from dataclasses import replace
from html import unescape

import pytest
import sqlalchemy as sa
from starlette.datastructures import FormData
from starlette.requests import Request

from admin_ui.refusals import sentence_of
from admin_ui.visit import Visit
from dam.accounts.caller import HOUSE, Role
from dam.assets.edit import edit_asset
from dam.assets.read import get_asset
from dam.assets.settings import IngestSettings
from dam.errors import Conflict, FieldError, Invalid, NotKept, TooLarge, TooMany, VitrineError
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of


@pytest.mark.parametrize(
    ("error", "french", "english"),
    [
        (TooLarge("x"), "Un fichier peut peser au plus 5 Mo.", "A file may have at most 5 MB."),
        (TooMany("x", 130), "Trop d’essais", "Try again in 3 minutes."),
        (NotKept("own words"), "La médiathèque ne conserve pas ce type de fichier.", "own words"),
        (Conflict("x", ("draft", "archived")), "Brouillon, Archivée", "Draft, Archived"),
        (Conflict("own words"), "Ce n’est pas possible", "own words"),
        (Invalid("own words", [FieldError("tags[0]", "y"), FieldError("title", "z")]), "Titre", "own words"),
    ],
)
def test_frequent_refusals_are_specific(home: Home, error: VitrineError, french: str, english: str) -> None:
    house = replace(home.house, ingest=IngestSettings(max_bytes=5_000_000))
    for locale, expected in (("fr", french), ("en", english)):
        visit = Visit(Request({"type": "http"}), house, HOUSE, "", locale, "system", FormData())
        assert expected in sentence_of(error, visit).replace("\N{NO-BREAK SPACE}", " ")


def test_a_form_that_somebody_overtook_shows_both_values(home: Home) -> None:
    mine = asset_id(home, "Vase bleu")
    browser = browser_of(home, Role.MANAGER, "fr")
    base = unescape(browser.get(f"/assets/{mine}").text.split('name="base" value="')[1].split('"')[0])
    edit_asset(home.core, HOUSE, mine, {"focal_point": {"x": 0.1, "y": 0.1}})
    edit_asset(home.core, HOUSE, mine, {"title": "Le titre des autres"})
    answer = browser.post(f"/assets/{mine}/texts", {"title": "Mon titre", "base": base})
    assert answer.status == 412
    assert re.search("Le titre des autres</span>.*Mon titre</span>", answer.text, re.DOTALL)
    assert 'name="title" value="Mon titre"' in answer.text
    assert get_asset(home.core, HOUSE, mine).title == "Le titre des autres"
    again = unescape(answer.text.split('name="base" value="')[1].split('"')[0])
    assert browser.post(f"/assets/{mine}/texts", {"title": "Mon titre", "base": again}).status == 303
    assert get_asset(home.core, HOUSE, mine).title == "Mon titre"


def test_a_focal_point_moved_meanwhile_holds_nobody_up(home: Home, admin: Browser) -> None:
    mine = asset_id(home, "Vase bleu")
    base = unescape(admin.get(f"/assets/{mine}").text.split('name="base" value="')[1].split('"')[0])
    admin.post(f"/assets/{mine}/focal-point", {"x": "20", "y": "75"})
    assert admin.post(f"/assets/{mine}/texts", {"title": "Neu", "base": base}).status == 303


def test_approval_is_the_first_action_of_those_who_may(home: Home, admin: Browser) -> None:
    draft = asset_id(home, "Fauteuil vert")
    head = admin.get(f"/assets/{draft}").text.split('class="asset-actions"')[1]
    first, menu = head.split('id="asset-menu"', 1)
    assert 'name="status" value="approved"' in first
    assert 'data-dialog="move-in_review"' in menu


def test_a_full_disk_is_said_in_the_readers_language(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    french = browser_of(home, Role.ADMIN, "fr")
    cause = sqlite3.OperationalError("database or disk is full")
    cause.sqlite_errorcode = sqlite3.SQLITE_FULL

    def refuse(*_: object, **__: object) -> None:
        raise sa.exc.OperationalError("INSERT", {}, cause)

    monkeypatch.setattr("admin_ui.pages.duplicates.decide_pair", refuse)
    answer = french.post("/duplicates", {"act": "different", "one": "a", "other": "b"})
    assert (answer.status, "Le disque de la médiathèque est plein" in answer.text) == (503, True)
