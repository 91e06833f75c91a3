"""Commands of the ledger, its receipts, witnesses and verdicts."""
