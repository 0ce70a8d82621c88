#!/bin/bash
# bring.sh OLDREF PARENT NAME: the script over a tree in old words; a commit on top of PARENT (the last such); checked out as branch NAME in /work/wt/NAME
set -e
B=/work/main/.venv/bin; cd /work/main
git worktree add -q --detach /work/wt/$3.tmp $1; cd /work/wt/$3.tmp
python3 /work/wt/words-tools/rename.py . --report > /tmp/words_$3.txt 2>&1; python3 /work/wt/words-tools/post.py $PWD | head -5
$B/ruff check . --fix -q --output-format concise | head -10 || true; $B/ruff format -q .
cp /work/wt/words-tools/overlay/tests/store/test_former.py tests/store/
PYTHONPATH=$PWD $B/python -m vesseltrack indicators --markdown > /tmp/policy.$3.md && cp /tmp/policy.$3.md docs/policy.md
PYTHONPATH=$PWD:$PWD/tests $B/python /work/wt/words-tools/docs_gen.py $PWD 2>&1 | tail -3
git add -A; C=$(git commit-tree $(git write-tree) -p $2 -m "The script on $(git log -1 --format=%h $1)")
git reset -q --hard; cd /work/main; git worktree remove --force /work/wt/$3.tmp
echo $C
