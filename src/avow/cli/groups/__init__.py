"""Groups of commands that import a command only when it is called."""
