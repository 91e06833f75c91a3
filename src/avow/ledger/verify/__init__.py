"""Verification with public keys alone: receipts, whole logs, promises, and what entries open to."""
