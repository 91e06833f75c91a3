"""Parts of `avow detect`: shared options, printing, and one file per sub-command."""
