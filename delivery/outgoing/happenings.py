"""What a change in the core means to the outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from dam import changes
from dam.assets.trash import TRASHED
from dam.changes import Change
from dam.ids import new_id
from dam.jobs.port import Json

Facts = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Happening:
    """One event before it is written out: `facts` are what the change itself knows.

    `id` names the event for ever, so that a repeat is known as one; an empty one is drawn from what the event says.
    """

    type: str
    asset_id: str = ""
    facts: Facts = field(default_factory=dict)
    id: str = ""

    def to_json(self) -> dict[str, Json]:
        """Return the value form, as a job carries it."""
        return {"type": self.type, "asset_id": self.asset_id, "facts": self.facts, "id": self.id}

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> "Happening":
        """Read the value form."""
        facts = value["facts"]
        assert isinstance(facts, Mapping)
        return cls(str(value["type"]), str(value["asset_id"]), facts, str(value["id"]))


def happenings_of(change: Change) -> Sequence[Happening]:
    """Return what webhooks are told of a change; nothing for what only the house itself cares about."""
    match change:
        case changes.StatusMoved(asset_id, before, after):
            return [
                Happening(type_, asset_id, {"before": before}, new_id()) for type_ in _moves(before, after)
            ]
        case (
            changes.AssetEdited(asset_id)
            | changes.FocalPointMoved(asset_id)
            | changes.SubtitlesChanged(asset_id)
        ):
            return [Happening("asset.updated", asset_id, {}, new_id())]
        case changes.AssetsEdited(asset_ids):
            return [Happening("asset.updated", asset_id, {}, new_id()) for asset_id in asset_ids]
        case changes.VersionAdded(asset_id, version_id):
            return [Happening("asset.version.created", asset_id, {"version_id": version_id}, new_id())]
        case changes.CurrentVersionChanged(asset_id, version_id):
            return [Happening("asset.version.current", asset_id, {"version_id": version_id}, new_id())]
        case changes.RenditionsReady(asset_id, version_id):
            return [Happening("rendition.ready", asset_id, {"version_id": version_id})]
        case changes.RightsChanged(asset_id):
            return [Happening("rights.changed", asset_id, {}, new_id())]
        case changes.PresetChanged(channel, preset):
            return [Happening("preset.changed", "", {"channel": channel, "preset": preset}, new_id())]
        case changes.HitsFound(asset_ids, search_id, title):
            facts: Facts = {"search_id": search_id, "search": title}
            return [Happening("search.found", asset_id, facts, new_id()) for asset_id in asset_ids]
        case _:
            return []


def drawn_id(*parts: object) -> str:
    """Return the id of an event that is the same whenever the same parts happen."""
    return sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:32]


def _moves(before: str, after: str) -> tuple[str, ...]:
    """What comes back from the trash into the light is approved for those who only ask whether it may be shown."""
    if before == TRASHED:
        return ("asset.restored", "asset.approved") if after == "approved" else ("asset.restored",)
    return (f"asset.{after}",)
