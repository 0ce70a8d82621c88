"""Lexers: split SQL and Python sources into pieces whose words may be renamed by kind."""
from __future__ import annotations

import ast
import io
import re
import tokenize

SQL_TOKEN = re.compile(
    r"(?P<comment>--[^\n]*)|(?P<block>/\*.*?\*/)|(?P<string>'(?:[^']|'')*')|(?P<quoted>\"[^\"\n]*\")"
    r"|(?P<param>\$[a-z_][a-z0-9_]*|@[a-z_][a-z0-9_]*)|(?P<ident>[A-Za-z_][A-Za-z0-9_]*)|(?P<num>\d[\w.]*)|(?P<other>.)",
    re.DOTALL,
)


def sql_pieces(text):
    """(kind, text) of SQL text."""
    for m in SQL_TOKEN.finditer(text):
        yield m.lastgroup, m.group()


_SQL_LOOK = re.compile(
    r"\b(SELECT|FROM|JOIN|WHERE|INSERT INTO|DELETE|UPDATE|GROUP BY|ORDER BY|PARTITION BY|WITH|UNION|EXCLUDE|COPY|ALTER TABLE"
    r"|CREATE|DROP|CASE WHEN|coalesce|IS NOT NULL|IS NULL|NOT IN|AS|OVER|USING|BETWEEN|count_if|arg_max)\b"
)


def looks_sql(s):
    """Whether a string constant is SQL: it has an SQL keyword in capitals."""
    return bool(_SQL_LOOK.search(s)) and not re.match(r"^[A-Z][a-z]", s.strip())


def py_tokens(src):
    """Tokens of Python with absolute offsets: (type, string, start, end, is_docstring)."""
    lines = src.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))

    def off(pos):
        return starts[pos[0] - 1] + pos[1]

    prev = None
    depth = 0
    docs = docstring_positions(src)
    for t in tokenize.generate_tokens(io.StringIO(src).readline):
        yield t.type, t.string, off(t.start), off(t.end), t.type == tokenize.STRING and t.start in docs


def docstring_positions(src):
    """(line, col) of string expressions that stand alone (docstrings, attribute docs)."""
    out = set()
    for node in ast.walk(ast.parse(src)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            out.add((node.value.lineno, node.value.col_offset))
    return out


def string_body(tok):
    """(prefix, quote, body) of a STRING token."""
    m = re.match(r"([A-Za-z]*)('''|\"\"\"|'|\")", tok)
    prefix, q = m.group(1), m.group(2)
    return prefix, q, tok[m.end() : -len(q)]
