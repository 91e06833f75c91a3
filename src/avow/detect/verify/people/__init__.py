"""Verifiers of what names or reaches a person: names, addresses, telephone numbers, birth dates."""
