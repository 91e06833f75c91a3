"""Witnesses (c2sp.org/tlog-witness): remember the largest log seen, cosign what continues it."""
