"""Cleaning: the parts by which one record's findings become replacements and audit rows.

Everything is placed by offsets into the original text; a value is never stored and never searched
for in order to replace it.
"""
