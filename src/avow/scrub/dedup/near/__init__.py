"""Near duplicates: five-word shingles, MinHash bands for candidates, exact comparison, stars."""
