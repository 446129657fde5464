"""The self-assessment says what is so: every field that is kept, the limits and the settings, in two languages."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from starlette.applications import Starlette

from dam.core import Core
from dam.db import Database
from dam.engagement.event import EventClass
from dam.engagement.limits import RAW_DAYS, ROLLUP_DAYS
from dam.engagement.logs.delivery_log import DeliveryLog
from dam.engagement.models import Event
from dam.engagement.visitors.keys import VisitorKeys
from dam.search.open import open_index
from delivery.house import House
from delivery.pages.privacy import LANGUAGES, facts_of
from delivery.pages.privacy_text import Words
from delivery.pages.routes import routes
from delivery.settings import DeliverySettings
from tests.cores import MakeCore
from tests.delivery.api.serving import served


@pytest.fixture
def core(sqlite_url: str, open_database: Callable[[str], Database], make_core: MakeCore) -> Core:
    """A core with nothing in it."""
    return make_core(open_database(sqlite_url))


@pytest.fixture
def house(core: Core, tmp_path: Path) -> House:
    """A house as it is without settings."""
    return House(
        core=core,
        index=open_index(f"whoosh://{tmp_path / 'search'}", core.db),
        log=DeliveryLog(tmp_path / "log", VisitorKeys(core.db)),
        settings=DeliverySettings(base_url="http://assets.example.org", secret_key="k" * 32),
        spool=tmp_path,
    )


@pytest.fixture
def reader(house: House) -> Iterator[httpx.Client]:
    """Somebody who opens the page."""
    app = Starlette(routes=routes())
    app.state.house = house
    with served(app) as url, httpx.Client(base_url=url) as client:
        yield client


def terms(words: Words) -> set[str]:
    return {name for section in words.sections for term, _ in section.items for name in term.split(", ")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_and_class_is_told(language: str) -> None:
    columns = {column.name for column in sa.inspect(Event).columns}
    assert columns | set(EventClass) <= terms(LANGUAGES[language])


def test_both_languages_say_the_same() -> None:
    shapes = [
        [(len(section.paragraphs), len(section.items)) for section in words.sections]
        for words in LANGUAGES.values()
    ]
    gaps = [sorted(re.findall(r"{(\w+)}", str(words.sections) + words.intro)) for words in LANGUAGES.values()]
    assert shapes[0] == shapes[1]
    assert gaps[0] == gaps[1]


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "fr-CA,en;q=0.5", "fr"),
        ("", "en", "en"),
        ("?lang=en", "fr", "en"),
        ("?lang=<b>", "de", "fr"),
        ("", "", "fr"),
    ],
)
def test_it_is_shown_in_the_readers_language(
    reader: httpx.Client, query: str, accepted: str, language: str
) -> None:
    answer = reader.get(f"/api/docs/privacy{query}", headers={"accept-language": accepted})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert "<b>" not in answer.text
    assert "{" not in answer.text.partition("</style>")[2]
    assert f"{RAW_DAYS} " in answer.text
    assert f"{ROLLUP_DAYS} " in answer.text
    assert answer.headers["vary"] == "Accept-Language"


def test_it_follows_the_settings(house: House) -> None:
    words = LANGUAGES["en"]
    plain = facts_of(house, words)
    assert plain["journeys"] == "not used by this house"
    assert (plain["proxies"], plain["edges"]) == (0, "counted here")
    settings = replace(
        house.settings, journey_sites=("shop.example.org",), trusted_proxies=2, log_places="nginx:/logs"
    )
    changed = facts_of(replace(house, settings=settings), words)
    assert "shop.example.org" in str(changed["journeys"])
    assert changed["proxies"] == 2
    assert changed["edges"] != plain["edges"]
