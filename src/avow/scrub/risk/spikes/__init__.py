"""Spikes: made-up identifiers that are planted in copies of records to measure what is found.

They are generated here from the published schemes, with check digits of their own, and not taken
from the detector's rules. They never enter an output, a log or a report.
"""
