"""Limits of manifests, each with the reason for its number."""

MOST_ITEMS = 1_000
"""Assets on one page: with nine files each four megabytes of JSON, and 0.4 s of reading."""

USUAL_ITEMS = 200

MOST_CHANGES = 5_000
"""Assets that may have changed since a cursor: beyond it all of them are listed, which costs less than comparing."""

MOST_LISTENERS = 1_000
"""Clients of one process that wait for a change: each holds a connection and a few kilobytes, and no thread."""

LONGEST_WAIT = 60
"""Seconds of one long poll: proxies close what is silent for longer."""

HEARTBEAT_SECONDS = 15.0
"""After this silence a stream says that it is still there."""

STREAM_SECONDS = 600.0
"""A stream ends after this, and the client connects again: with a token that may have been taken back meanwhile."""
