"""Signing in by a certified provider, from the button to the session; and every way in which it is refused."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from admin_ui.build import find_node
from admin_ui.routes import routes
from dam.accounts.access.groups import create_group, get_group
from dam.accounts.caller import HOUSE
from dam.accounts.people import add_person, change_person, list_people
from delivery.settings import ProviderSettings
from renditions.catalogue.channels import seed_built_in
from tests.admin_ui.houses import ORIGIN, PASSWORD, Home, open_home
from tests.databases import create_tables
from tests.delivery.api.serving import served
from tests.packages import npm_packages

FOLDER = Path(__file__).parent
BACK = f"{ORIGIN}/sign-in/provider/back"
SECRET = "not a secret: tests only"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of a real provider."""
    npm_packages(FOLDER)
    node, _npm = find_node()
    told = json.dumps({"redirect": BACK, "logout": f"{ORIGIN}/sign-in"})
    command = [str(node), "provider.mjs", told]
    with subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


class Comer:
    """A browser that goes to the provider and comes back to the house."""

    def __init__(self, home: Home) -> None:
        self.house = httpx.Client(
            base_url=home.url, headers={"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"}
        )
        self.house.cookies.set("vitrine_locale", "en", domain="127.0.0.1")
        self.provider = httpx.Client()
        home.clients.extend((self.house, self.provider))

    def leave(self, path: str = "/sign-in/provider") -> str:
        """Return where the house sends the browser."""
        answer = self.house.get(path)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def be(self, account: str, entrance: str) -> httpx.URL:
        """Sign in at the provider, and return where it sends the browser back to."""
        headers = {"x-account": account} if account else {}
        url = httpx.URL(entrance)
        while not str(url).startswith(ORIGIN):
            answer = self.provider.get(url, headers=headers)
            assert answer.status_code in (302, 303), answer.text
            url = url.join(answer.headers["location"])
        return url

    def come_back(self, url: httpx.URL) -> httpx.Response:
        """Bring to the house what the provider said."""
        return self.house.get(url.raw_path.decode())


@pytest.fixture
def settings(issuer: str) -> ProviderSettings:
    """How the house knows the provider."""
    return ProviderSettings(
        issuer,
        "vitrine",
        SECRET,
        "Example ID",
        scopes="openid email profile groups",
        domains=frozenset({"example.org"}),
        roles=(("dam-admins", "manager"),),
    )


@pytest.fixture
def home(tmp_path: Path, settings: ProviderSettings) -> Iterator[Home]:
    """A house whose people may sign in by the provider."""

    home = open_home(tmp_path)
    create_tables(home.core.db)
    with home.core.db.write() as session:
        seed_built_in(session)
    house = replace(home.house, settings=replace(home.house.settings, provider=settings))
    app = Starlette(routes=routes())
    app.state.house = house
    with served(app) as url:
        yield replace(home, house=house, url=url)
        for client in home.clients:
            client.close()
    home.core.db.dispose()


def test_a_stranger_of_the_brand_s_domain_is_added_with_role_and_groups(home: Home) -> None:
    group = create_group(home.core, HOUSE, name="Atelier", claim="atelier")
    comer = Comer(home)
    assert "Sign in by Example ID" in comer.house.get("/sign-in").text
    entrance = comer.leave("/sign-in/provider?next=/collections")
    asked = parse_qs(urlsplit(entrance).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [BACK]
    answer = comer.come_back(comer.be("ada", entrance))
    assert (answer.status_code, answer.headers["location"]) == (303, "/collections")
    assert comer.house.get("/collections").status_code == 200
    ada = next(person for person in list_people(home.core, HOUSE) if person.email == "ada@example.org")
    assert (ada.name, ada.role, ada.may_use_password) == ("Ada by provider", "manager", False)
    assert get_group(home.core, HOUSE, group.id).members == (ada.id,)
    assert "Firefox on Linux" in comer.house.get("/account").text


def test_somebody_who_is_here_is_recognised_once_by_e_mail_and_then_for_ever(home: Home) -> None:
    ada = add_person(home.core, HOUSE, email="ada@example.org", name="Ada", role="viewer", password=PASSWORD)
    for _ in range(2):
        comer = Comer(home)
        assert comer.come_back(comer.be("ada", comer.leave())).headers["location"] == "/"
    assert len([person for person in list_people(home.core, HOUSE) if person.id == ada.id]) == 1
    change_person(home.core, HOUSE, ada.id, is_active=False)
    refused = Comer(home)
    answer = refused.come_back(refused.be("ada", refused.leave()))
    assert answer.status_code == 401
    assert "This account is disabled" in answer.text


@pytest.mark.parametrize(
    ("account", "sentence"),
    [
        ("nobody", "Nobody here has the e-mail nobody@elsewhere.example"),
        ("unverified", "has not verified your e-mail"),
        ("", "the identity provider said no"),
    ],
)
def test_who_is_not_let_in_is_told_why(home: Home, account: str, sentence: str) -> None:
    comer = Comer(home)
    answer = comer.come_back(comer.be(account, comer.leave()))
    assert answer.status_code == 401
    assert sentence in answer.text.replace("&#39;", "'")
    assert comer.house.get("/").status_code == 303


def test_nobody_comes_back_twice_late_or_in_another_s_place(home: Home) -> None:
    comer, other = Comer(home), Comer(home)
    url = comer.be("ada", comer.leave())
    other.leave()
    for wrong in (other.come_back(url), Comer(home).come_back(url)):
        assert wrong.status_code == 401
        assert "begun in another window" in wrong.text
    assert comer.come_back(url).status_code == 303
    assert comer.come_back(url).status_code == 401
    stale = Comer(home)
    first = stale.leave()
    stale.leave()
    assert stale.come_back(stale.be("ada", first)).status_code == 401


def test_signing_out_names_the_way_out_of_the_provider(home: Home) -> None:
    comer = Comer(home)
    comer.come_back(comer.be("ada", comer.leave()))
    token = comer.house.get("/account").text.split('data-csrf="')[1].split('"')[0]
    answer = comer.house.post("/sign-out", data={"csrf_token": token})
    page = comer.house.get(answer.headers["location"])
    assert "Sign out of Example ID as well" in page.text
    assert "/session/end?client_id=vitrine" in page.text


def test_a_house_without_a_provider_has_no_button_and_no_way(home: Home) -> None:
    house = replace(home.house, settings=replace(home.house.settings, provider=None))
    app = Starlette(routes=routes())
    app.state.house = house
    with served(app) as url, httpx.Client(base_url=url) as client:
        assert "/sign-in/provider" not in client.get("/sign-in").text
        assert client.get("/sign-in/provider").status_code == 404
