"""The ledger: an append-only log in published formats, its receipts, witnesses and set proofs.

Leaves hold commitments under keys that can be destroyed, never personal data and never a bare
hash of it. The log is tamper-evident for whoever saw an earlier checkpoint.
"""
