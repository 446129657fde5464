"""`make bench`: run every part, or `ONLY=search`; each result is one line `BENCH <name> <ratio> <unit> <peer>`."""

import importlib
import os
import sys

LAB = ("looks",)
"""Parts that compare nothing with a peer: run only when they are named."""

PARTS = ("ingest", "renditions", "search", "likeness", "delivery", "engagement")


def main() -> int:
    """Run the chosen parts one after the other and return the exit code."""
    only = os.environ.get("ONLY") or ""
    scale = os.environ.get("SCALE") or "small"
    if only and only not in PARTS + LAB:
        print(f"ONLY must be one of {', '.join(PARTS + LAB)}, not {only!r}.", file=sys.stderr)
        return 2
    if scale not in ("small", "full"):
        print(f"SCALE must be small or full, not {scale!r}.", file=sys.stderr)
        return 2
    for part in (only,) if only else PARTS:
        print(f"# {part}, scale {scale}", flush=True)
        importlib.import_module(f"tests.benchmarks.{part}").main(scale)
    return 0


if __name__ == "__main__":
    sys.exit(main())
