"""The whole pipeline: a lake goes in, and the marts are what they must be."""
