"""Write docs/glossary.md and docs/alert-files-0.2.md of a tree: docs_gen.py TREE"""
import importlib.util, sys, pathlib
T = pathlib.Path(sys.argv[1]); sys.path[:0] = [str(T), str(T / 'tests')]
spec = importlib.util.spec_from_file_location('test_former', T / 'tests/store/test_former.py')
m = importlib.util.module_from_spec(spec); spec.loader.exec_module(m)
O = pathlib.Path('/work/wt/words-tools/overlay/docs')
(T / 'docs/glossary.md').write_text((O / 'glossary.head.md').read_text() + m.page_of_old_names())
(T / 'docs/alert-files-0.2.md').write_text((O / 'alert-files.head.md').read_text() + m.page_of_alert_files())
