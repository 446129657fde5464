"""Manifests of channels."""
