"""The IIIF Image API."""
