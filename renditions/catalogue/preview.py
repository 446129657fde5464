"""What a change of a preset would cause, before it is made."""

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.models import Asset, Version
from dam.core import Core
from renditions.catalogue.channels import get_channel
from renditions.catalogue.possible import why_impossible
from renditions.presets import PresetSpec
from renditions.recipe import Recipe


def preview_preset(core: Core, caller: Caller, channel: str, name: str, spec: PresetSpec) -> dict[str, int]:
    """Return how many assets and how many of their renditions would be made anew or dropped."""
    require(caller, Action.EDIT_PRESETS)
    with core.db.read() as session:
        presets = {preset.name: preset.spec for preset in get_channel(session, channel).presets}
        changed = _outputs_of(spec) ^ _outputs_of(presets.get(name))
        per_type = session.execute(
            sa.select(Asset.kind, Version.media_type, sa.func.count())
            .join(Version, Version.id == Asset.current_version_id)
            .where(Asset.trashed_at.is_(None))
            .group_by(Asset.kind, Version.media_type)
        ).all()
    assets = renditions = 0
    for kind, media_type, count in per_type:
        touched = {
            (variant, recipe.format)
            for variant, recipe in changed
            if why_impossible(kind, media_type, recipe) is None
        }
        assets += count if touched else 0
        renditions += count * len(touched)
    return {"assets": assets, "renditions": renditions}


def _outputs_of(spec: PresetSpec | None) -> set[tuple[str, Recipe]]:
    return {(output.variant, output.recipe) for output in spec.outputs()} if spec else set()
