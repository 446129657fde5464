"""The numbers of comparisons, each with its reason."""

LEAST_ARMS, MOST_ARMS = 2, 8
"""With more than eight every arm gets so few visitors that nothing is ever clear."""

MOST_WEIGHT = 1_000
"""Weights are shares of a whole: `1` and `1`, `90` and `10`."""

MOST_DAYS = 84
"""Twelve weeks: single events live 90 days, and the first ones must still be there when the last ones have come."""

GOALS = ("seen", "acted")
"""What a visitor can be seen doing; sales and words are told by servers, which know no visitor's key."""

SETTLED_AFTER_HOURS = 48
"""When the figures of an ended comparison are final: every key is dead by then, and what was sent late has come."""

LEAST_VISITORS = 100
"""Of each of two arms, before they are compared at all: what holds for many does not hold for a handful."""

LEAST_CONVERSIONS = 10
"""Of two arms together, for the same reason."""

ALPHA = 0.05
"""How often one comparison in which nothing differs may ever name a winner, however often it is looked at."""

MISMATCH_ALPHA = 0.01
"""How often a fair split may ever be called unfair: a false alarm here makes people distrust a good test."""
