import re,sys,pathlib
for f in sys.argv[1:]:
    p=pathlib.Path(f); t=p.read_text()
    t=re.sub(r"<<<<<<< [^\n]*\n.*?=======\n(.*?)>>>>>>> [^\n]*\n", r"\1", t, flags=re.S)
    p.write_text(t)
