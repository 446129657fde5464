"""Short links: what a code on paper, in a mailing or a message leads to."""
