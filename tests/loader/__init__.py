"""Tests of `loader/`."""
