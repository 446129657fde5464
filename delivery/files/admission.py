"""How many misses are at work and in line at once; beyond that a request is asked at once to come again later."""

import asyncio
import math

PATIENCE = 10.0
"""Seconds that a request waits for a file to be made: browsers and mailers give up at about thirty, people sooner.
With the five that a look into the database may take, no request is older than fifteen when it is answered."""

LOOKUP_SECONDS = 5.0
"""Seconds that a request waits for the database."""

LOOKUP_THREADS = 6
"""Looks into the database at once: one takes 2 ms, and the pool of connections has to serve the pages as well."""

LOOKUPS_IN_LINE = 400
"""Different looks that wait: at 500 a second the last of them is answered within a second."""

PICTURES_AT_WORK = 16
"""Different files asked for at once by this process: a machine of eight cores has a further one ready for each of them,
and a small one is not left with the work of clients that went away."""

PICTURES_IN_LINE = 48
"""Different files that wait for one of these places: at half a second each, two cores make what stands in line in time."""

FILMS_AT_WORK = 4
"""The same for what takes minutes: short clips arrive in time, and long ones are begun."""

FILMS_IN_LINE = 8

MOST_WAITING = 1_000
"""Requests that wait for any file: each holds a connection and about 20 kB."""

MOST_RETRY_SECONDS = 60
"""The longest honest answer to "when": further ahead nobody can see."""


class Pace:
    """How long a file takes from being asked for to being there, lately."""

    def __init__(self) -> None:
        self.seconds = 1.0

    def note(self, seconds: float) -> None:
        """Take one more into account; the last few count most."""
        self.seconds += 0.2 * (seconds - self.seconds)


class Line:
    """Places at work and in line for one kind of file."""

    def __init__(self, at_work: int, in_line: int) -> None:
        self.places = asyncio.Semaphore(at_work)
        self.pace = Pace()
        self.count = 0
        self._at_work = at_work
        self._most = at_work + in_line

    @property
    def at_work(self) -> int:
        """Return how many have a place."""
        return min(self.count, self._at_work)

    @property
    def is_open(self) -> bool:
        """Tell whether one more would be served in time; a free place is always given."""
        if self.count < self._at_work:
            return True
        return self.count < self._most and self._expected() <= PATIENCE

    @property
    def retry_seconds(self) -> int:
        """Return when one who comes again may hope to find the file."""
        return max(1, min(MOST_RETRY_SECONDS, math.ceil(self._expected())))

    def _expected(self) -> float:
        return self.pace.seconds * (1 + self.count // self._at_work)
