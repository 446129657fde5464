"""The stages of the customer's journey as people see and edit them: titles, order, and what each channel serves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.db import wait_turn
from dam.engagement.event import CONTROL, WORD, Stage
from dam.engagement.models import ChannelStage, StageRow
from dam.engagement.stage_map import StageMap, forget_stages, read_stage_map
from dam.errors import FieldError, Invalid

MOST_STAGES = 12
"""More columns than that nobody reads on one map."""

NAME_LENGTH = 20
TITLE_LENGTH = 60
MOST_CHANNELS = 200

USUAL_TITLES: Mapping[str, Mapping[str, str]] = {
    Stage.DISCOVERY.value: {"en": "Discovery", "fr": "Découverte"},
    Stage.RESEARCH.value: {"en": "Research", "fr": "Recherche"},
    Stage.PURCHASE.value: {"en": "Purchase", "fr": "Achat"},
    Stage.TRACKING.value: {"en": "Tracking", "fr": "Suivi"},
    Stage.AFTERSALES.value: {"en": "After-sales", "fr": "Après-vente"},
    Stage.RETENTION.value: {"en": "Retention", "fr": "Fidélisation"},
}


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage: its `name` in events, and its title by language, empty where it has none of its own."""

    name: str
    titles: Mapping[str, str]

    def title(self, locale: str) -> str:
        """Return the title in a language, else in English, else the name."""
        return self.titles.get(locale[:2]) or self.titles.get("en") or self.name


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages in their order, those that events of earlier times still bear, and what channels serve."""

    stages: tuple[StageView, ...]
    former: tuple[StageView, ...]
    map: StageMap

    def title(self, name: str, locale: str) -> str:
        """Return the title of a stage, former ones included."""
        views = {view.name: view for view in (*self.former, *self.stages)}
        return views[name].title(locale) if name in views else name


def list_stages(core: Core, caller: Caller) -> Stages:
    """Return the stages; those of the house to begin with where nobody edited them."""
    require(caller, Action.SEE_INSIGHTS)
    with core.db.read() as session:
        return read_stages(session)


def read_stages(session: Session) -> Stages:
    """Read the stages with their titles; the caller has asked for permission before."""
    known = read_stage_map(session)
    titles = {row.name: row.titles for row in session.scalars(sa.select(StageRow))}
    views = {
        name: StageView(name, titles.get(name) or USUAL_TITLES.get(name, {}))
        for name in (*known.names, *sorted(known.former))
    }
    return Stages(
        tuple(views[name] for name in known.names), tuple(views[name] for name in sorted(known.former)), known
    )


def change_stages(
    core: Core, caller: Caller, stages: Sequence[StageView], channels: Mapping[str, str] | None = None
) -> Stages:
    """Put these stages in the place of those there are, in this order; `channels` says anew what each channel serves.

    A stage that is left out is former from now on: its events keep it, new ones are counted under what their channel
    serves. Channels that are not named keep theirs, or the usual one where theirs is gone. Raises `Invalid` naming each
    wrong field.
    """
    require(caller, Action.EDIT_STAGES)
    _check(stages, channels or {})
    with core.db.write() as session:
        wait_turn(session, "stages")
        _write_stages(session, stages)
        _write_channels(session, {stage.name for stage in stages}, channels or {})
        session.flush()
        changed = read_stages(session)
    forget_stages(core.db)
    return changed


def _write_stages(session: Session, stages: Sequence[StageView]) -> None:
    rows = {row.name: row for row in session.scalars(sa.select(StageRow))}
    if not rows:  # the usual ones were never written down
        rows = {name: StageRow(name=name, place=0, titles=dict(USUAL_TITLES[name])) for name in USUAL_TITLES}
    for place, stage in enumerate(stages):
        row = rows.setdefault(stage.name, StageRow(name=stage.name))
        row.place, row.is_former = place, False
        row.titles = {
            locale: title.strip() for locale, title in sorted(stage.titles.items()) if title.strip()
        }
    kept = {stage.name for stage in stages}
    for name, row in sorted(rows.items()):
        row.is_former = name not in kept
        session.add(row)


def _write_channels(session: Session, names: set[str], channels: Mapping[str, str]) -> None:
    rows = {row.channel: row for row in session.scalars(sa.select(ChannelStage))}
    for channel, row in rows.items():
        if row.stage not in names and channel not in channels:
            session.delete(row)
    for channel, stage in sorted(channels.items()):
        row = rows.get(channel) or ChannelStage(channel=channel)
        row.stage = stage
        session.add(row)


def _check(stages: Sequence[StageView], channels: Mapping[str, str]) -> None:
    errors = []
    if not 1 <= len(stages) <= MOST_STAGES:
        errors.append(FieldError("stages", f"expected 1 to {MOST_STAGES} stages, not {len(stages)}."))
    names: set[str] = set()
    for place, stage in enumerate(stages[: MOST_STAGES + 1]):
        errors += _faults(f"stages[{place}]", stage)
        if stage.name in names:
            errors.append(
                FieldError(f"stages[{place}].name", f"expected each stage once, not {stage.name} twice.")
            )
        names.add(stage.name)
    if len(channels) > MOST_CHANNELS:
        errors.append(
            FieldError("channels", f"expected at most {MOST_CHANNELS} channels, not {len(channels)}.")
        )
        channels = {}
    for channel, name in channels.items():
        if WORD.fullmatch(channel) is None:
            sentence = f"expected the word of a channel such as web, not {channel[:40]!r}."
            errors.append(FieldError("channels", sentence))
        elif name not in names:
            sentence = f"expected one of {', '.join(sorted(names))}, not {name[:40]!r}."
            errors.append(FieldError(f"channels.{channel}", sentence))
    if errors:
        raise Invalid(f"The stages are not right: {errors[0].path}: {errors[0].message}", errors)


def _faults(path: str, stage: StageView) -> list[FieldError]:
    faults = []
    if WORD.fullmatch(stage.name) is None or len(stage.name) > NAME_LENGTH:
        sentence = (
            f"expected a word of at most {NAME_LENGTH} letters such as research, not {stage.name[:40]!r}."
        )
        faults.append(FieldError(f"{path}.name", sentence))
    for locale, title in stage.titles.items():
        if locale not in ("en", "fr"):
            faults.append(
                FieldError(f"{path}.titles", f"expected titles in en and fr, not in {locale[:20]!r}.")
            )
        elif len(title.strip()) > TITLE_LENGTH or CONTROL.search(title):
            sentence = f"expected at most {TITLE_LENGTH} characters and no control characters."
            faults.append(FieldError(f"{path}.titles.{locale}", sentence))
    return faults
