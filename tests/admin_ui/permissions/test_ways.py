"""Whatever a page offers to somebody is theirs: every link opens, no button is refused."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from dam.accounts.caller import Role
from tests.admin_ui.houses import ORIGIN
from tests.admin_ui.permissions.doors import Answer, Door
from tests.admin_ui.permissions.people import OUTSIDERS
from tests.admin_ui.permissions.ways import Press, Ways

OTHERS = ("/static/", "/api/docs", "/d/", "/s/", "/p/")
"""What the house serves elsewhere than among its pages."""

MOST_ALIKE = 4
"""Addresses that differ only in their ids: four assets and some more, of each state."""

LAST = re.compile(
    r"/(delete|remove|trash|purge|erase|hand-over|revoke|retire|withdraw|sign-out|end|end-others|security)$"
)
"""Buttons after which less is there for the others."""


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
        asked = sorted(parse_qs(parts.query, keep_blank_values=True))
        key = f"{parts.path}?{','.join(asked)}"
        if key in self._known or self._alike[shape_of(parts.path)] >= MOST_ALIKE:
            return
        self._known.add(key)
        self._alike[shape_of(parts.path)] += 1
        yield parts.path + (f"?{parts.query}" if parts.query else "")


def shape_of(url: str) -> str:
    """Return a path with its ids and names of files left open, so that alike pages are alike."""
    path = re.sub(r"/[0-9a-z]{16}(?=/|$)", "/ID", urlsplit(url).path)
    return re.sub(r"(renditions|rendition-files)/.+", r"\1/NAME", path)


@pytest.mark.parametrize("who", [*OUTSIDERS, *Role])
def test_every_link_opens_and_no_button_is_refused(own_door: Door, who: str) -> None:
    walk = Walk(own_door, who, "/account" if who == "none" else "/")
    walk.run()
    assert not walk.broken, "\n".join(walk.broken)
    refused = []
    for page, press in sorted(walk.presses.values(), key=lambda each: bool(LAST.search(each[1].url))):
        fields: dict[str, object] = {}
        for name, value in (*press.fields, press.button):
            if name and name != "csrf_token":
                fields[name] = [*fields.get(name, []), value]  # type: ignore[misc]
        answer = own_door.send(who, press.url, fields)
        if answer.status >= 500 or answer.is_refused:
            refused.append(f"{page}: {press.button} at {press.url}: {answer.status} {answer.said}")
    assert not refused, "\n".join(refused)
