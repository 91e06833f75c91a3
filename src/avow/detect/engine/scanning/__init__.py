"""Multi-pattern scanners behind one interface: hyperscan, and RE2 where it has no wheel."""
