"""The alerts of the last detect with what became of each and what was said of it, as one SELECT."""

from pathlib import Path

TOLD = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
