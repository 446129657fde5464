"""The text form in which Prometheus reads figures (exposition format 0.0.4)."""

from collections.abc import Iterable, Mapping

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Labels = tuple[tuple[str, str], ...]
Sample = tuple[str, Labels, float]
"""Name, labels and value of one figure."""

FAMILIES: Mapping[str, tuple[str, str]] = {
    "vitrine_start_time_seconds": ("gauge", "When this process started, in seconds since 1970."),
    "vitrine_requests_total": ("counter", "Answers of this process by method, route and status."),
    "vitrine_request_seconds": ("histogram", "How long the answers of this process took."),
    "vitrine_memory_bytes": ("gauge", "Bodies of files in the memory of this process."),
    "vitrine_disk_cache_bytes": (
        "gauge",
        "Bytes in the disk cache of this machine, those on their way included.",
    ),
    "vitrine_disk_cache_quota_bytes": ("gauge", "Most bytes that the disk cache may hold."),
    "vitrine_disk_cache_hits_total": ("counter", "Files that this process read from the disk cache."),
    "vitrine_disk_cache_misses_total": (
        "counter",
        "Files that this process had to wait for or read from the store.",
    ),
    "vitrine_disk_cache_evictions_total": (
        "counter",
        "Files that this process removed to make room for others.",
    ),
    "vitrine_misses_waiting": ("gauge", "Requests of this process that wait for a file to be made."),
    "vitrine_misses_at_work": ("gauge", "Files asked for now and looks into the database under way."),
    "vitrine_misses_total": (
        "counter",
        "Requests for files that were not made yet: answered in time (made), too late, left by the client, refused at once.",
    ),
    "vitrine_made_on_demand_total": ("counter", "Files that were made because somebody waited for them."),
    "vitrine_guesses_refused_total": ("counter", "Requests of clients that asked too often for nothing."),
    "vitrine_jobs": ("gauge", "Jobs by state."),
    "vitrine_renditions": ("gauge", "Renditions by state: ready are made, failed could not be."),
    "vitrine_events_total": ("counter", "Events taken in or dropped, by source and outcome."),
}
"""Type and meaning of each figure."""


def write_metrics(samples: Iterable[Sample]) -> str:
    """Write samples as Prometheus text, each family after its meaning and type."""
    by_family: dict[str, list[str]] = {name: [] for name in FAMILIES}
    for name, labels, value in samples:
        family = next(known for known in FAMILIES if name.startswith(known))
        by_family[family].append(f"{name}{_write_labels(labels)} {_write_value(value)}")
    lines: list[str] = []
    for family, written in by_family.items():
        kind, meaning = FAMILIES[family]
        lines += [f"# HELP {family} {meaning}", f"# TYPE {family} {kind}", *written]
    return "\n".join(lines) + "\n"


def _write_labels(labels: Labels) -> str:
    if not labels:
        return ""
    quoted = (f'{name}="{value.translate(_ESCAPES)}"' for name, value in labels)
    return "{" + ",".join(quoted) + "}"


_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


def _write_value(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
