"""Copies of training text: an index of word grams, and a detector that stops a copy on a stream.

The index holds keyed hashes in a Bloom filter, never text. It says "perhaps copied" or "not
copied"; a chain of hits at the right distance makes a false run improbable.
"""
