"""Tests across the folders; each subfolder mirrors the code it tests."""
