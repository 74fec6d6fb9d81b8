"""A real Chromium for tests: start it, lead it through pages, and hold every page to the ground rules.

A journey is a `unittest` class in a file `journey_*.py` of this folder:

    from browser import Journey

    class SignUp(Journey):
        def test_a_stranger_becomes_an_uploader(self):
            self.open("/sign-up")                   # waits for the page; the portal is started on first use
            self.fill("E-mail", "ada@example.org")  # fields by their visible labels, as people find them
            self.press("Create account")            # buttons and links by their visible words
            self.expect("Check your e-mail")
            self.check_page("checked-e-mail")       # as a person sees it, wide and narrow, light and dark

A story with several people gives each a browser of their own:

            reviewer = self.person("the reviewer")
            reviewer.open("/desk")

When a journey ends it fails if the browser's console holds an error, so a broken script or a refused
Content-Security-Policy never passes unseen. A journey that fails leaves a picture of the page it stopped at, in the folder
that WRIT_TEST_PICTURES names, or in target/browser. With that variable set, each page that is checked leaves one at every
width and in every colour scheme, too.
"""

from __future__ import annotations

import base64
import functools
import http.server
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

from collections.abc import Callable

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, TimeoutException, WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.virtual_authenticator import VirtualAuthenticatorOptions
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
AXE = HERE / "vendor" / "axe.min.js"
PICTURES = pathlib.Path(os.environ.get("WRIT_TEST_PICTURES", PROJECT / "target" / "browser"))
#: How pages are looked at: a desk and the narrowest phone, by day and by night.
WIDTHS = (1280, 360)
SCHEMES = ("light", "dark")
WAIT = 20
#: What the portal sends with pages that open objects; static test pages are served under the same.
STRICT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def find(*names: str) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


def chromium_path() -> str | None:
    return os.environ.get("WRIT_TEST_CHROMIUM") or find("chromium", "chromium-browser", "google-chrome")


def chromedriver_path() -> str | None:
    return os.environ.get("WRIT_TEST_CHROMEDRIVER") or find("chromedriver")


def missing() -> list[str]:
    """What a journey needs and this system lacks, in Debian's names."""
    needed = {"chromium": chromium_path(), "chromium-driver": chromedriver_path()}
    return [package for package, path in needed.items() if path is None]


def start_chromium(width: int = 1280, height: int = 900) -> webdriver.Chrome:
    """A headless Chromium with an empty profile. Uses the system's browser and driver, and downloads neither."""
    options = webdriver.ChromeOptions()
    options.binary_location = chromium_path()
    options.add_argument("--headless=new")
    options.add_argument(f"--window-size={width},{height}")
    options.add_argument("--disable-dev-shm-usage")
    # Tests are alone with the portal: the browser looks for nothing on the network by itself.
    for quiet in ("background-networking", "component-update", "sync", "quic", "default-apps"):
        options.add_argument(f"--disable-{quiet}")
    options.add_argument("--no-first-run")
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # Chromium refuses its sandbox to root, as in containers.
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service(chromedriver_path()))


