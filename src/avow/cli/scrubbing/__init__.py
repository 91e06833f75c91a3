"""Commands of `avow scrub`, one file per command or pair of commands."""
