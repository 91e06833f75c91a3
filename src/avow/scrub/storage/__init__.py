"""Storage: where bytes come from and how they reach their final names whole or not at all.

A file is written under a temporary name, synced, renamed, and its folder is synced; an object is
put in one request. Nothing half-written ever carries a final name.
"""
