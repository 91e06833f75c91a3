"""Verifiers: check digits, dates and structure, vectorised over all candidates of a batch."""
