"""Training: the small models that ship with the package, and (later) models that refuse.

Torch is imported here and nowhere below; nothing that runs a detector needs it.
"""
