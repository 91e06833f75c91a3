"""The error browser: one page with every miss and false alarm, for those who improve detection."""
