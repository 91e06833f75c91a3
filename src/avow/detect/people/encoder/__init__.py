"""The accurate tier: a fine-tuned six-layer encoder, run by onnxruntime without torch.

Law: an answer for a text depends on that text alone; every window is a run of its own.
"""
