"""Pieces of pictures at any size: what deep zoom shows, cut out of one decode in a disposable child."""
