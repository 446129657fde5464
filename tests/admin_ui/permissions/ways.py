"""The ways that a page offers: where its links lead, and what its buttons send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

Pairs = list[tuple[str, str]]

LINKS = {"a": "href", "img": "src", "source": "src", "video": "src", "audio": "src", "iframe": "src"}


@dataclass(frozen=True, slots=True)
class Press:
    """A form as one of its buttons sends it, filled in as it is drawn; what must be typed is an x."""

    url: str
    fields: tuple[tuple[str, str], ...]
    button: tuple[str, str]


@dataclass(slots=True)
class _Form:
    action: str
    method: str
    fields: Pairs = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)


class Ways(HTMLParser):
    """Reads a page: `links` are the addresses it leads to, `presses` what its buttons send."""

    def __init__(self, url: str, html: str) -> None:
        super().__init__()
        self._url, self.links = url, dict[str, None]()
        self._forms: list[_Form] = []
        self._named: dict[str, _Form] = {}
        self._open: _Form | None = None
        self._select: tuple[_Form, str, Pairs] | None = None
        self._waiting: list[tuple[str, str, dict[str, str]]] = []
        self.feed(html)
        self.close()
        for name, tag, said in self._waiting:
            if name in self._named:
                self._take(self._named[name], tag, said)

    @property
    def presses(self) -> list[Press]:
        """What each button of each form sends."""
        return [
            Press(urljoin(self._url, action or form.action), tuple(form.fields), (name, value))
            for form in self._forms
            if form.method == "post"
            for name, value, action in form.buttons
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what leads somewhere, and what belongs to a form."""
        said = {name: value or "" for name, value in attrs}
        for address in (said.get(LINKS.get(tag, ""), ""), said.get("hx-get", "")):
            if address:
                self.links[urljoin(self._url, address).partition("#")[0]] = None
        if tag == "form":
            self._open = _Form(said.get("action", self._url), said.get("method", "get").lower())
            self._forms.append(self._open)
            self._named[said.get("id", "")] = self._open
        elif tag == "option" and self._select is not None:
            self._offer(said)
        elif tag in ("input", "button", "select", "textarea"):
            if "form" in said:
                self._waiting.append((said["form"], tag, said))
            elif self._open is not None:
                self._take(self._open, tag, said)

    def handle_endtag(self, tag: str) -> None:
        """Close a form or a choice."""
        if tag == "form":
            self._lead(self._open)
            self._open = None
        elif tag == "select":
            self._select = None

    def _take(self, form: _Form, tag: str, said: dict[str, str]) -> None:
        name, kind = said.get("name", ""), said.get("type", "submit" if tag == "button" else "text")
        if "disabled" in said:
            return
        if tag == "button":
            if kind == "submit":
                form.buttons.append((name, said.get("value", ""), said.get("formaction", "")))
        elif tag == "select":
            self._select = (form, name, [])
        elif kind in ("checkbox", "radio"):
            if "checked" in said:
                form.fields.append((name, said.get("value", "on")))
        elif kind != "file" and name:
            form.fields.append((name, said.get("value", "") or ("x" if "required" in said else "")))

    def _offer(self, said: dict[str, str]) -> None:
        """Choose the first of a list, until another says that it is chosen."""
        assert self._select is not None
        form, name, offered = self._select
        pair = (name, said.get("value", ""))
        if not offered:
            form.fields.append(pair)
        elif "selected" in said:
            form.fields[form.fields.index(offered[0])] = pair
            offered[0] = pair
        offered.append(pair)

    def _lead(self, form: _Form | None) -> None:
        """A form that only asks is a link with its fields."""
        if form is not None and form.method == "get":
            asked = urlencode([pair for pair in form.fields if pair[0] and pair[1]])
            self.links[urljoin(self._url, form.action) + (f"?{asked}" if asked else "")] = None
