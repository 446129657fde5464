"""The words of a subtitle as WebVTT shows them: its few tags stay, every other tag goes, all else is text."""

import re

_TAG = re.compile(r"<(/?)([A-Za-z]++)((?:\.[\w-]++)*+)([^<>]*+)>|<(\d\d:\d\d(?::\d\d)?\.\d{3})>")
_KEPT = {"b", "i", "u", "c", "v", "lang", "ruby", "rt"}
"""WebVTT, 3.3: classes, voices and languages may be named; the others only shape letters."""

_NAMED = {"v", "lang"}
_OVERRIDE = re.compile(r"\{\\[^{}]*\}")
"""What editors of another format leave in SRT files: {\\an8}."""

_LONE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|lrm|rlm|nbsp|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\ufffe\uffff]")


def clean_markup(text: str) -> str:
    """Return the text of a cue with nothing in it that acts; empty lines, which would end the cue, are left out."""
    text = _OVERRIDE.sub("", _CONTROLS.sub("", text))
    pieces, end = [], 0
    for tag in _TAG.finditer(text):
        pieces += [_escaped(text[end : tag.start()]), _kept(tag)]
        end = tag.end()
    whole = "".join([*pieces, _escaped(text[end:])])
    return "\n".join(line.strip() for line in whole.split("\n") if line.strip())


def _kept(tag: re.Match[str]) -> str:
    """Write a tag anew from the parts it may have, or drop it."""
    closing, name, classes, rest, moment = tag.groups()
    if moment:
        return f"<{moment}>"
    name = name.lower()
    if name not in _KEPT:
        return ""
    if closing:
        return f"</{name}>"
    words = " ".join(rest.split()).rstrip("- ")  # "-->" would begin another subtitle
    classes = classes.rstrip("-.")
    return f"<{name}{classes}{' ' + _escaped(words) if words and name in _NAMED else ''}>"


def _escaped(text: str) -> str:
    return _LONE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
