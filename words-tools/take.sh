#!/bin/bash
# take.sh TREE: bring a branch in the old words over, so that it merges with renamed main. TREE is a clean git work tree that has merged
# the last main before the renaming (65c1d48). Then: git merge words (or the renamed main).
set -e
cd "$1"; B=/work/main/.venv/bin
test -z "$(git status --porcelain)" || { echo "not clean"; exit 1; }
python3 /work/wt/words-tools/rename.py . --report > /tmp/words_take_$(basename "$1").txt
$B/ruff check . --fix -q || true; $B/ruff format -q .
git add -A; git commit -q -m "The field's words, by the table of renames"
PYTHONPATH=$PWD $B/python /work/wt/words-tools/bind.py | tail -20
PYTHONPATH=$PWD $B/python /work/wt/words-tools/pybind.py $PWD vesseltrack tests | grep -v "Table with name"
