"""The library's address: filters, sort and view as query parameters, and the links that change one of them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from admin_ui.labels import SWATCHES
from dam.search.port import FACETS, Sort

VIEWS = ("wall", "table")
BUCKET = 60
"""Assets fetched at a time: about two screens of the wall."""


@dataclass(frozen=True, slots=True)
class LibraryQuery:
    """What the address of the library says. `facets` holds the chosen values of each facet."""

    text: str
    facets: dict[str, tuple[str, ...]]
    sort: str
    view: str
    cursor: str | None

    @classmethod
    def read(cls, params: QueryParams) -> "LibraryQuery":
        """Read the query parameters; what is not known is left out, since an old link must still open."""
        facets = {name: tuple(dict.fromkeys(filter(None, params.getlist(name)))) for name in FACETS}
        facets["colour"] = tuple(name for name in facets["colour"] if name in SWATCHES)
        text = params.get("q", "").strip()[:500]
        sort = params.get("sort", "")
        view = params.get("view", "")
        return cls(
            text=text,
            facets={name: values for name, values in facets.items() if values},
            sort=sort if sort in list(Sort) else (Sort.RELEVANCE if text else Sort.NEWEST),
            view=view if view in VIEWS else VIEWS[0],
            cursor=params.get("cursor"),
        )

    @property
    def is_filtered(self) -> bool:
        """Tell whether anything narrows the library."""
        return bool(self.text or self.facets)

    @property
    def is_by_month(self) -> bool:
        """Tell whether the wall can be grouped by month."""
        return self.sort in (Sort.NEWEST, Sort.OLDEST)

    def url(self, path: str = "/", **changes: str | None) -> str:
        """Return the address with single parameters changed; None takes one out."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(name, value) for name, values in self.facets.items() for value in values]
        if self.sort != (Sort.RELEVANCE if self.text else Sort.NEWEST):
            pairs.append(("sort", self.sort))
        if self.view != VIEWS[0]:
            pairs.append(("view", self.view))
        kept = [(name, value) for name, value in pairs if name not in changes]
        kept += [(name, value) for name, value in changes.items() if value]
        return f"{path}?{urlencode(kept)}" if kept else path

    def without(self, facet: str, value: str) -> str:
        """Return the address without one chosen value."""
        rest = tuple(kept for kept in self.facets[facet] if kept != value)
        facets = {name: values for name, values in self.facets.items() if name != facet}
        left = LibraryQuery(
            self.text, {**facets, facet: rest} if rest else facets, self.sort, self.view, None
        )
        return left.url()
