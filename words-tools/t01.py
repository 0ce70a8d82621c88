import sys
from vesseltrack.schema import TABLES
open('/work/wt/words-tools/tables_01.txt','w').write('\n'.join(TABLES))
open('/work/wt/words-tools/columns_01.txt','w').write('\n'.join(f'{t}.{c}' for t in TABLES for c in TABLES[t].names))
