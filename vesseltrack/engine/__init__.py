"""Runs the steps of detect: a step, the order of steps as derived from their SQL, incremental runs, and the pipeline."""
