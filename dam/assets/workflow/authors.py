"""Whose work an asset is: who brought it or its file in, also through a token of theirs."""

from collections.abc import Iterable, Mapping
from itertools import chain

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.models import GroupMember
from dam.accounts.caller import Caller
from dam.accounts.models import Person, Token
from dam.assets.models import Asset, Version
from dam.assets.workflow.refusals import OwnWork
from dam.assets.workflow.sentences import OWN_WORK


def require_other_eyes(
    session: Session, caller: Caller, asset: Asset, version: Version | None = None
) -> None:
    """Raise `OwnWork` where the caller made the asset or the version in question, by hand or by a token of theirs."""
    looked_at = version or session.get(Version, asset.current_version_id or "")
    made_by = _made_by(asset, looked_at)
    makers = _makers(session, (caller.id, *made_by))
    for author, name in made_by.items():
        if _is_same(makers, caller.id, author):
            raise OwnWork(OWN_WORK, author=name or caller.name)


def own_among(
    session: Session, caller: Caller, assets: Iterable[Asset], versions: Mapping[str, Version]
) -> frozenset[str]:
    """Return the ids of those assets that the caller made, or their current version, which is among `versions` by its id."""
    authors = {asset.id: _made_by(asset, versions.get(asset.current_version_id or "")) for asset in assets}
    makers = _makers(session, (caller.id, *chain.from_iterable(authors.values()))) if authors else {}
    return frozenset(
        asset_id
        for asset_id, made_by in authors.items()
        if any(_is_same(makers, caller.id, author) for author in made_by)
    )


def _made_by(asset: Asset, version: Version | None) -> dict[str, str]:
    """Return who brought the asset and the version in, by their ids, with their names."""
    made_by = {asset.owner_id: asset.owner_name}
    if version is not None:
        made_by[version.created_by] = version.created_by_name
    return made_by


def _is_same(makers: Mapping[str, str], one: str, other: str) -> bool:
    """Tell whether the same person stands behind both ids."""
    return bool(one and other) and not {one, makers.get(one, one)}.isdisjoint(
        {other, makers.get(other, other)}
    )


def people_behind(session: Session, ids: Iterable[str]) -> frozenset[str]:
    """Return these ids with those of the people who made the tokens among them."""
    known = frozenset(each for each in ids if each)
    return known | frozenset(_makers(session, known).values())


def _makers(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Return who made the tokens among these ids, by the ids of the tokens."""
    made = sa.select(Token.id, Token.created_by).join(Person, Person.id == Token.created_by)
    rows = session.execute(made.where(Token.id.in_(set(ids))))
    return {token_id: person_id for token_id, person_id in rows}  # noqa: C416 - a Row is no pair to `dict`


def active_people(session: Session, ids: Iterable[str]) -> list[str]:
    """Return those of the ids that are people who may sign in, in key order."""
    query = sa.select(Person.id).where(Person.id.in_(set(ids)), Person.is_active).order_by(Person.id)
    return list(session.scalars(query))


def members_of(session: Session, kind: str, assignee_id: str) -> list[str]:
    """Return the people that an assignee is: one person, or the members of a group."""
    if kind == "person":
        return active_people(session, (assignee_id,))
    if kind == "group":
        found = session.scalars(sa.select(GroupMember.person_id).where(GroupMember.group_id == assignee_id))
        return active_people(session, found)
    return []
