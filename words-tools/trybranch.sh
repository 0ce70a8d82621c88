#!/bin/bash
# trybranch.sh BRANCH: apply the script to a clone of a branch and bind
d=/tmp/wt_$1; rm -rf $d; git clone -q -b $1 /work/main $d; cd $d; git log -1 --oneline; python3 /work/wt/words-tools/rename.py $d | tail -2; PYTHONPATH=$d /work/main/.venv/bin/python /work/wt/words-tools/bind.py 2>&1 | tail -30;  PYTHONPATH=$d /work/main/.venv/bin/python /work/wt/words-tools/pybind.py $d vesseltrack tests 2>&1 | grep -v "Table with name"; PYTHONPATH=$d nice /work/main/.venv/bin/mypy 2>&1 | tail -6
