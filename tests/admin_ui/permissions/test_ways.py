"""Whatever a page offers to somebody is theirs: every link opens, no button is refused."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from starlette.routing import compile_path

from admin_ui.routes import FILES, FORMS, PAGES
from dam.accounts.caller import Role
from tests.admin_ui.houses import ORIGIN
from tests.admin_ui.permissions.doors import Answer, Door
from tests.admin_ui.permissions.people import OUTSIDERS
from tests.admin_ui.permissions.ways import Press, Ways

OTHERS = ("/static/", "/api/docs", "/d/", "/s/", "/p/")
"""What the house serves elsewhere than among its pages."""

MOST_ASSETS, MOST_ROOMS, MOST_ALIKE = 4, 2, 1
"""Pages of one shape that are opened: of assets in each state, of their rooms, and others."""

ADDRESSES = [
    (path, compile_path(path)[0])
    for path in dict.fromkeys(path for path, _ in (*PAGES, *FILES, *FORMS))
    if not path.endswith("/new")
]

TAKES_AWAY = re.compile(
    r"/(delete|remove|trash|purge|erase|hand-over|take-over|revoke|retire|withdraw|status)$|^/duplicates$"
)
SIGNS_OUT = re.compile(r"/(sign-out|end|end-others|security)$")
"""Buttons after which less is there, and nobody; they are pressed last."""


class Walk:
    """What somebody finds from the first page on: `pages` by their addresses, and the buttons on them."""

    def __init__(self, door: Door, who: str, first: str) -> None:
        self._door, self._who = door, who
        self._alike: Counter[str] = Counter()
        self._known: set[str] = set()
        self._waiting = [first]
        self.presses: dict[tuple[str, str, str], tuple[str, Press]] = {}
        self.broken: list[str] = []

    def run(self) -> None:
        """Open page after page until there is no new one."""
        came_from = dict.fromkeys(self._waiting, "the sign-in")
        while self._waiting:
            url = self._waiting.pop(0)
            answer = self._door.open(self._who, url)
            if answer.status >= 400:
                self.broken.append(f"{came_from[url]} leads to {url}: {answer.status}")
                continue
            for found in self._read(url, answer):
                came_from[found] = url
                self._waiting.append(found)

    def _read(self, url: str, answer: Answer) -> Iterator[str]:
        if answer.status in (301, 303, 307):
            yield from self._new(answer.location)
        if "<html" not in answer.text[:400]:
            return
        ways = Ways(ORIGIN + url, answer.text)
        for press in ways.presses:
            name, value = press.button
            key = (shape_of(press.url), name, value if len(value) < 16 else "")
            self.presses.setdefault(key, (url, press))
        for link in ways.links:
            yield from self._new(link)

    def _new(self, link: str) -> Iterator[str]:
        parts = urlsplit(link)
        if f"{parts.scheme}://{parts.netloc}" not in ("://", ORIGIN) or parts.path.startswith(OTHERS):
            return
        shape = shape_of(parts.path) + ("?" if parts.query else "")
        if link in self._known or self._alike[shape] >= _most(shape):
            return
        self._known.add(link)
        self._alike[shape] += 1
        yield parts.path + (f"?{parts.query}" if parts.query else "")


def _most(shape: str) -> int:
    if shape == "/assets/{asset_id}":
        return MOST_ASSETS
    return MOST_ROOMS if shape.startswith("/assets/{asset_id}/") and shape.count("/") == 3 else MOST_ALIKE


def shape_of(url: str) -> str:
    """Return the route that an address belongs to, so that alike pages are alike."""
    path = urlsplit(url).path
    found = (route for route, pattern in ADDRESSES if pattern.match(path))
    return next(found, re.sub(r"/[0-9a-z]{16}(?=/|$)", "/ID", path))


def _pressed_at(press: Press) -> int:
    path = urlsplit(press.url).path
    return 2 if SIGNS_OUT.search(path) else 1 if TAKES_AWAY.search(path) else 0


def _is_refused(press: Press, answer: Answer) -> bool:
    """What an earlier button took away, be it somebody's own session, is not there any more; that is no refusal."""
    at = _pressed_at(press)
    is_gone = (answer.status == 404 and at > 0) or (answer.status == 401 and at == 2)
    return answer.status >= 500 or (answer.is_refused and not is_gone)


@pytest.mark.parametrize("who", [*OUTSIDERS, *Role])
def test_every_link_opens_and_no_button_is_refused(own_door: Door, who: str) -> None:
    walk = Walk(own_door, who, "/account" if who == "none" else "/")
    walk.run()
    assert not walk.broken, "\n".join(walk.broken)
    refused = []
    for page, press in sorted(walk.presses.values(), key=lambda each: _pressed_at(each[1])):
        answer = own_door.send(who, press.url, _fields_of(press))
        if _is_refused(press, answer):
            refused.append(f"{page}: {press.button} at {press.url}: {answer}")
    assert not refused, "\n".join(refused)


def _fields_of(press: Press) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = defaultdict(list)
    for name, value in (*press.fields, press.button):
        if name and name != "csrf_token":
            fields[name].append(value)
    return fields
