"""Terms of the brand's vocabularies on assets: as tags and in fields."""
