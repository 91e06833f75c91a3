"""Evidence: what a mechanism records while it runs, so that a verdict can be recomputed later.

An act receives a `Recorder` and never knows where the record goes.
"""
