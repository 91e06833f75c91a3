"""From results to tables: the same sections for the terminal, the page in docs and the JSON."""
