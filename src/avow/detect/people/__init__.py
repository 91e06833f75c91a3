"""People in running text: words, features and the networks that tag them, torch-free."""
