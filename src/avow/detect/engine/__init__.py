"""The engine: bytes in, candidate spans out. The scan proposes, the verifier disposes."""
