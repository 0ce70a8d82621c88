"""What is handed to other programs: layers, and the files they are written to."""
