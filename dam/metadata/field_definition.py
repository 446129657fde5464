"""The check of what a brand says of one of its fields."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol, get_args

from sqlalchemy.orm import Session

from dam.errors import FieldError, Invalid
from dam.metadata.field_values import FieldKind
from dam.metadata.models import FieldGroup
from dam.metadata.values.choices import Choice
from dam.metadata.values.keys import KEY, KEY_SENTENCE, MAX_LABEL
from dam.metadata.values.locales import problem_of_texts
from dam.metadata.values.rules import FieldRules, problems_of_rules
from dam.metadata.vocabularies.models import Vocabulary

ASSET_KINDS = ("image", "video", "audio", "document", "other")


class Defined(Protocol):
    """What is said of a field."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> FieldKind: ...
    @property
    def label(self) -> Mapping[str, str]: ...
    @property
    def hint(self) -> Mapping[str, str]: ...
    @property
    def choices(self) -> tuple[Choice, ...]: ...
    @property
    def group(self) -> str: ...
    @property
    def kinds(self) -> tuple[str, ...]: ...
    @property
    def rules(self) -> FieldRules: ...


def check_definition(
    session: Session, view: Defined, wrong_choices: Sequence[str], rules: Mapping[str, Any]
) -> None:
    """Raise `Invalid` with every wrong part of a definition; `rules` are as they came."""
    errors = [FieldError(path, sentence) for path, sentence in _problems(session, view, wrong_choices, rules)]
    if errors:
        raise Invalid(errors[0].message, errors)


def _problems(
    session: Session, view: Defined, wrong_choices: Sequence[str], rules: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    if KEY.fullmatch(view.key) is None:
        yield "key", KEY_SENTENCE
    if view.kind not in get_args(FieldKind):
        yield "kind", f"A field is one of {', '.join(get_args(FieldKind))}, and not {view.kind!r}."
        return
    if problem_of_texts(view.label, MAX_LABEL):
        yield "label", "A field has a name of 1 to 200 characters in each language."
    if sentence := problem_of_texts(view.hint, 500, needs_one=False):
        yield "hint", sentence
    if wrong_choices:
        yield "choices", wrong_choices[0]
    elif view.kind == "choice" and not view.choices:
        yield "choices", "A choice needs at least one thing to choose."
    if unknown := [kind for kind in view.kinds if kind not in ASSET_KINDS]:
        yield "kinds", f"Assets are {', '.join(ASSET_KINDS)}, and not {unknown[0][:40]!r}."
    if view.group and session.get(FieldGroup, view.group) is None:
        yield "group", f"There is no group {view.group[:60]!r}."
    if unknown := [name for name in rules if name not in FieldRules.__slots__]:
        yield f"rules.{unknown[0]}", f"There is no rule {str(unknown[0])[:60]!r}."
    for name, sentence in problems_of_rules(view.rules, view.kind):
        yield f"rules.{name}", sentence
    vocabulary = view.rules.vocabulary
    if view.kind == "term" and vocabulary and session.get(Vocabulary, vocabulary) is None:
        yield "rules.vocabulary", f"There is no vocabulary {vocabulary[:60]!r}."
