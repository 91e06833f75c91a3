"""The sixteen promises: the page is the directory.

Each file holds one sentence, the evidence that proves it, how old that may be, and what breaks it.
Verdicts are pure: same evidence, same time, same verdict, whoever computes it.
"""
