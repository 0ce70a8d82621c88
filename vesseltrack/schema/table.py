"""What a table of the store is (see ``vesseltrack/table.py``, which detectors use as well)."""

from vesseltrack.table import Column, Table, table

__all__ = ["Column", "Table", "table"]