class Folder:
    """The project's own files over HTTP on loopback, under the portal's strict policy."""

    def __init__(self, root: pathlib.Path = PROJECT) -> None:
        class Handler(http.server.SimpleHTTPRequestHandler):
            def end_headers(self) -> None:
                self.send_header("Content-Security-Policy", STRICT_POLICY)
                super().end_headers()

            def log_message(self, *_: object) -> None:
                pass

        handler = functools.partial(Handler, directory=str(root))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Portal:
    """`writ serve` on loopback over a fresh data folder. WRIT_TEST_BINARY names the binary; default is the debug build."""

    def __init__(self, *arguments: str) -> None:
        target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", PROJECT / "target"))
        binary = os.environ.get("WRIT_TEST_BINARY", str(target / "debug" / "writ"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="writ-browser-"))
        self.log = self.data / "serve.log"
        command = [binary, "serve", "--data", str(self.data / "data"), "--listen", f"127.0.0.1:{port}"]
        command += ["--public-url", self.url, *arguments]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        said = self.log.read_text(errors="replace")
        self.stop()
        raise RuntimeError(f"the portal did not become ready; it said:\n{said}")

    def first_invitation(self) -> str:
        """The one-time link that the first start prints for its administrator."""
        deadline = time.monotonic() + WAIT
        while time.monotonic() < deadline:
            said = self.log.read_text(errors="replace")
            if found := re.search(r"https?://[^\s\"]+/invitation#[A-Za-z0-9_-]+", said):
                return found.group()
            time.sleep(0.1)
        raise AssertionError(f"the portal printed no link for its administrator; it said:\n{said}")

    def code(self, email: str) -> str:
        """The code in the newest message to an address: no mail is sent, so it is in the mail folder, as the page says."""
        deadline = time.monotonic() + WAIT
        while time.monotonic() < deadline:
            for path in sorted((self.data / "data" / "mail").glob("*.eml"), reverse=True):
                message = path.read_text(encoding="utf-8")
                found = re.search(r"^ {4}(\w{5}-\w{5})$", message, re.MULTILINE)
                if found and f"To: {email}\n" in message:
                    return found.group(1)
            time.sleep(0.1)
        raise AssertionError(f"no code came for {email}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.data, ignore_errors=True)


class Visitor:
    """A person at a browser: what they do and what they see, in the words on the page."""

    browser: webdriver.Chrome
    site: Folder | Portal
    height = 900

    # What a person does.

    def open(self, path: str) -> None:
        self.browser.get(path if "://" in path else self.site.url + path)

    def fill(self, label: str, text: str) -> None:
        field = self.field(label)
        if field.get_attribute("type") == "date":  # typing into one depends on the browser's language
            self.browser.execute_script("arguments[0].value = arguments[1]", field, text)
            return
        field.clear()
        field.send_keys(text)

    def choose(self, label: str, option: str) -> None:
        """An option of a list, by its visible words."""
        Select(self.field(label)).select_by_visible_text(option)

    def tick(self, label: str) -> None:
        """A box or a radio button."""
        box = self.field(label)
        if not box.is_selected():
            box.click()

    def attach(self, label: str, *paths: pathlib.Path) -> None:
        """Files of one's own, into a file field."""
        self.field(label, shown=False).send_keys("\n".join(str(path) for path in paths))

    def drop(self, label: str, *paths: pathlib.Path) -> None:
        """Files of one's own, dragged from the desk onto what stands around a file field."""
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", self.field(label))
        place = self.browser.execute_script(
            "const { x, y, width, height } = arguments[0].parentElement.getBoundingClientRect(); return [x + width / 2, y + height / 2]",
            self.field(label),
        )
        data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            event = {"type": kind, "x": place[0], "y": place[1], "data": data}
            self.browser.execute_cdp_cmd("Input.dispatchDragEvent", event)

    def with_authenticator(self) -> None:
        """A device with passkeys, whose holder always unlocks it."""
        options = VirtualAuthenticatorOptions(
            protocol=VirtualAuthenticatorOptions.Protocol.CTAP2,
            transport=VirtualAuthenticatorOptions.Transport.INTERNAL,
            has_resident_key=True,
            has_user_verification=True,
            is_user_verified=True,
        )
        self.browser.add_virtual_authenticator(options)

    def press(self, words: str) -> None:
        """A button or link, once it can be pressed. Where several say the same, the first."""
        self._found(lambda: self._pressable(words), f"nothing to press says {words!r}").click()

    def field(self, label: str, shown: bool = True) -> WebElement:
        """The field with this label, once it can be used."""
        return self._found(lambda: self._labelled(label, shown), f"no usable field is labelled {label!r}")

    def find(self, selector: str) -> WebElement:
        """What a CSS selector finds first, once it is there. A page that was asked for may not have come yet."""
        look = functools.partial(self.browser.find_elements, By.CSS_SELECTOR, selector)
        return self._found(lambda: next(iter(look()), None), f"nothing is found by {selector!r}")

    def _labelled(self, label: str, shown: bool) -> WebElement | None:
        for element in self.browser.find_elements(By.TAG_NAME, "label"):
            if element.text.strip().startswith(label):
                target = element.get_attribute("for")
                within = "input, textarea, select"
                field = self.browser.find_element(By.ID, target) if target else element.find_element(By.CSS_SELECTOR, within)
                if field.is_enabled() and (field.is_displayed() or not shown):
                    return field
        return None

    def _pressable(self, words: str) -> WebElement | None:
        for element in self.browser.find_elements(By.CSS_SELECTOR, "button, a, summary, input[type=submit]"):
            names = (element.text.strip(), element.get_attribute("value"), element.get_attribute("aria-label"))
            if words in names and element.is_displayed() and element.is_enabled():
                return element
        return None

    def _found(self, look: Callable[[], WebElement | None], otherwise: str) -> WebElement:
        try:
            return self.wait(look, otherwise)
        except TimeoutException:
            raise AssertionError(f"{otherwise} on {self.browser.current_url}; it says:\n{self.text}") from None

    # What a person sees.

    @property
    def text(self) -> str:
        return self.browser.find_element(By.TAG_NAME, "body").text

    @property
    def path(self) -> str:
        return self.browser.current_url.removeprefix(self.site.url)

    def wait(self, condition: Callable[[], object], why: str):
        """Until it is so; while the page changes under our hands it is not."""

        def look(_):
            try:
                return condition()
            except WebDriverException as error:
                # Chromium's other way to say that what was found is of the page before.
                if "does not belong to the document" in str(error):
                    return False
                raise

        waiting = WebDriverWait(self.browser, WAIT, poll_frequency=0.1, ignored_exceptions=[StaleElementReferenceException])
        return waiting.until(look, why)

    def expect(self, *words: str) -> None:
        """Until the page says all of it."""
        for one in words:
            try:
                self.wait(lambda one=one: one in self.text, one)
            except TimeoutException:
                raise AssertionError(f"{one!r} did not appear on {self.browser.current_url}; it says:\n{self.text}") from None

    def expect_gone(self, words: str) -> None:
        """Until the page no longer says it."""
        try:
            self.wait(lambda: words not in self.text, words)
        except TimeoutException:
            raise AssertionError(f"{words!r} still stands on {self.browser.current_url}") from None

    def status_of(self, path: str) -> int:
        """What the portal answers this person to a GET, without going there."""
        return self.browser.execute_async_script(
            "const done = arguments[arguments.length - 1]; fetch(arguments[0]).then((r) => done(r.status), () => done(0));", path
        )

    def picture(self, name: str) -> pathlib.Path:
        """The whole page as it is now, into the folder of pictures."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{name}.png"
        shot = self.browser.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True})
        path.write_bytes(base64.b64decode(shot["data"]))
        return path

    # What every page keeps to.

    def check_page(self, name: str) -> None:
        """Holds the page to the ground rules at each width and in each colour scheme; where WRIT_TEST_PICTURES names a
        folder, takes its picture there."""
        try:
            for width in WIDTHS:
                metrics = {"width": width, "height": self.height, "deviceScaleFactor": 1, "mobile": False}
                self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
                for scheme in SCHEMES:
                    features = [
                        {"name": "prefers-color-scheme", "value": scheme},
                        {"name": "prefers-reduced-motion", "value": "reduce"},
                    ]
                    self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
                    if "WRIT_TEST_PICTURES" in os.environ:
                        self.picture(f"{name}-{width}-{scheme}")
                    self.check_no_sideways_scroll()
                    self.check_tabs()
                    # A colour scheme changes colours and nothing else.
                    self.check_accessibility("color-contrast" if scheme == "dark" else "")
        finally:
            self.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
            self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def check_accessibility(self, rule: str = "") -> None:
        """axe-core finds nothing: by one rule, or else by WCAG 2.2 A and AA and its best practices. The driver injects it, so
        the page's policy stays as it is."""
        if not self.browser.execute_script("return 'axe' in window"):
            self.browser.execute_script(AXE.read_text(encoding="utf-8"))
        found = self.browser.execute_async_script(
            """const done = arguments[arguments.length - 1];
            const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
            axe.run({runOnly: arguments[0] ? {type: "rule", values: [arguments[0]]} : rules})
               .then((r) => done(r.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html).join(" | ")}`)),
                     (e) => done([String(e)]));""",
            rule,
        )
        assert not found, f"axe on {self.browser.current_url}: " + "\n".join(found)

    def check_no_sideways_scroll(self) -> None:
        """The page fits the width it is shown at."""
        too_wide = self.browser.execute_script("return document.documentElement.scrollWidth - innerWidth")
        assert too_wide <= 0, f"{self.browser.current_url} is {too_wide} px wider than the window"

    def check_tabs(self) -> None:
        """Tabs stand on one line: what does not fit goes on inside their box."""
        lines = self.browser.execute_script(
            "return [...document.querySelectorAll('.tabs')].map((tabs) => new Set([...tabs.children].map((it) => it.offsetTop)).size)"
        )
        assert all(count <= 1 for count in lines), f"{self.browser.current_url} has tabs on {lines} lines"

    def check_console(self, expected: tuple[str, ...] = ()) -> None:
        """The browser complained of nothing, but for errors with one of the expected words in them."""
        errors = [
            entry["message"]
            for entry in self.browser.get_log("browser")
            if entry["level"] == "SEVERE" and not any(word in entry["message"] for word in expected)
        ]
        assert not errors, "the browser's console: " + "\n".join(errors)


class Person(Visitor):
    """Somebody with a browser of their own, beside the journey's."""

    def __init__(self, site: Folder | Portal, name: str) -> None:
        self.site = site
        self.name = name
        self.browser = start_chromium()


class Journey(Visitor, unittest.TestCase):
    """One browser and one portal for a class of journeys; a class that needs no portal gives its own `start_site`."""

    width = 1280
    #: Console errors with one of these words in them are part of the journey (a 451 that is asked for, say).
    expected_console: tuple[str, ...] = ()

    @classmethod
    def start_site(cls) -> Folder | Portal:
        return Portal()

    @classmethod
    def setUpClass(cls) -> None:
        cls.site = cls.start_site()
        cls.addClassCleanup(cls.site.stop)
        cls.browser = start_chromium(cls.width, cls.height)
        cls.addClassCleanup(cls.browser.quit)

    def setUp(self) -> None:
        self.people: list[Person] = []
        self.browser.get_log("browser")
        self.browser.delete_all_cookies()

    def tearDown(self) -> None:
        for visitor in (self, *self.people):
            visitor.check_console(self.expected_console)

    def person(self, name: str) -> Person:
        """Somebody else, with a browser that goes when the journey ends."""
        person = Person(self.site, name)
        self.addCleanup(person.browser.quit)
        self.people.append(person)
        return person

    def _callTestMethod(self, method: Callable[[], None]) -> None:
        try:
            super()._callTestMethod(method)
        except BaseException:
            for visitor, name in ((self, "the journey's browser"), *((person, person.name) for person in self.people)):
                picture = visitor.picture(f"{self.id()}-{name.replace(' ', '-')}")
                print(f"\n{name} stopped at {visitor.browser.current_url}: {picture}", file=sys.stderr)
            raise
