"""Digit patterns as shapes over maximal digit groups: hundreds of formats for the price of one."""
