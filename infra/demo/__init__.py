"""The demo library: a made-up brand whose pictures, film and guide are computed, so that the first visit is no empty room."""
