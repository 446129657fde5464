"""The report of a comparison as a table for spreadsheets."""

from dam.clock import rfc3339
from dam.engagement.comparing.report import ArmReport, Report, words_of
from dam.language.csv_table import table

COLUMNS = (
    "arm",
    "asset",
    "preset",
    "title",
    "weight",
    "visitors",
    "conversions",
    "rate",
    "difference",
    "low",
    "high",
    "verdict",
    "words",
    "left_out_at",
)


def as_csv(report: Report) -> str:
    """Return one line for each arm; shares and their differences are fractions."""
    rows = []
    for arm, view in zip(report.arms, report.comparison.arms, strict=True):
        words = [arm.letter, view.asset_id, view.preset or report.comparison.preset, view.title]
        counts = [view.weight, arm.share.visitors, arm.share.conversions]
        left_out = rfc3339(view.left_out_at) if view.left_out_at else ""
        rows.append([*words, *counts, *_fractions(arm), arm.verdict, words_of(arm), left_out])
    return table(COLUMNS, rows)


def _fractions(arm: ArmReport) -> list[object]:
    """An empty cell where nothing can be said; rounded, because a millionth of a visitor says nothing."""
    interval = arm.interval
    edges = (None, None, None) if interval is None else (interval.estimate, interval.low, interval.high)
    return ["" if one is None else round(one, 6) for one in (arm.share.rate, *edges)]
