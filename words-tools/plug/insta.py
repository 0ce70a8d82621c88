import os
OUT = os.environ.get("INSTA", "/tmp/insta.txt")
def pytest_runtest_logreport(report):
    if report.failed:
        text = report.longreprtext
        lines = [l for l in text.splitlines() if l.startswith("E  ") or ": in " in l or (l and not l[0].isspace() and ".py:" in l)]
        with open(OUT, "a") as f:
            f.write("## " + report.nodeid + "\n" + "\n".join(lines[-10:]) + "\n")
