"""A letter about notices: the same words as plain text and as HTML without pictures."""

from collections.abc import Sequence
from html import escape

from dam.language.catalogue import Catalogue
from dam.notices.digest import Compose, Line
from dam.notices.outbox import Letter

HELLO = "Here is what is new in the library."
ONE = "One thing is new in the library."
MORE = "And %(num)s more."
CHOOSE = "Choose what you are told, and when:"
SUBJECT = "%(num)s things are new in the library"


def composer(base_url: str) -> Compose:
    """Return what writes a letter whose links lead to the house at `base_url`."""

    def compose(catalogue: Catalogue, address: str, lines: Sequence[Line], more: int) -> Letter:
        choose = f"{base_url}/notices#choices"
        hello = catalogue.say(ONE if len(lines) == 1 and not more else HELLO)
        subject = _subject(catalogue, lines, more)
        rest = [catalogue.say(MORE, {"num": more})] if more else []
        text = [
            hello,
            *(_text(line, base_url) for line in lines),
            *rest,
            f"{catalogue.say(CHOOSE)}\n{choose}",
        ]
        html = [
            f"<p>{escape(hello)}</p><ul>",
            *(f"<li>{_html(line, base_url)}</li>" for line in lines),
            "</ul>",
            *(f"<p>{escape(one)}</p>" for one in rest),
            f'<p><a href="{escape(choose)}">{escape(catalogue.say(CHOOSE).rstrip(" :"))}</a></p>',
        ]
        page = f'<!doctype html><html lang="{catalogue.locale}"><meta charset="utf-8"><body>{"".join(html)}</body></html>'
        return Letter(address, subject, "\n\n".join(text) + "\n", page)

    return compose


def _subject(catalogue: Catalogue, lines: Sequence[Line], more: int) -> str:
    if len(lines) == 1 and not more:
        return lines[0].sentence
    return catalogue.say(SUBJECT, {"num": len(lines) + more})


def _text(line: Line, base_url: str) -> str:
    return f"{line.sentence}\n{base_url}{line.url}" if line.url else line.sentence


def _html(line: Line, base_url: str) -> str:
    words = escape(line.sentence)
    return f'<a href="{escape(base_url + line.url)}">{words}</a>' if line.url else words
