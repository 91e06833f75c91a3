"""Engines: each maps the one shard function over a plan, and decides nothing else.

The same bytes come from all of them; only receipts travel back, never data and never keys.
"""
