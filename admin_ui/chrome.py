"""What surrounds every page: navigation, storage, the upload dialog's choices and the words of the scripts."""

import json
from functools import lru_cache
from typing import Any

from admin_ui.brand_words import brand_words
from admin_ui.labels.pictograms import SWATCHES
from admin_ui.navigation import navigation
from admin_ui.script_words import script_words
from admin_ui.tabs import admin_groups, admin_tabs, asset_tabs, insight_tabs, review_tabs, rights_tabs
from admin_ui.visit import Visit
from dam.accounts.access.brands import brands_to_add
from dam.accounts.policy import Action
from dam.assets.collection_views import CollectionName, collections_to_fill
from dam.assets.days import last_day
from dam.assets.status import FIRST_STATUSES
from dam.core import Core
from dam.engagement.stages import read_stages
from dam.notices.read import count_unread
from renditions.catalogue.channels import list_channels


def chrome(visit: Visit) -> dict[str, Any]:
    """Return the callables that the surrounding templates use; nothing is asked before a template asks."""
    return {
        "navigation": lru_cache(lambda: navigation(visit)),
        "used_bytes": lambda: visit.house.used.read_bytes(visit.core),
        "collections_for_choice": lambda: _collections(visit.core, visit),
        "brands_to_add": lru_cache(lambda: brand_words(visit, brands_to_add(visit.core, visit.caller))),
        "first_statuses": lambda: first_statuses(visit),
        "upload_limit": lambda: visit.house.ingest.max_bytes,
        "quota": lambda: visit.house.ingest.quota_bytes,
        "words_for_scripts": lambda: json.dumps(script_words(visit)),
        "mark_words": lambda mark: (
            visit.say("Expires soon") if mark == "expiring" else visit.speech.label("status", mark)
        ),
        "unread": lambda: count_unread(visit.core, visit.caller),
        "asset_tabs": lambda asset_id: asset_tabs(visit, asset_id),
        "admin_groups": lambda: admin_groups(visit),
        "admin_tabs": lambda: admin_tabs(visit),
        "review_tabs": lambda: review_tabs(visit),
        "rights_tabs": lambda: rights_tabs(visit),
        "insight_tabs": lambda asked: insight_tabs(visit, asked.url),
        "last_day_of": lambda end: last_day(end, visit.core.zone),
        "swatches": SWATCHES,
        "channel_title": lambda name: channel_titles(visit).get(name, name),
    }


def channel_titles(visit: Visit) -> dict[str, str]:
    """Return how people call the channels."""
    with visit.core.db.read() as session:
        channels = list_channels(session)
    return {channel.name: visit.speech.text_of(channel.title, channel.name) for channel in channels}


def stage_titles(visit: Visit) -> dict[str, str]:
    """Return how people call the stages of the journey, in their order; former ones last."""
    with visit.core.db.read() as session:
        found = read_stages(session)
    return {
        stage.name: visit.speech.text_of(stage.titles, stage.name) for stage in (*found.stages, *found.former)
    }


def first_statuses(visit: Visit) -> list[str]:
    """Return what a new asset may be for this visitor."""
    return [
        name
        for name in FIRST_STATUSES
        if name != "archived" and (name != "approved" or visit.may(Action.APPROVE))
    ]


def _collections(core: Core, visit: Visit) -> list[CollectionName]:
    return collections_to_fill(core, visit.caller)
