"""`clickstream build`: dbt in this process, with the right models refreshed in full."""
