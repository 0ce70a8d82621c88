"""The desk in a real Chromium: verdicts said and taken back, a ship's track, hostile names, and a hostile page beside it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import vesseltrack as vt
from vesseltrack.desk import Served, serve

from builders.nights import A

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="needs chromium and chromedriver on the path: the desk is used in it"
)
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--window-size=1440,900",
)  # fmt: skip
EVIL = """<title>evil</title><form id="f" method="post" action="{desk}/mark"><input name="alert" value="{gap}"><input name="verdict"
value="benign"><input name="by" value="evil"></form><script>
window.got = null;
fetch("{desk}/verdicts", {{credentials: "include"}}).then(a => a.text()).then(t => {{ window.got = "read " + t; }},
e => {{ window.got = "refused"; }});
</script>"""


@contextmanager
def driven(place: Path) -> Iterator:
    """A browser with an empty profile, in which nothing may be said on the console but what a test asks for."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={place}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.implicitly_wait(10)
    try:
        yield driver
    finally:
        driver.quit()


@contextmanager
def served(db: Path) -> Iterator[str]:
    """A desk that listens; its address with the token."""
    from waitress import server as waitress

    told, heard, servers = [], threading.Event(), []
    made = waitress.create_server

    def tell(address: str) -> None:
        told.append(address)
        heard.set()

    def create(*args, **more):
        servers.append(made(*args, **more))
        return servers[-1]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("vesseltrack.desk.app.create_server", create)
        thread = threading.Thread(target=serve, args=(Served.of(db, "Kim", write=True), 0, tell), daemon=True)
        thread.start()
        assert heard.wait(20)
    try:
        yield told[0]
    finally:
        servers[0].close()
        thread.join(10)


@contextmanager
def evil_site(folder: Path) -> Iterator[str]:
    """Another server on this machine: for a browser the same site as the desk, of another origin."""
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def console(driver) -> list[str]:
    return [line["message"] for line in driver.get_log("browser")]


def test_an_analyst_s_morning_at_the_desk(store, gap, tmp_path):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import Select, WebDriverWait

    def shown(css: str):
        return next(e for e in driver.find_elements(By.CSS_SELECTOR, css) if e.is_displayed())

    with served(store) as address, driven(tmp_path / "user") as driver:
        driver.get(address)
        assert "token" not in driver.current_url and driver.title.startswith("vesseltrack desk: 2026-11-19")
        driver.find_element(By.CSS_SELECTOR, f'tr[data-alert="{gap}"]').click()
        article = shown("article")
        assert article.get_attribute("id") == gap and "document.title" in article.text  # a hostile name, as text
        Select(article.find_element(By.NAME, "verdict")).select_by_value("benign")
        article.find_element(By.NAME, "note").send_keys("<i>seen</i> at anchor")
        article.find_element(By.NAME, "reason").send_keys("bunkering\n")  # Enter says it; the page stays
        told = article.find_element(By.CSS_SELECTOR, "p.verdict-state")
        WebDriverWait(driver, 20).until(lambda _: told.text.startswith("benign (bunkering), Kim, "))
        row = driver.find_element(By.CSS_SELECTOR, f'tr[data-alert="{gap}"]')
        assert told.text.endswith(": <i>seen</i> at anchor") and row.find_element(By.CSS_SELECTOR, ".tag.benign")
        article.find_element(By.CSS_SELECTOR, 'button[name="undo"]').click()
        WebDriverWait(driver, 20).until(lambda _: told.text.startswith("Taken back"))
        assert not row.text.startswith("benign") and row.get_attribute("data-verdict") == "none"
        Select(article.find_element(By.NAME, "verdict")).select_by_value("watch")
        article.find_element(By.CSS_SELECTOR, 'input[name="by"]').clear()
        article.find_element(By.CSS_SELECTOR, 'input[name="by"]').send_keys(" \n")
        WebDriverWait(driver, 20).until(lambda _: "needs the name of who gives it" in told.text)
        driver.refresh()  # what stands is what the store says
        assert "benign" not in shown("article").find_element(By.TAG_NAME, "h2").text and not driver.find_elements(
            By.CSS_SELECTOR, ".tag.benign"
        )
        with vt.open(store, read_only=True) as db:
            assert db.sql("SELECT verdict FROM verdicts ORDER BY nth").verdict.tolist() == ["benign", "undone"]
        shown("article").find_element(By.PARTIAL_LINK_TEXT, "history and whole track").click()
        assert driver.execute_script("return vesseltrack.data.ships[vesseltrack.data.lone[0]].pieces.length") == 2
        assert len(driver.find_elements(By.CSS_SELECTOR, "canvas.ours")) == 2 and f"q={A}" in driver.current_url
        for words, path in (
            ("Search", "/search"),
            ("What if", "/what-if"),
            ("Query", "/query"),
            ("Verdicts", "/verdicts"),
        ):
            driver.find_element(By.LINK_TEXT, words).click()
            assert driver.current_url.endswith(path) and driver.find_element(By.TAG_NAME, "h1")
        assert "Kim" in driver.find_element(By.TAG_NAME, "table").text
        assert driver.title != "owned" and [x for x in console(driver) if "400 (BAD REQUEST)" not in x] == []


def test_a_phone_is_never_wider_than_its_page_and_the_map_has_the_room_until_an_alert_is_chosen(store, tmp_path):
    """A table in a dossier once made the page of a phone 500 pixels wide."""
    wide = (
        "return [document.documentElement.scrollWidth, window.innerWidth, document.getElementById('map').offsetHeight]"
    )
    with served(store) as address, driven(tmp_path / "user") as driver:
        driver.get(address)
        before = driver.execute_script(wide)[2]
        driver.execute_script("vesseltrack.choose(vesseltrack.data.alerts[0], true)")
        assert driver.execute_script(wide)[2] < 0.7 * before
        driver.execute_script("vesseltrack.choose(null, false)")
        assert driver.execute_script(wide)[2] == before
        phone = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
        alerts = driver.execute_script("return vesseltrack.data.alerts.map(a => a.id)")
        assert len(alerts) >= 2 and driver.execute_script(wide)[:2] == [390, 390]
        for alert in alerts:
            driver.execute_script(f"vesseltrack.choose(vesseltrack.data.alerts.find(a => a.id === {alert!r}), true)")
            assert driver.execute_script(wide)[:2] == [390, 390], alert
        assert console(driver) == []


def test_a_hostile_page_beside_the_desk_can_neither_say_nor_read(store, gap, tmp_path):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    (tmp_path / "site").mkdir()
    with served(store) as address, evil_site(tmp_path / "site") as evil, driven(tmp_path / "user") as driver:
        desk = address.split("/?")[0]
        (tmp_path / "site" / "evil.html").write_text(EVIL.format(desk=desk, gap=gap))
        driver.get(address)
        assert driver.get_cookies()[0]["sameSite"] == "Strict" and driver.get_cookies()[0]["httpOnly"]
        driver.get(f"{evil}/evil.html")
        got = WebDriverWait(driver, 20).until(lambda d: d.execute_script("return window.got"))
        assert got == "refused"
        driver.execute_script("document.getElementById('f').submit()")
        WebDriverWait(driver, 20).until(
            lambda d: "Another page asked for this" in d.find_element(By.TAG_NAME, "body").text
        )
        with vt.open(store, read_only=True) as db:
            assert db.sql("FROM verdicts").empty
