"""The warehouse receives: lake objects become typed rows, exactly once."""
