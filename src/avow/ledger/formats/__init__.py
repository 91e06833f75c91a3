"""Published formats (C2SP, RFC 6962), written and read strictly; standard library and cryptography.

Nothing here knows a store, a clock or a network.
"""
