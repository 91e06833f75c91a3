"""The report of a scrub: one set of frozen values, written as canonical JSON and as one HTML file.

It holds counts, limits, digests and names of fields; never a value from the data.
"""
