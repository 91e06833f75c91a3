"""Cues: clauses of a text, and the words, ages and dates in them that say who a person is."""
