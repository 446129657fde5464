"""Tells of every hit of a page why it is there."""

from sqlalchemy.orm import Session

from dam.search.document import build_documents
from dam.search.planning import plan_text
from dam.search.port import SearchPage
from dam.search.tuning import Tuning
from dam.search.why import Why, explain, with_typos


def explain_page(session: Session, text: str, page: SearchPage, tuning: Tuning) -> dict[str, tuple[Why, ...]]:
    """Return the reasons of each hit by its id; of a corrected query, those of what was run instead."""
    is_corrected = page.corrected and page.suggestion is not None
    plan = plan_text(page.suggestion if is_corrected and page.suggestion else text, tuning)
    reasons = {
        document.id: explain(plan, document, tuning.weights)
        for document in build_documents(session, page.ids)
    }
    if not is_corrected:
        return reasons
    return {asset_id: with_typos(each, text) for asset_id, each in reasons.items()}
