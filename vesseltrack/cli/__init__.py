"""The command line: one file a group of commands, and all that is drawn on a terminal. Nobody else knows the terminal."""
