"""Parquet: columns of strings, row group by row group, with the schema kept exactly."""
