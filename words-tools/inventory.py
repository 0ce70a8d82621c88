import sys, subprocess, collections, tokenize, re
from lexers import *
root=sys.argv[1]; words=sys.argv[2].split(',')
files=subprocess.run(['git','ls-files'],cwd=root,capture_output=True,text=True).stdout.split()
C=collections.defaultdict(lambda: collections.Counter())
for f in files:
    if not f.endswith(('.py','.sql','.toml')): continue
    try: s=open(f'{root}/{f}',encoding='utf-8').read()
    except Exception: continue
    if f.endswith('.sql'):
        for k,t in sql_pieces(s):
            if k=='ident' and t in words: C[t][('sql',f)]+=1
    elif f.endswith('.toml'):
        for t in re.findall(r'[A-Za-z_]\w*',s):
            if t in words: C[t][('toml',f)]+=1
    else:
        for ty,st,a,b,doc in py_tokens(s):
            if ty==tokenize.NAME and st in words: C[st][('pyname',f)]+=1
            elif ty==tokenize.STRING and not doc:
                p,q,body=string_body(st)
                if body in words: C[body][('exact',f)]+=1
                elif looks_sql(body) or 'schema/' in f:
                    for k,t in sql_pieces(body):
                        if k=='ident' and t in words: C[t][('pysql',f)]+=1
                else:
                    for t in re.findall(r'[A-Za-z_]\w*',body):
                        if t in words: C[t][('prose-str',f)]+=1
for w in words:
    by=collections.defaultdict(list)
    for (k,f),n in sorted(C[w].items()): by[k].append(f'{f.replace("vesseltrack/","v/")}:{n}')
    print(f'## {w}')
    for k,v in by.items(): print('  ',k,sum(int(x.rsplit(":",1)[1]) for x in v),' '.join(v))
