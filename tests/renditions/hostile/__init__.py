"""Files made to harm: bombs, broken words, lies about what they are, and playlists that point outside."""
