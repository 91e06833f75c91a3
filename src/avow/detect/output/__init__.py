"""Outputs of `avow detect`: terminal, JSON lines, SARIF and HTML over the same scanned texts.

No output but the terminal and the HTML page (on request) shows a value that was found.
"""
