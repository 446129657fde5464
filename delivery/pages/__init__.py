"""What other sites take in: markup to embed, oEmbed, the manifest of a channel."""
