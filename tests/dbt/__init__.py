"""The dbt project as a whole: incremental equals full, marts equal facts."""
