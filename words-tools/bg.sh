#!/bin/bash
name=$1; shift
cd /work/wt/words-run; rm -f /tmp/insta_$name.txt; INSTA=/tmp/insta_$name.txt PYTHONPATH=$PWD:$PWD/tests:/work/wt/words-tools/plug setsid nice -n 5 timeout 1200 /work/main/.venv/bin/python -m pytest "$@" -q --tb=short -p no:cacheprovider -p insta > /tmp/words_$name.txt 2>&1
