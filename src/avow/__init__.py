"""Avow: the promises of a security & privacy page, kept by mechanisms and proven by evidence.

Imports name the defining module (`from avow.text import Span`); this package root stays light.
"""

__version__ = "0.1.0"
