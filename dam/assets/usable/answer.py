"""The answer: yes, no or partly, with every reason, computed from the same value that delivery asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.models import Asset, CollectionAsset
from dam.assets.rows_to_views import title_of
from dam.assets.scopes import Scope
from dam.assets.serving import Servable, load_servable
from dam.assets.usable.people import lacks_consent
from dam.assets.usable.question import Question
from dam.assets.visibility import find_row, visible
from dam.core import Core
from dam.errors import FieldError, Invalid, NotFound

MOST_ASKED = 500
"""Assets of one question about many."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, by a `code` of `dam.assets.usable.words`; `weight` is no, partly, or note for what does not change the answer.

    `paper` is licence or consent where one of them says so.
    """

    code: str
    weight: str
    paper: str = ""
    at: datetime | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """`verdict` is yes (always and everywhere that is asked), no (never and nowhere), or partly.

    Partly: `starts_at` up to `ends_at` in `countries` is what is left of the question.
    """

    asset_id: str
    title: str
    question: Question
    verdict: str
    reasons: tuple[Reason, ...]
    starts_at: datetime
    ends_at: datetime | None
    countries: frozenset[str] = field(repr=False)


def can_use(core: Core, caller: Caller, asset_id: str, question: Question) -> Answer:
    """Answer for one asset that the caller may see."""
    with core.db.read() as session:
        asset = find_row(session, caller, asset_id)
        return _answer(session, asset, question)


def can_use_each(
    core: Core, caller: Caller, question: Question, *, asset_ids: Sequence[str] = (), collection_id: str = ""
) -> list[Answer]:
    """Answer for each of these assets, or those of a collection, that the caller may see; what they may not is left out."""
    require_somewhere(caller, Action.SEE_APPROVED)
    if len(asset_ids) > MOST_ASKED:
        sentence = f"At most {MOST_ASKED} assets in one question, and {len(asset_ids)} came."
        raise Invalid(sentence, [FieldError("asset_ids", sentence)])
    query = sa.select(Asset).where(visible(caller)).order_by(Asset.id).limit(MOST_ASKED)
    if collection_id:
        inside = sa.select(CollectionAsset.asset_id).where(CollectionAsset.collection_id == collection_id)
        query = query.where(Asset.id.in_(inside))
    else:
        query = query.where(Asset.id.in_(asset_ids))
    with core.db.read() as session:
        return [_answer(session, asset, question) for asset in session.scalars(query)]


def _answer(session: Session, asset: Asset, question: Question) -> Answer:
    servable = load_servable(session, asset.id)
    if servable is None:
        raise NotFound("This asset is gone.")
    reasons = [*_reasons_of_state(servable, question), *_reasons_of_papers(servable, question)]
    starts_at, ends_at, countries = _left(servable, question)
    is_empty = not countries or (ends_at is not None and ends_at <= starts_at)
    if any(reason.weight == "no" for reason in reasons) or is_empty:
        verdict = "no"
    elif reasons:
        verdict = "partly"
    else:
        verdict = "yes"
    notes = _notes(session, asset)
    return Answer(
        asset.id, title_of(asset), question, verdict, (*reasons, *notes), starts_at, ends_at, countries
    )


def _reasons_of_state(servable: Servable, question: Question) -> Iterator[Reason]:
    if servable.is_trashed:
        yield Reason("trashed", "no")
    elif servable.status != "approved":
        yield Reason(f"is_{servable.status}", "no")
    if servable.embargo_until is not None and servable.embargo_until > question.starts_at:
        yield _begins("embargo", servable.embargo_until, question)


def _reasons_of_papers(servable: Servable, question: Question) -> Iterator[Reason]:
    for place, scope in enumerate(servable.scopes):
        yield from _reasons_of(scope, "consent" if place else "licence", question)


def _reasons_of(scope: Scope, paper: str, question: Question) -> Iterator[Reason]:
    if scope.channels and not set(scope.channels) & set(question.channels):
        yield Reason("channel", "no", paper, names=scope.channels)
    if question.purpose and scope.purposes and question.purpose not in scope.purposes:
        yield Reason("purpose", "no", paper, names=scope.purposes)
    missing = question.countries - set(scope.territories) if scope.territories else frozenset()
    if missing == question.countries:
        yield Reason("territory", "no", paper, names=scope.territories)
    elif missing:
        yield Reason("territories", "partly", paper, names=tuple(sorted(missing)))
    if scope.starts_at is not None and scope.starts_at > question.starts_at:
        yield _begins("begins", scope.starts_at, question, paper)
    if scope.ends_at is not None and scope.ends_at <= question.starts_at:
        yield Reason("ended", "no", paper, scope.ends_at)
    elif scope.ends_at is not None and (question.ends_at is None or scope.ends_at < question.ends_at):
        yield Reason("ends", "partly", paper, scope.ends_at)


def _begins(code: str, at: datetime, question: Question, paper: str = "") -> Reason:
    is_too_late = question.ends_at is not None and at >= question.ends_at
    return Reason(code, "no" if is_too_late else "partly", paper, at)


def _left(servable: Servable, question: Question) -> tuple[datetime, datetime | None, frozenset[str]]:
    """Return what is left of the question when every paper has taken its part away."""
    starts = [question.starts_at, servable.embargo_until, *(scope.starts_at for scope in servable.scopes)]
    ends = [question.ends_at, *(scope.ends_at for scope in servable.scopes)]
    countries = question.countries
    for scope in servable.scopes:
        countries = countries & set(scope.territories) if scope.territories else countries
    return (
        max(start for start in starts if start is not None),
        min((end for end in ends if end is not None), default=None),
        countries,
    )


def _notes(session: Session, asset: Asset) -> Iterator[Reason]:
    """What whoever uses it has to know besides."""
    if lacks_consent(session, asset):
        yield Reason("no_consent", "note")
    if asset.licence_kind == "unknown" or not (asset.licence or asset.licence_kind):
        yield Reason("no_licence", "note")
    if asset.credit_line:
        yield Reason("credit", "note", names=(asset.credit_line,))
    if asset.is_exclusive:
        yield Reason("exclusive", "note")
