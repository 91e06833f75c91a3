"""Risk: an upper bound on what is still in a data set, and k-anonymity of its columns.

A figure is never given without its bound, and what was not measured says so.
"""
