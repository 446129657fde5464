"""The administration of the brand's own fields: their list and order, each one's form, and the groups they stand in."""

from collections.abc import Mapping
from typing import Any, get_args

from starlette.responses import Response

from admin_ui.definition_form import LOCALES, field_definition, texts_by_locale
from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.policy import Action, require
from dam.assets.field_counts import count_values
from dam.errors import Conflict, NotFound, VitrineError
from dam.metadata.field_definition import ASSET_KINDS
from dam.metadata.field_groups import delete_group, list_groups, save_group
from dam.metadata.field_values import FieldKind
from dam.metadata.fields import FieldView, delete_field, list_fields, order_fields, save_field
from dam.metadata.values.rules import FieldRules
from dam.metadata.vocabularies.read import list_vocabularies

PAGE = "/admin/fields"
EMPTY = FieldView("", "text", {})


def fields_page(visit: Visit) -> Response:
    """List the fields in their order, and the groups."""
    require(visit.caller, Action.EDIT_FIELDS)
    return _show_all(visit, None)


def _show_all(visit: Visit, error: VitrineError | None) -> Response:
    with visit.core.db.read() as session:
        values = {"fields": list_fields(session), "groups": list_groups(session)}
    values |= {"locales": LOCALES, "sentence": _sentence(error, visit)}
    return render(visit, "fields.html", values, status=status_of(error) if error else 200)


def field_page(visit: Visit) -> Response:
    """Show the form of one field, or of a new one."""
    require(visit.caller, Action.EDIT_FIELDS)
    key = visit.request.path_params["key"]
    return _show(visit, EMPTY if key == "new" else _known(visit, key), None)


def _show(
    visit: Visit, field: FieldView, error: VitrineError | None, typed: Mapping[str, Any] | None = None
) -> Response:
    is_new = visit.request.path_params["key"] == "new"
    with visit.core.db.read() as session:
        values: dict[str, Any] = {
            "groups": list_groups(session),
            "vocabularies": list_vocabularies(session),
        }
    values |= {
        "field": field,
        "choices_text": (typed or {}).get("choices_text", _choices_text(field)),
        "is_new": is_new,
        "assets": 0 if is_new else count_values(visit.core, visit.caller, field.key),
        "kinds_of_fields": get_args(FieldKind),
        "kinds_of_assets": ASSET_KINDS,
        "locales": LOCALES,
        "sentence": _sentence(error, visit),
    }
    return render(visit, "field.html", values, status=status_of(error) if error else 200)


def field_form(visit: Visit) -> Response:
    """Save a field; what is wrong is said above the form, which keeps what was typed."""
    require(visit.caller, Action.EDIT_FIELDS)
    key = visit.request.path_params["key"]
    is_new = key == "new"
    definition = field_definition(visit)
    definition["position"] = _last(visit) if is_new else _known(visit, key).position
    name = visit.text("key").strip() if is_new else key
    try:
        if is_new and any(field.key == name for field in _fields(visit)):
            raise Conflict(f"There is already a field {name}.")
        saved = save_field(visit.core, visit.caller, name, **definition)
    except VitrineError as error:
        rules = _readable(definition["rules"])
        shown = FieldView(
            name, **{**definition, "rules": rules, "choices": (), "kinds": tuple(definition["kinds"])}
        )
        return _show(visit, shown, error, {"choices_text": visit.text("choices")})
    return visit.go(PAGE, visit.say("%(name)s is saved.", name=visit.speech.text_of(saved.label, saved.key)))


def delete_form(visit: Visit) -> Response:
    """Take a field away; the values stay on the assets, unseen."""
    delete_field(visit.core, visit.caller, visit.request.path_params["key"])
    return visit.go(PAGE, visit.say("The field is removed. Assets keep what they held under its key."))


def order_form(visit: Visit) -> Response:
    """Put the fields in the order of their numbers."""
    require(visit.caller, Action.EDIT_FIELDS)
    keys = [field.key for field in _fields(visit)]
    places = {key: visit.text(f"place-{key}") for key in keys}
    ordered = sorted(
        keys, key=lambda key: int(places[key]) if places[key].isascii() and places[key].isdigit() else 999
    )
    order_fields(visit.core, visit.caller, ordered)
    return visit.go(PAGE, visit.say("The order is saved."))


def group_form(visit: Visit) -> Response:
    """Add a group, or remove one."""
    try:
        if visit.text("remove"):
            delete_group(visit.core, visit.caller, visit.text("remove"))
            return visit.go(PAGE, visit.say("The group is removed; its fields stand on their own."))
        save_group(visit.core, visit.caller, visit.text("key"), label=texts_by_locale(visit, "label"))
    except VitrineError as error:
        require(visit.caller, Action.EDIT_FIELDS)
        return _show_all(visit, error)
    return visit.go(PAGE, visit.say("The group is saved."))


def _fields(visit: Visit) -> list[FieldView]:
    with visit.core.db.read() as session:
        return list_fields(session)


def _known(visit: Visit, key: str) -> FieldView:
    found = next((field for field in _fields(visit) if field.key == key), None)
    if found is None:
        raise NotFound(f"There is no field {key[:60]!r}.")
    return found


def _last(visit: Visit) -> int:
    return max((field.position for field in _fields(visit)), default=-1) + 1


def _readable(rules: Mapping[str, Any]) -> FieldRules:
    return FieldRules.from_json(rules)


def _choices_text(field: FieldView) -> str:
    return "\n".join(
        " | ".join(
            [
                choice.value,
                *(choice.label.get(locale, "") for locale in LOCALES),
                choice.colour,
                *(["retired"] if choice.is_retired else []),
            ]
        ).rstrip(" |")
        for choice in field.choices
    )


def _sentence(error: VitrineError | None, visit: Visit) -> str:
    """The core's own sentence says which part of a definition is wrong, and why."""
    if error is None:
        return ""
    told = sentence_of(error, visit)
    return told if visit.locale == "en" else f"{told} ({error})"
