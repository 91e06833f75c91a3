"""Proof: what a run leaves so that anyone can check it: receipts, the manifest, their verification.

A document that can be checked holds only what the input, the configuration, the keys and the build
decide; times, hosts and retries stand in its `run` part, outside its digest.
"""
