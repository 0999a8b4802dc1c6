"""Personal data in texts and links: what it looks like, and how it is taken out."""
