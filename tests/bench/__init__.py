"""Tests of the benches' own arithmetic; nothing here is timed."""
