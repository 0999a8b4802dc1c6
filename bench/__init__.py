"""Benches: each prints a table and returns its figures."""
