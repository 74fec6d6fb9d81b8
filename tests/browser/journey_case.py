"""The pages of a case, seen by each of its parties, over the story that `writ demo` has just played; then one more case from
a stranger's notice to a reviewer's decision, all of it by hand."""

import os
import pathlib
import re
import shutil
import struct
import subprocess
import tempfile
import threading
import zlib

from browser import PROJECT, Journey


class Demo:
    """`writ demo`, its story told and still serving: an address, and everybody's sign-in."""

    def __init__(self) -> None:
        target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", PROJECT / "target"))
        binary = os.environ.get("WRIT_TEST_BINARY", str(target / "debug" / "writ"))
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="writ-browser-"))
        command = [binary, "demo", "--data", str(self.folder / "data")]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        timer = threading.Timer(300, self.process.kill)
        timer.start()
        said = []
        for line in self.process.stdout:
            said.append(line)
            if "Everything is kept in" in line:
                break
        timer.cancel()
        story = "".join(said)
        found = re.search(r"goes on at (\S+) \(", story)
        if not found:
            self.stop()
            raise RuntimeError(f"the demo did not come to its end; it said:\n{story}")
        self.url = found.group(1).rstrip("/")
        self.people = {
            role: (email, password)
            for role, email, password in re.findall(r"^ {4}(\S.*?) {2,}(\S+@\S+) +(\S+)$", story, re.MULTILINE)
        }
        self.binary = binary

    def put(self, token: str, name: str, content: bytes) -> str:
        """Stores a file as `writ put` does, and gives its link."""
        path = self.folder / name
        path.write_bytes(content)
        environment = {"HOME": str(self.folder), "WRIT_SERVER": self.url, "WRIT_TOKEN": token}
        done = subprocess.run([self.binary, "put", str(path)], env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def png(size: int = 64) -> bytes:
    """A small picture."""
    rows = b"".join(b"\0" + b"".join(bytes((x * 4, y * 4, 128)) for x in range(size)) for y in range(size))
    chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Case(Journey):
    #: A blocked link answers 451.
    expected_console = ("451",)

    @classmethod
    def start_site(cls):
        return Demo()

    def signed_in(self, role: str):
        email, password = self.site.people[role]
        person = self.person(role)
        person.open("/sign-in")
        person.fill("E-mail address", email)
        person.fill("Password", password)
        person.browser.find_element("css selector", "form[data-sign-in] button").click()
        person.wait(lambda: "/sign-in" not in person.path, "signed in")
        return person

    def look(self, person, *pages: tuple[str, str]) -> None:
        """Each page says what it should and keeps to the ground rules."""
        for path, words in pages:
            person.open(path)
            person.expect(words)
            person.check_page("case" + path.replace("/", "-"))

    def first_case(self, person, place: str) -> None:
        """Follows the first link below a place to a page of its own."""
        found = lambda: [
            link
            for link in person.browser.find_elements("css selector", f"main a[href^='{place}/']")
            if re.search(r"/[0-9a-f]{8}-[0-9a-f-]{27}$", link.get_attribute("href"))
        ]
        person.wait(lambda: found(), f"a link below {place}")
        person.open(found()[0].get_attribute("href"))

    def test_each_party_sees_its_side(self):
        self.look(self, ("/log", "Log"), ("/agreement", "greement"), ("/report", "Send a notice of illegal content"))
        holder = self.signed_in("rights holder")
        self.look(holder, ("/rights", "erified"), ("/rights/works", "Works"), ("/rights/claims", "Claims"))
        self.first_case(holder, "/rights/claims")
        holder.expect("FR", "NL", "NZ")
        holder.check_page("case-claim")
        uploader = self.signed_in("uploader")
        self.look(uploader, ("/notices", "Notices"), ("/drive", "Files"))
        uploader.open("/notices")
        self.first_case(uploader, "/notices")
        uploader.expect("What happened to the file", "Log proof")
        uploader.check_page("case-notice")

    def test_a_strangers_notice_is_decided(self):
        uploader = self.signed_in("uploader")
        uploader.open("/account")
        uploader.fill("Name", "desk")
        uploader.choose("How long it works", "90 days")
        uploader.press("Make the token")
        uploader.expect("Your new token")
        token = re.search(r"writ_\S+", uploader.text).group()
        link = self.site.put(token, "harbour.png", png())
        self.open(link)
        self.expect("harbour.png")
        self.check_page("open")
        self.open("/report?basis=eu-dsa")
        self.fill("Links", f"{link} https://forum.example/thread/1")
        self.fill("Why this content is illegal", "It is a copy of our lullaby, put up without our consent.")
        self.fill("Name", "Nora Notifier")
        self.fill("E-mail", "nora@example.org")
        self.browser.find_element("id", "good_faith").click()
        self.check_page("report-filled")
        self.press("Send the notice")
        self.expect("Your notice is received")
        self.check_page("report-sent")
        self.press("Follow the notice")
        self.check_page("report-followed")
        followed = self.browser.current_url

        reviewer = self.signed_in("reviewer")
        reviewer.open("/desk")
        reviewer.expect("Queue")
        reviewer.check_page("desk")
        reviewer.press("Take the next one")
        reviewer.press("Open the evidence")
        reviewer.press("Fetch and show it, blurred")
        reviewer.wait(lambda: reviewer.browser.find_elements("css selector", "main audio, main video, main img"), "the evidence")
        reviewer.check_page("desk-claim")
        for choice in ("infringing", "lock-and-delete"):
            reviewer.browser.find_element("css selector", f"input[type=radio][value='{choice}']").click()
        reviewer.fill("Reasons", "We opened the file. It is the work that the notice names.")
        reviewer.press("See what this would touch")
        reviewer.expect("Confirm the decision", "Nothing is decided yet.")
        reviewer.check_page("desk-confirm")
        reviewer.press("Decide")
        reviewer.expect_gone("Nothing is decided yet.")
        reviewer.check_page("desk-decided")

        stranger = self.person("a stranger")
        stranger.open(link)
        stranger.expect("legal")
        stranger.check_page("blocked")
        self.open(followed)
        self.check_page("report-decided")
        administrator = self.signed_in("administrator")
        self.look(
            administrator,
            ("/desk/rights-holders", "Rights holders"),
            ("/desk/agreements", "agreement"),
            ("/desk/steps", "second person"),
        )
