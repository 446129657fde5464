"""Limits of the IIIF image service, each with the reason for its number."""

TILE = 512
"""Pixels of a tile's side: half as many requests as 256, and still under 100 kB each."""

MAX_SIDE = 8_192
"""Pixels of one side of an answer: what every graphics card of a phone takes as one texture is half of it."""

MAX_AREA = 4_096 * 4_096
"""Pixels of one answer: the largest canvas that the browsers of phones draw; whoever wants more asks for tiles."""

WORKERS = 2
"""Pictures that one process cuts at the same time: each is a child of up to half a gigabyte, and a busy core."""

MOST_WAITING = 16
"""Pictures waiting for their turn; beyond it 503 answers at once, because nobody waits that long."""

PATIENCE_SECONDS = 12.0
"""How long a request waits for its piece; what is cut after that is there for the next one."""

MEMORY_BYTES = 48 * 1024**2
"""Pieces kept in memory: the tiles that a dozen people look at."""

MOST_DIGITS = 12
"""Digits of a number in an address: more than any picture has pixels."""
