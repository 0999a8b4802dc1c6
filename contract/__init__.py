"""The event, said once: every other layer is generated from, or checked against, this folder."""
