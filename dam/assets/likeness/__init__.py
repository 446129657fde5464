"""Which assets show the same: equal bytes, equal pixels, or a picture and what was made out of it."""
