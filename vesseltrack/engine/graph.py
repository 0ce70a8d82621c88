"""Finds the tables a query reads, with DuckDB's own parser; from that, the order of the steps and the ancestors of each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from graphlib import TopologicalSorter
from typing import Any, Protocol, TypeVar

import duckdb

from vesseltrack.engine.recall import recalled
from vesseltrack.store.connection import VIEWS, words

_MACRO = re.compile(r"^CREATE OR REPLACE TEMP MACRO (\w+)\(([^)]*)\) AS\s+(TABLE\b)?(.*?);$", re.MULTILINE | re.DOTALL)


class Reads(Protocol):
    """What the order of steps is derived from: the table a step writes, and those it reads."""

    @property
    def writes(self) -> str:
        """Name of the table it writes."""

    @property
    def reads(self) -> frozenset[str]:
        """Names of the tables it reads."""


S = TypeVar("S", bound=Reads)


@cache
def parser() -> duckdb.DuckDBPyConnection:
    """A connection to an empty database in memory, to ask DuckDB's parser and its list of functions."""
    return duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})


def parsed(select: str) -> Any:
    """The syntax tree of one SELECT.

    Raises:
        ValueError: it is not a SELECT, or not SQL.
    """
    tree = json.loads(parser().execute("SELECT json_serialize_sql($q)", {"q": select}).fetchall()[0][0])
    if tree["error"]:
        raise ValueError(f"{tree['error_message']}: {select[:200]}")
    return tree["statements"]


@cache
def macros() -> dict[str, tuple[str, str]]:
    """Our SQL macros by name: the CREATE statement of each, and its body as a SELECT."""
    code = re.sub(r"--.*", "", words())
    return {m[1]: (m[0], m[4] if m[3] else f"SELECT {m[4]}") for m in _MACRO.finditer(code)}


def sides_of(node: Mapping[str, Any]) -> Sequence[Any]:
    """The queries that a UNION, EXCEPT or INTERSECT combines; DuckDB 1 and 2 write them differently."""
    return node.get("children") or (node["left"], node["right"])


def _named(tree: Any) -> Iterator[tuple[str, str]]:
    """Kind (``table``, ``cte`` or ``function``) and name of everything a syntax tree names, in no particular order."""
    ahead = [tree]
    while ahead:
        node = ahead.pop()
        if isinstance(node, list):
            ahead += node
        elif isinstance(node, dict):
            yield from _named_by(node)
            ahead += node.values()


def _named_by(node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a node of a syntax tree names itself."""
    if node.get("type") == "BASE_TABLE":
        yield "table", node["table_name"]
    ctes = node.get("cte_map")
    for entry in ctes.get("map", []) if isinstance(ctes, dict) else []:
        yield "cte", entry["key"]
    if "function_name" in node:
        yield "function", node["function_name"]


@cache
def names_in(select: str) -> tuple[frozenset[str], frozenset[str]]:
    """Tables (its own CTEs excluded) and macros of ours that a SELECT names directly."""
    tables, called = recalled("names", select, lambda: _names_in(select))
    return frozenset(tables), frozenset(called)


def _names_in(select: str) -> tuple[list[str], list[str]]:
    named = set(_named(parsed(select)))
    own = {name for kind, name in named if kind == "cte"}
    tables = sorted(name for kind, name in named if kind == "table" and name not in own)
    return tables, sorted(name for kind, name in named if kind == "function" and name in macros())


def macros_of(select: str) -> list[str]:
    """The macros a SELECT needs, directly or by other macros, in an order in which they can be created."""
    found: dict[str, None] = {}

    def add(text: str) -> None:
        for name in sorted(names_in(text)[1]):
            if name not in found:
                add(macros()[name][1])
                found[name] = None

    add(select)
    return list(found)


@cache
def tables_read(select: str) -> frozenset[str]:
    """The tables a SELECT reads, including through our macros and views."""
    tables, called = names_in(select)
    bodies = [macros()[name][1] for name in called] + [VIEWS[name] for name in tables & VIEWS.keys()]
    return (tables - VIEWS.keys()).union(*(tables_read(body) for body in bodies))


def columns_of(select: str) -> list[str]:
    """The output column names of a SELECT as written; ``*`` stays ``*``.

    Raises:
        ValueError: it is not a SELECT.
    """
    node = parsed(select)[0]["node"]
    while node["type"] == "SET_OPERATION_NODE":
        node = sides_of(node)[0]
    names = [(c.get("alias") or (c.get("column_names") or ["*"])[-1]) for c in node["select_list"]]
    return [str(name) for name in names]


def in_order(steps: Iterable[S]) -> tuple[S, ...]:
    """The steps, each after those whose tables it reads; where that leaves a choice, in order of their dependencies' depth.

    Raises:
        graphlib.CycleError: some depend on each other.
    """
    by_table = {step.writes: step for step in steps}
    made = TopologicalSorter({table: sorted(step.reads & by_table.keys()) for table, step in by_table.items()})
    return tuple(by_table[table] for table in made.static_order())


def resting_on(steps: Sequence[S], wanted: Iterable[str]) -> tuple[S, ...]:
    """Of steps in order, those that must run to make the wanted tables.

    Raises:
        KeyError: no step makes a wanted table.
    """
    by_table = {step.writes: step for step in steps}
    needed, ahead = set[str](), [by_table[table].writes for table in wanted]
    while ahead:
        table = ahead.pop()
        if table not in needed:
            needed.add(table)
            ahead += by_table[table].reads & by_table.keys()
    return tuple(step for step in steps if step.writes in needed)
