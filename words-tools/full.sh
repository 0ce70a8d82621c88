#!/bin/bash
# again.sh, the tests and pages that are ours
/work/wt/words-tools/again.sh 8 | tail -${1:-8}; cd /work/wt/words; mkdir -p tests/store; cp /work/wt/words-tools/overlay/tests/store/test_former.py tests/store/; PYTHONPATH=$PWD:$PWD/tests /work/main/.venv/bin/python /work/wt/words-tools/docs_gen.py $PWD; PYTHONPATH=$PWD /work/main/.venv/bin/python /work/wt/words-tools/pybind.py $PWD vesseltrack tests 2>&1 | grep -v "Table with name\|test_former\|NULL256"
