"""Policy: purposes, eligibility, retention and actions as pure functions over plain values."""
