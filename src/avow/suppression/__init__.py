"""Suppression: who asked to be left out, as keyed digests; never a plain name or number."""
