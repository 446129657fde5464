"""What people call a status, in the middle of a sentence that is translated as a whole."""

from dam.assets.workflow.refusals import Term

_STATUSES = {
    "draft": "Draft",
    "in_review": "In review",
    "approved": "Approved",
    "withdrawn": "Withdrawn",
    "archived": "Archived",
}


def status_word(status: str) -> Term:
    """Return the word of the pages for a status, which they translate."""
    return Term(_STATUSES.get(status, status))
