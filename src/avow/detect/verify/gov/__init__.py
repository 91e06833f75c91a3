"""Verifiers of government identifiers, one file per part of the world."""
