"""Detect: what is personal, and why. Finds and judges; what happens to a finding is policy's.

Time is linear in the input, results never depend on batching, and an error raises: a partial
result is never returned.
"""
