"""The one command `clickstream`: a thin face on the other folders."""
