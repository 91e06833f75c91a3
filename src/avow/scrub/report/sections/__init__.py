"""The sections of the HTML report, each a pure function from the report to markup."""
