"""What webhooks can be told: every type of event, and the sentence that explains it."""

from collections.abc import Mapping

TYPES: Mapping[str, str] = {
    "asset.approved": "An asset may be delivered from now on, within its rights.",
    "asset.withdrawn": "An asset was taken back: its URLs answer 410.",
    "asset.archived": "An asset was put away: its URLs answer 410.",
    "asset.trashed": "An asset went to the trash: its URLs answer 410.",
    "asset.restored": "An asset came back from the trash, with the status that it had.",
    "asset.in_review": "An asset waits for approval.",
    "asset.draft": "An asset is a draft again.",
    "asset.updated": "Title, tags, texts, fields, focal point or subtitles of an asset changed.",
    "asset.version.created": "A new original arrived; it is served once its renditions are ready.",
    "asset.version.current": "Another version is served from now on.",
    "rendition.ready": "The renditions of the version that is served are ready.",
    "rights.changed": "Window, channels or territories of an asset changed.",
    "rights.expiring": "The rights of an approved asset end in 30 days, in 7 or in 1.",
    "rights.expired": "The rights of an approved asset have ended: its URLs answer 410.",
    "preset.changed": "A channel or preset was saved or removed; files follow.",
    "search.found": "A saved search that tells finds an asset that it did not find before.",
    "webhook.ping": "Sent when somebody tries the webhook out.",
}
"""By name, in the order in which they are shown."""

PING = "webhook.ping"

CHOICES = tuple(name for name in TYPES if name != PING)
"""What a webhook may ask for; a ping comes to whoever is tried out."""
