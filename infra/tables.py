"""Every table of the house on one catalogue: what migrations compare with and what tests create."""

import dam.accounts.access.models
import dam.accounts.models
import dam.assets.bulk.models
import dam.assets.consent.models
import dam.assets.endings.models
import dam.assets.inheritance.models
import dam.assets.likeness.models
import dam.assets.models
import dam.assets.purging.models
import dam.assets.reuse.models
import dam.assets.review.models
import dam.assets.wording.models
import dam.assets.workflow.models
import dam.engagement.attribution.models
import dam.engagement.comparing.models
import dam.engagement.foreign.models
import dam.engagement.models
import dam.feed
import dam.jobs.models
import dam.metadata.embedding.models
import dam.metadata.mapping.models
import dam.metadata.models
import dam.metadata.vocabularies.models
import dam.notices.models
import dam.search.demand.models
import dam.search.models
import dam.search.saved.models
import dam.search.tuned.models
import dam.search.upkeep.models
import dam.sharing.models
import delivery.links.models
import delivery.outgoing.models
import delivery.signing.models
import renditions.catalogue.models
from dam.db import Base, Database

MODELS = (
    dam.accounts.access.models,
    dam.accounts.models,
    dam.assets.bulk.models,
    dam.assets.inheritance.models,
    dam.assets.consent.models,
    dam.assets.endings.models,
    dam.assets.likeness.models,
    dam.assets.models,
    dam.assets.purging.models,
    dam.assets.reuse.models,
    dam.assets.review.models,
    dam.assets.workflow.models,
    dam.assets.wording.models,
    dam.engagement.attribution.models,
    dam.engagement.comparing.models,
    dam.engagement.foreign.models,
    dam.engagement.models,
    dam.feed,
    dam.jobs.models,
    dam.metadata.embedding.models,
    dam.metadata.mapping.models,
    dam.metadata.models,
    dam.metadata.vocabularies.models,
    dam.notices.models,
    dam.search.demand.models,
    dam.search.models,
    dam.search.saved.models,
    dam.sharing.models,
    dam.search.tuned.models,
    dam.search.upkeep.models,
    delivery.links.models,
    delivery.outgoing.models,
    delivery.signing.models,
    renditions.catalogue.models,
)
"""The modules that declare tables."""


METADATA = Base.metadata
"""All tables, once the modules above are imported."""


def create_all(database: Database) -> None:
    """Create every table in an empty database (tests; a running house uses the migrations)."""
    METADATA.create_all(database.engine)
