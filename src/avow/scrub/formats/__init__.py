"""Formats: each reads one kind of file into records, and writes them back with new texts.

A format never interprets text and never decides what is personal. It promises that whatever was not
replaced keeps its exact bytes (or, for Parquet, its exact schema and values), and that no byte of
the input is lost without a record that says so.
"""
