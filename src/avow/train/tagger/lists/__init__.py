"""Name lists of the taggers: cue words, usual case, gazetteers, and the maps that hold them."""
