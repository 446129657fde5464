"""What finds assets: weights, reasons, orders, the index and bulk edits."""

from admin_ui.labels.marked import _n
from dam.search.weights import KNOBS

LABELS: dict[str, dict[str, str]] = {
    "search_weight": {
        "title": _n("Title"),
        "tags": _n("Tags and collections"),
        "fields": _n("Description, alternative text, own fields"),
        "text": _n("Text in the file, subtitles"),
        "filename": _n("File name"),
        "stem": _n("Another form of the word"),
        "synonym": _n("Synonym"),
        "prefix": _n("Beginning of a word"),
        "inside": _n("Inside a longer word"),
        "freshness": _n("Freshness"),
        "popularity": _n("Popularity"),
    },
    "search_reason": {knob.name: knob.reason for knob in KNOBS},
    "sort": {
        "relevance": _n("Best match"),
        "newest": _n("Newest first"),
        "oldest": _n("Oldest first"),
        "title": _n("By title"),
        "popularity": _n("Most used"),
    },
    "index_run": {
        "waiting": _n("Waiting"),
        "running": _n("Under way"),
        "done": _n("Done"),
        "cancelled": _n("Stopped"),
    },
    "bulk_state": {
        "planning": _n("Being planned"),
        "planned": _n("Planned"),
        "running": _n("In progress"),
        "done": _n("Done"),
        "cancelled": _n("Cancelled"),
        "undoing": _n("Being undone"),
        "undone": _n("Undone"),
    },
    "bulk_item": {
        "waiting": _n("Waiting"),
        "planned": _n("Will change"),
        "unchanged": _n("Unchanged"),
        "refused": _n("Left, with the reason"),
        "changed": _n("Changed"),
        "undone": _n("Undone"),
        "kept": _n("Not undone"),
    },
}
