"""Money: cards, bank accounts, wallets, and the tables and encodings that they need."""
