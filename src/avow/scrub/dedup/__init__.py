"""Duplicate removal: exact by keyed digests, near by MinHash candidates that are all verified.

Every part is a function of its inputs alone. Shards are mapped one by one to key files; one merge
that does not depend on their order turns those into verdicts, which are applied shard by shard.
"""
