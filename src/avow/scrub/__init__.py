"""Scrub: a corpus in, the same corpus without personal information out, with counts that balance.

A shard is the unit of everything, and one pure function cleans it; nothing but the input, the
configuration, the keys and the build may influence a byte of the output.
"""
