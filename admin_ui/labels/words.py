"""All names and their words in one table."""

from admin_ui.labels import counting, describing, governing, making, running, searching, trail

LABELS: dict[str, dict[str, str]] = {
    **counting.LABELS,
    **describing.LABELS,
    **governing.LABELS,
    **making.LABELS,
    **running.LABELS,
    **searching.LABELS,
    **trail.LABELS,
}
