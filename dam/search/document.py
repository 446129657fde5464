"""What the index knows of an asset: a plain value, and how it is read from the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.brand_ids import MAIN_BRAND
from dam.assets.models import Asset, AssetTag, Collection, CollectionAsset, Version
from dam.assets.rows_to_views import title_of
from dam.assets.tags import fold_tag
from dam.assets.terms.words import words_of
from dam.assets.wording.keep import words_of_files, words_of_subtitles
from dam.clock import now
from dam.search.colours import colour_families
from dam.search.countable import OwnFields, read_own_fields
from dam.search.usable import Usable, usable_of
from dam.search.wider import wider_tags


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One asset as it is searched: words by weight first, then what people filter, sort and count by.

    `fields` holds pairs of key and text; `text` is what the file says, `subtitles` what is said in a film; `expires_at` is the end of rights and consents; `colours` are family names;
    `channels` are those whose renditions are ready and that rights grant now; `collections` holds pairs of id and name. `wider_tags` are what
    stands above the tags in the brand's vocabularies: they count and filter like tags. `choices` holds pairs of key
    and value of the fields that people count by, `numbers` pairs of key and number of days (as ordinals) and numbers.
    What `is_aside` was set aside: it counts as trashed but for who asks for just that. `width` and `height` are pixels, `duration` seconds.
    """

    id: str
    created_at: datetime
    title: str = ""
    other_titles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    description: str = ""
    alt: tuple[str, ...] = ()
    filename: str = ""
    text: str = ""
    subtitles: str = ""
    kind: str = "other"
    media_type: str = ""
    status: str = "draft"
    brand: str = MAIN_BRAND
    owner_id: str = ""
    creator_name: str = ""
    orientation: str = ""
    colours: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    collections: tuple[tuple[str, str], ...] = ()
    expires_at: datetime | None = None
    popularity: int = 0
    is_trashed: bool = False
    is_aside: bool = False
    wider_tags: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    numbers: tuple[tuple[str, float], ...] = ()
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    bytes: int | None = None

    def measures(self) -> dict[str, float]:
        """Return every number that hits are bounded by and that this document has, by the name of its range."""
        own = {
            "width": self.width,
            "height": self.height,
            "duration": self.duration,
            "bytes": self.bytes,
            **{f"field.{key}": number for key, number in self.numbers},
        }
        return {name: float(number) for name, number in own.items() if number is not None}


def build_documents(session: Session, ids: Sequence[str]) -> list[SearchDocument]:
    """Read the documents of those of the assets that exist, in no special order."""
    assets = session.scalars(sa.select(Asset).where(Asset.id.in_(ids))).all()
    versions = {
        version.id: version
        for version in session.scalars(
            sa.select(Version).join(Asset, Asset.current_version_id == Version.id).where(Asset.id.in_(ids))
        )
    }
    tags: dict[str, list[str]] = {}
    for asset_id, tag in session.execute(
        sa.select(AssetTag.asset_id, AssetTag.tag)
        .where(AssetTag.asset_id.in_(ids))
        .order_by(AssetTag.asset_id, AssetTag.position)
    ):
        tags.setdefault(asset_id, []).append(tag)
    collections: dict[str, list[tuple[str, str]]] = {}
    for asset_id, collection_id, name in session.execute(
        sa.select(CollectionAsset.asset_id, Collection.id, Collection.name)
        .join(Collection, Collection.id == CollectionAsset.collection_id)
        .where(CollectionAsset.asset_id.in_(ids))
    ):
        collections.setdefault(asset_id, []).append((collection_id, name))
    written, spoken = words_of_files(session, ids), words_of_subtitles(session, ids)
    usable = usable_of(session, assets, now())
    above = wider_tags(session, {fold_tag(tag) for some in tags.values() for tag in some})
    own = read_own_fields(session, [asset.fields for asset in assets])
    said = words_of(session, assets)
    return [
        _build(
            asset,
            versions.get(asset.current_version_id or ""),
            tags.get(asset.id, []),
            collections.get(asset.id, []),
            (written.get(asset.id, ""), spoken.get(asset.id, "")),
            usable[asset.id],
            tuple(wider for tag in tags.get(asset.id, ()) for wider in above.get(fold_tag(tag), ())),
            own,
            said[asset.id],
        )
        for asset in assets
    ]


def _build(
    asset: Asset,
    version: Version | None,
    tags: list[str],
    collections: list[tuple[str, str]],
    words: tuple[str, str],
    usable: Usable,
    wider: tuple[str, ...],
    own: OwnFields,
    said: tuple[tuple[str, str], ...],
) -> SearchDocument:
    facts = version.facts if version else {}
    return SearchDocument(
        id=asset.id,
        created_at=asset.created_at,
        title=title_of(asset),
        other_titles=tuple(_texts(list(asset.titles.values()))),
        tags=tuple(tags),
        fields=said,
        description=" \n".join([asset.description, *_texts(list(asset.descriptions.values()))]).strip(),
        alt=tuple(text for value in asset.alt.values() for text in _texts(value)),
        filename=asset.filename,
        text=" \n".join(
            [
                *(text for key in ("creator", "credit", "copyright") for text in _texts(facts.get(key))),
                words[0],
            ]
        ).rstrip(),
        subtitles=words[1],
        kind=asset.kind,
        media_type=version.media_type if version else "",
        status=usable.status,
        brand=asset.brand_id,
        owner_id=asset.owner_id,
        creator_name=asset.owner_name,
        orientation=_orientation(version),
        colours=colour_families(asset.colours),
        channels=usable.channels,
        collections=tuple(collections),
        expires_at=usable.ends_at,
        popularity=asset.popularity,
        is_trashed=asset.trashed_at is not None or asset.quarantined_at is not None,
        is_aside=asset.trashed_at is None and asset.quarantined_at is not None,
        wider_tags=wider,
        choices=own.choices(asset.fields),
        numbers=own.numbers(asset.fields),
        width=version.width if version else None,
        height=version.height if version else None,
        duration=version.duration if version else None,
        bytes=version.bytes if version else None,
    )


def _texts(value: object) -> list[str]:
    """Return what a field's value says in words."""
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [str(value)] if isinstance(value, str | int | float) and not isinstance(value, bool) else []


def _orientation(version: Version | None) -> str:
    if version is None or not version.width or not version.height:
        return ""
    if version.width == version.height:
        return "square"
    return "landscape" if version.width > version.height else "portrait"
