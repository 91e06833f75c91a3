"""Labelled texts from disk: which sets exist, what each labels, and what in it does not count."""
