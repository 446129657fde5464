"""What people want of a link, checked field by field before anything is written."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.assets.visibility import find_row
from dam.errors import FieldError, Invalid, NotFound
from delivery.links.codes import PATH
from delivery.links.targets import check_address
from renditions.catalogue.channels import LIBRARY, ChannelView, list_channels

KINDS = ("scan", "click")
MOST_WORDS = 200
"""Characters of a title, a placement or a campaign: what a row of the ledger holds."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(slots=True)
class Check:
    """Takes wishes one by one; `errors` gathers what is not right, so that a form can say all of it at once."""

    session: Session
    caller: Caller
    base_url: str
    errors: list[FieldError] = field(default_factory=list)

    def read(self, patch: Mapping[str, object], channel: str) -> dict[str, object]:
        """Return the columns that a patch sets; `channel` is the link's own where the patch names none. Wrong → `Invalid`."""
        channels = list_channels(self.session)
        columns = {
            name: value
            for name, read in _READERS.items()
            if name in patch and (value := read(self, name, patch[name])) is not None
        }
        if "channel" in patch or "preset" in patch:
            self._check_place(channels, str(patch.get("channel", channel)), str(patch.get("preset", "")))
        if self.errors:
            first = self.errors[0]
            raise Invalid(f"The link is not right: {first.path}: {first.message}", self.errors)
        return columns

    def wrong(self, name: str, sentence: str) -> None:
        """Note what is wrong with a field."""
        self.errors.append(FieldError(name, sentence))

    def _check_place(self, channels: Sequence[ChannelView], name: str, preset: str) -> None:
        found = next((each for each in channels if each.name == name and name != LIBRARY), None)
        if found is None:
            self.wrong("channel", f"There is no channel {name[:40]!r}.")
        elif preset and all(each.name != preset for each in found.presets):
            self.wrong("preset", f"The channel {name} has no preset {preset[:40]!r}.")


def _words(check: Check, name: str, value: object) -> str | None:
    text = str(value).strip()
    if len(text) > MOST_WORDS or _CONTROL.search(text):
        check.wrong(name, f"Expected at most {MOST_WORDS} characters and no control characters.")
        return None
    return text


def _word(_check: Check, _name: str, value: object) -> str:
    return str(value).strip()


def _address(check: Check, name: str, value: object) -> str | None:
    try:
        return check_address(str(value), name, check.base_url)
    except Invalid as error:
        check.errors += error.errors
        return None


def _kind(check: Check, name: str, value: object) -> str | None:
    if value in KINDS:
        return str(value)
    check.wrong(name, f"Expected one of {', '.join(KINDS)}, not {str(value)[:40]!r}.")
    return None


def _asset(check: Check, name: str, value: object) -> str | None:
    try:
        return find_row(check.session, check.caller, str(value)).id
    except NotFound as error:
        check.wrong(name, str(error))
        return None


def _flag(_check: Check, _name: str, value: object) -> bool:
    return value is True


_READERS: Mapping[str, Callable[[Check, str, object], object]] = {
    "asset_id": _asset,
    "title": _words,
    "channel": _word,
    "preset": _word,
    "placement": _words,
    "campaign": _words,
    "kind": _kind,
    "target": _address,
    "fallback": _address,
    "carries_journey": _flag,
}
"""What can be wished for, each with its reader: the value as it is kept, or None when it is not right."""


def link_url(base_url: str, code: str) -> str:
    """Return the whole address of a code, as it is printed."""
    return f"{base_url}{PATH}{code}"
