"""The brand's vocabularies: terms in a tree, translated, with their synonyms."""
