"""Tests of what collections hand on."""
