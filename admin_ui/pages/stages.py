"""The stages of the customer's journey: their titles, their order, and what each channel serves."""

import re
import unicodedata
from collections.abc import Mapping

from starlette.responses import Response

from admin_ui.chrome import channel_titles
from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.policy import Action, require
from dam.engagement.stages import (
    MOST_STAGES,
    NAME_LENGTH,
    TITLE_LENGTH,
    Stages,
    StageView,
    change_stages,
    list_stages,
)
from dam.errors import VitrineError
from renditions.catalogue.channels import LIBRARY

PAGE = "/admin/stages"
LOCALES = ("fr", "en")


def stages_page(visit: Visit) -> Response:
    """Show the form; whoever may not edit is told so."""
    require(visit.caller, Action.EDIT_STAGES)
    return _show(visit, None)


def stages_form(visit: Visit) -> Response:
    """Save the stages; what is wrong is said above the form, which keeps what was typed."""
    require(visit.caller, Action.EDIT_STAGES)
    stages = _posted(visit)
    names = {stage.name for stage in stages}
    channels = {
        channel: stage for channel in _channels(visit) if (stage := visit.text(f"channel-{channel}")) in names
    }
    try:
        change_stages(visit.core, visit.caller, stages, channels)
    except VitrineError as error:
        return _show(visit, error, stages)
    return visit.go(PAGE, visit.say("The stages are saved. New events follow them within seconds."))


def _show(visit: Visit, error: VitrineError | None, typed: list[StageView] | None = None) -> Response:
    found: Stages = list_stages(visit.core, visit.caller)
    values = {
        "shown": typed or found.stages,
        "former": [stage for stage in found.former if stage.name not in {each.name for each in typed or ()}],
        "title_of": lambda stage: visit.speech.text_of(stage.titles, stage.name),
        "locales": LOCALES,
        "channels": [(name, title, found.map.serves(name)) for name, title in _channels(visit).items()],
        "may_add": len(typed or found.stages) < MOST_STAGES,
        "title_length": TITLE_LENGTH,
        "sentence": sentence_of(error, visit) if error else "",
    }
    return render(visit, "stages.html", values, status=status_of(error) if error else 200)


def _channels(visit: Visit) -> Mapping[str, str]:
    return {name: title for name, title in channel_titles(visit).items() if name != LIBRARY}


def _posted(visit: Visit) -> list[StageView]:
    """Return the stages of the form in their order, with one that is new and those that are brought back behind them."""
    former = {stage.name: stage for stage in list_stages(visit.core, visit.caller).former}
    kept = [name for name in visit.texts("stage") if not visit.text(f"remove-{name}")]
    kept.sort(key=lambda name: _place(visit.text(f"place-{name}")))
    stages = [StageView(name, _titles(visit, name)) for name in kept]
    stages += [former[name] for name in visit.texts("restore") if name in former and name not in kept]
    new = _titles(visit, "new")
    title = new.get("en") or new.get("fr")
    return [*stages, StageView(name_of(title), new)] if title else stages


def _titles(visit: Visit, name: str) -> dict[str, str]:
    texts = {locale: visit.text(f"{locale}-{name}") for locale in LOCALES}
    return {locale: text for locale, text in texts.items() if text}


def _place(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else 9_999


def name_of(title: str) -> str:
    """Return the name that a new stage bears in events: its title in plain small letters, at most 20 of them."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).lstrip("-0123456789")[:NAME_LENGTH].rstrip("-") or "stage"
