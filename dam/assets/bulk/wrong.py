"""What is wrong with one cell or row, with its sentence kept apart from what fills it in."""

from typing import Any

Problem = dict[str, Any]
"""`column` (a path), `kind` (the name of the refusal, or `changed_since`), `message`; `said` is the sentence and its
values, for readers of another language; of a cell also `now` and `yours`."""


class Wrong(Exception):
    """One sentence of `sentences.py`."""

    def __init__(self, sentence: str, **values: str | int) -> None:
        super().__init__(sentence % values)
        self.sentence, self.values = sentence, values

    def told(self) -> Problem:
        """Return the message and how it is said."""
        return {"message": str(self), "said": [self.sentence, dict(self.values)]}
