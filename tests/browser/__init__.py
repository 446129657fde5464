"""Tests in a real Chromium: accessibility of every page, and what people do with mouse and keys."""
