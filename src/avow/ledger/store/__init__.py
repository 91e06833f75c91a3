"""Where a log is kept: one interface, a SQLite database or plain files in tile form.

Members store and order; they sign nothing and know no keys.
"""
