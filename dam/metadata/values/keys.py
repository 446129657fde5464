"""How the brand's own things are named for machines, and how long their names for people are."""

import re

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
KEY_SENTENCE = "A key is a small letter, then up to 59 small letters, digits or underscores."

MAX_LABEL = 200
