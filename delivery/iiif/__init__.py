"""The IIIF Image API 3.0: any region of an approved picture in any size, for viewers that zoom."""
