"""The teacher: an encoder fine-tuned to tag people, shipped in 8 bits as the accurate tier."""
