"""The form of a short link: its inputs as they were typed, and what is said beside one that is not right."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from admin_ui.asset_form import asset_id_in
from admin_ui.refusals import sentence_of
from admin_ui.visit import Visit
from dam.errors import Conflict, Invalid, Stale, VitrineError
from delivery.links.known import Link

TEXTS = ("title", "channel", "preset", "placement", "campaign", "kind", "target", "fallback")


def _n(sentence: str) -> str:
    return sentence


_ADDRESS = _n("Give an address such as https://www.example.org/summer; it is no short link of ours.")
SENTENCES = {
    "asset_id": _n("This is no asset that you may see: copy the address of its page."),
    "code": _n("A code has 3 to 40 letters, digits and hyphens, such as summer-2026."),
    "channel": _n("Choose one of the list."),
    "preset": _n("Choose one of the list."),
    "kind": _n("Choose one of the list."),
    "target": _ADDRESS,
    "fallback": _ADDRESS,
    "title": _n("Give at most 200 characters."),
    "placement": _n("Give at most 200 characters."),
    "campaign": _n("Give at most 200 characters."),
}


@dataclass(frozen=True, slots=True)
class LinkForm:
    """The inputs as texts; `errors` by input, `sentence` about the whole."""

    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""


def empty_form(asset_id: str = "") -> LinkForm:
    """Return the form of a new link."""
    return LinkForm({**dict.fromkeys(TEXTS, ""), "asset_id": asset_id, "code": "", "channel": "print"})


def form_of(link: Link) -> LinkForm:
    """Fill the form from a link."""
    texts = {name: str(getattr(link, name)) for name in (*TEXTS, "asset_id", "code")}
    return LinkForm({**texts, "carries_journey": "yes" if link.carries_journey else ""})


def posted_form(visit: Visit, error: VitrineError) -> LinkForm:
    """Fill the form with what was posted, and with what is wrong about it."""
    values = {name: visit.text(name) for name in (*TEXTS, "asset_id", "code", "carries_journey")}
    if isinstance(error, Invalid):
        paths = dict.fromkeys(each.path for each in error.errors)
        told = {path: visit.say(SENTENCES[path]) for path in paths if path in SENTENCES}
        return LinkForm(values, told, "" if told else sentence_of(error, visit))
    if isinstance(error, Conflict) and not isinstance(error, Stale):
        return LinkForm(values, {"code": visit.say("This code is taken; choose another word.")})
    return LinkForm(values, {}, sentence_of(error, visit))


def wishes_of(visit: Visit) -> dict[str, object]:
    """Return what was posted as the core takes it; what the form did not hold stays as it is."""
    wishes: dict[str, object] = {name: visit.text(name) for name in TEXTS if name in visit.form}
    if "asset_id" in visit.form:
        wishes["asset_id"] = asset_id_in(visit.text("asset_id"))
    if visit.text("has_journey"):
        wishes["carries_journey"] = visit.text("carries_journey") == "yes"
    return wishes
