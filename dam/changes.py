"""What happened, as plain values: the core announces them, `infra/reactions.py` says what follows."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class VersionAdded:
    """A new original stands in the store and in the rows; nobody waits for what the house takes in by the folder."""

    asset_id: str
    version_id: str
    is_waited_for: bool = True


@dataclass(frozen=True, slots=True)
class AssetEdited:
    """Words of the asset changed: title, tags, fields, alt texts, collections."""

    asset_id: str


@dataclass(frozen=True, slots=True)
class AssetsEdited:
    """The same of several assets that were edited in one go."""

    asset_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundOtherwise:
    """Several assets are to be found otherwise than before; whoever else has to know was told by changes of their own."""

    asset_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CollectionsChanged:
    """Assets came into a collection that hands values on, or left it, or it hands on others; by the hand of the caller."""

    asset_ids: tuple[str, ...]
    caller_kind: str
    caller_id: str


@dataclass(frozen=True, slots=True)
class StatusMoved:
    """The asset moved in its life cycle, or into and out of the trash; `by` is the name of who moved it.

    One of many `is_indexed_later`: what is to be indexed of them all is told as `FoundOtherwise`.
    """

    asset_id: str
    before: str
    after: str
    by: str = field(default="", compare=False)
    is_indexed_later: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class RightsChanged:
    """Window, channels or territories changed, by the hand of `by`; one of many `is_indexed_later`, as in `StatusMoved`."""

    asset_id: str
    by: str = field(default="", compare=False)
    is_indexed_later: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class ConsentChanged:
    """What a consent covers changed, or it was withdrawn, by the hand of `by`; its assets may be lit otherwise."""

    consent_id: str
    by: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class FocalPointMoved:
    """Every crop of the asset has to follow."""

    asset_id: str


@dataclass(frozen=True, slots=True)
class SubtitlesChanged:
    """The subtitles of a film changed in some language: its streams and what they are burnt into have to follow."""

    asset_id: str


@dataclass(frozen=True, slots=True)
class CurrentVersionChanged:
    """Another version became the one that is served (restore, approve, or renditions ready)."""

    asset_id: str
    version_id: str


@dataclass(frozen=True, slots=True)
class RenditionsReady:
    """Whatever can be made of the served version is made; said again after each look, also when nothing was missing."""

    asset_id: str
    version_id: str


@dataclass(frozen=True, slots=True)
class PresetChanged:
    """A channel or preset was saved or removed; `preset` is None for the whole channel."""

    channel: str
    preset: str | None


@dataclass(frozen=True, slots=True)
class FileWanted:
    """Somebody waits at the door for one file that is not made yet; `key` names it within its version."""

    version_id: str
    key: tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class HitsFound:
    """A saved search, `title` by name, finds assets that it did not find before."""

    asset_ids: tuple[str, ...]
    search_id: str
    title: str


@dataclass(frozen=True, slots=True)
class EventsFolded:
    """Events were added to the roll-ups of these assets."""

    asset_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermsChanged:
    """Terms of a vocabulary were added, renamed, moved, merged or removed: what bears them has to follow."""

    term_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EmbeddingChanged:
    """What is written into the files of a channel is another thing from now on."""

    channel: str


Change = (
    VersionAdded
    | AssetEdited
    | AssetsEdited
    | FoundOtherwise
    | CollectionsChanged
    | StatusMoved
    | RightsChanged
    | ConsentChanged
    | FocalPointMoved
    | SubtitlesChanged
    | CurrentVersionChanged
    | RenditionsReady
    | PresetChanged
    | FileWanted
    | EventsFolded
    | HitsFound
    | TermsChanged
    | EmbeddingChanged
)
