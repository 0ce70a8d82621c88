"""The command line: one file per group of commands, and all terminal output. No other part of the package uses the terminal."""
