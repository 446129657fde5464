"""Sound: a picture of its wave, a preview that plays everywhere, and how loud it is."""
