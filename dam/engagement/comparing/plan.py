"""What somebody wants to compare, as plain values, held to the rules that need no database."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dam.engagement.comparing import limits
from dam.engagement.event import WORD
from dam.errors import FieldError, Invalid

_PRESET = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class PlannedArm:
    """A candidate; `preset` is empty for the one that is compared."""

    asset: str
    preset: str = ""
    weight: int = 1
    title: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A comparison behind the stable URLs of `asset` on `channel`; `preset` is empty for all presets.

    The first arm is the control: what the URLs give without a test.
    """

    asset: str
    channel: str
    arms: tuple[PlannedArm, ...]
    preset: str = ""
    title: str = ""
    goal_class: str = "acted"
    goal_kind: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def check_plan(plan: Plan) -> None:
    """Raise `Invalid` with every field that breaks a rule."""
    wrong = [*_words(plan), *_arms(plan), *_window(plan.starts_at, plan.ends_at)]
    if wrong:
        raise Invalid(wrong[0].message, wrong)


def check_window(starts_at: datetime | None, ends_at: datetime | None) -> None:
    """Raise `Invalid` where a comparison would end before it begins, or outlive the events that it is counted from."""
    wrong = _window(starts_at, ends_at)
    if wrong:
        raise Invalid(wrong[0].message, wrong)


def _words(plan: Plan) -> list[FieldError]:
    wrong = []
    if len(plan.title) > 200:
        wrong.append(FieldError("title", "A title has at most 200 characters."))
    if WORD.fullmatch(plan.channel) is None:
        wrong.append(FieldError("channel", f"There is no channel {plan.channel[:40]!r}."))
    if plan.preset and _PRESET.fullmatch(plan.preset) is None:
        wrong.append(FieldError("preset", f"There is no preset {plan.preset[:40]!r}."))
    if plan.goal_class not in limits.GOALS:
        sentence = (
            f"The goal must be one of {', '.join(limits.GOALS)}, which a visitor's key comes with;"
            f" {plan.goal_class[:40]!r} came."
        )
        wrong.append(FieldError("goal_class", sentence))
    if plan.goal_kind and WORD.fullmatch(plan.goal_kind) is None:
        sentence = f"The kind must be a word such as click or scan; {plan.goal_kind[:40]!r} came."
        wrong.append(FieldError("goal_kind", sentence))
    return wrong


def _arms(plan: Plan) -> list[FieldError]:
    arms = plan.arms
    if not limits.LEAST_ARMS <= len(arms) <= limits.MOST_ARMS:
        few, most = limits.LEAST_ARMS, limits.MOST_ARMS
        return [FieldError("arms", f"A comparison has {few} to {most} arms, and {len(arms)} came.")]
    wrong = []
    if arms[0].asset != plan.asset or arms[0].preset not in ("", plan.preset):
        wrong.append(
            FieldError("arms[0]", "The first arm is the control: the compared asset and preset themselves.")
        )
    for place, arm in enumerate(arms):
        if not 1 <= arm.weight <= limits.MOST_WEIGHT:
            sentence = f"A weight is a whole number from 1 to {limits.MOST_WEIGHT}, and {arm.weight} came."
            wrong.append(FieldError(f"arms[{place}].weight", sentence))
        if len(arm.title) > 200:
            wrong.append(FieldError(f"arms[{place}].title", "A title has at most 200 characters."))
        if arm.preset and not plan.preset:
            sentence = (
                "Where all presets of a channel are compared, an arm is another asset and no other preset."
            )
            wrong.append(FieldError(f"arms[{place}].preset", sentence))
        elif arm.preset and _PRESET.fullmatch(arm.preset) is None:
            wrong.append(FieldError(f"arms[{place}].preset", f"There is no preset {arm.preset[:40]!r}."))
    return wrong or _repeated(plan)


def _repeated(plan: Plan) -> list[FieldError]:
    seen: set[tuple[str, str]] = set()
    for place, arm in enumerate(plan.arms):
        key = arm.asset, arm.preset or plan.preset
        if key in seen:
            return [FieldError(f"arms[{place}]", "Two arms are the same asset and preset.")]
        seen.add(key)
    return []


def _window(starts_at: datetime | None, ends_at: datetime | None) -> Sequence[FieldError]:
    if starts_at is None or ends_at is None:
        return ()
    if ends_at <= starts_at:
        return (FieldError("ends_at", "A comparison ends after it has begun."),)
    if ends_at - starts_at > timedelta(days=limits.MOST_DAYS):
        sentence = f"A comparison runs for {limits.MOST_DAYS} days at most, because single events are kept no longer."
        return (FieldError("ends_at", sentence),)
    return ()
