"""A file's way to its reader: stored from the command line, opened from links, named in the drive, blocked by the law."""

from __future__ import annotations

import os
import pathlib
import sqlite3
import struct
import subprocess
import tempfile
import time
import uuid
import zlib

from selenium.webdriver.common.by import By

from browser import PROJECT, Journey

PASSWORD = "correct horse battery staple"
#: As long as a name may be, and nowhere to break it.
LONG_NAME = "n" * 251 + ".txt"
TEXT = "Dear Ada,\n\n<script>document.title = 'run'</script>\n\nyours, Charles\n"


def picture(width: int = 320, height: int = 200) -> bytes:
    """A PNG with a gradient, made here."""
    rows = b"".join(b"\0" + bytes(v for x in range(width) for v in (x * 255 // width, y * 255 // height, 160)) for y in range(height))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Storing(Journey):
    """A journey in which somebody stores files from the command line."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="writ-journey-"))

    def put(self, name: str, content: bytes, *arguments: str) -> str:
        """Stores a file as people do on the command line; gives its link."""
        path = self.folder / name
        path.write_bytes(content)
        target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", PROJECT / "target"))
        binary = os.environ.get("WRIT_TEST_BINARY", str(target / "debug" / "writ"))
        environment = {**os.environ, "WRIT_SERVER": self.site.url, "WRIT_TOKEN": self.token, "HOME": str(self.folder)}
        done = subprocess.run([binary, "put", *arguments, str(path)], env=environment, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def sign_up(self, email: str) -> None:
        self.open("/sign-up")
        self.fill("E-mail address", email)
        self.fill("Password", PASSWORD)
        self.press("Create the account")
        self.expect("Keep your recovery key")
        self.tick("I have printed it")
        self.press("Go on")
        self.fill("Code", self.site.code(email))
        self.press("Confirm")
        self.expect("Sign out")
        self.open("/account")
        self.fill("Name", "Journey")
        self.choose("How long it works", "30 days")
        self.press("Make the token")
        self.expect("Your new token")
        self.token = self.find("code.secret").text


class Files(Storing):
    # What the service refuses on purpose is noted in the console by the browser itself.
    expected_console = ("status of 401", "status of 404", "status of 451")

    def block(self, root_of_link: str) -> None:
        """Locks the object of a link as a court's hold does."""
        with sqlite3.connect(self.site.data / "data" / "writ.db", timeout=20) as database:
            (found,) = database.execute("SELECT object FROM links WHERE id = ?", (root_of_link,)).fetchone()
            now = int(time.time() * 1_000_000)
            database.execute(
                "INSERT INTO holds (id, object, ground, blob, opened_at) SELECT ?, id, 'court', blob, ? FROM objects WHERE id = ?",
                (uuid.uuid4().bytes, now, found),
            )
            database.execute("UPDATE objects SET state = 'locked' WHERE id = ?", (found,))
        database.close()

    def shown(self, selector: str):
        return self.wait(lambda: next((e for e in self.browser.find_elements(By.CSS_SELECTOR, selector) if e.is_displayed()), None), selector)

    def test_files_reach_who_they_are_for(self) -> None:
        self.sign_up("ada@example.org")
        self.open("/drive")
        self.expect("No files yet")
        self.check_page("drive-empty")
        image = self.put("holiday ☀.png", picture())
        letter = self.put("letter.html", TEXT.encode())
        secret = self.folder / "password"
        secret.write_text("open sesame")
        secret.chmod(0o600)
        long = self.put(LONG_NAME, b"a long name\n")
        locked = self.put("notes.txt", b"under a password\n", "--password-file", str(secret))

        reader = self.person("the reader")
        reader.open(image)
        reader.expect("holiday ☀.png", "View it here")
        reader.press("View it here")
        reader.wait(lambda: reader.browser.execute_script(
            "return document.querySelector('.viewer img')?.naturalWidth === 320"), "the picture is shown")
        reader.check_page("open-picture")
        reader.press("Download")
        reader.expect("is complete and verified")

        reader.open(letter)
        reader.expect("letter.html")
        reader.press("View it here")
        reader.expect("<script>document.title = 'run'</script>")
        self.assertNotEqual(reader.browser.title, "run", "nothing of a file is run")
        reader.check_page("open-text")

        reader.open(locked)
        reader.expect("This link has a password")
        reader.fill("The link’s password", "open barley")
        reader.press("Open it")
        reader.expect("This is not the link’s password")
        reader.check_page("open-password")
        reader.fill("The link’s password", "open sesame")
        reader.press("Open it")
        reader.expect("notes.txt")
        reader.open(long)
        reader.expect(LONG_NAME)
        reader.check_page("open-long-name")

        address, key = image.split("#")
        reader.open(f"{address}#{key[:-2]}{'AA' if key[-2:] != 'AA' else 'QQ'}"[: len(image)])
        reader.browser.refresh()
        reader.expect("This key does not open the file")
        reader.check_page("open-wrong-key")
        reader.press("Paste the whole link again")
        reader.fill("The whole link", address)
        reader.press("Open it")
        reader.expect("The link’s key is missing")
        reader.fill("The whole link", image)
        reader.press("Open it")
        reader.expect("holiday ☀.png")
        reader.open(address)
        reader.browser.refresh()
        reader.expect("The key is missing")
        reader.check_page("open-no-key")
        reader.open("/f/AAAAAAAAAAAAAAAAAAAAAA")
        reader.expect("There is nothing here")
        reader.check_page("open-nothing")

        # The drive learns names from the links, and can then copy whole links.
        self.open("/drive")
        self.expect("Unnamed file")
        self.check_page("drive-unnamed")
        self.press("Name files that were stored with a token")
        self.fill("Links, one a line", f"{image}\n{letter}\n{long}\nnot a link")
        self.press("Add names")
        self.expect("3 files have their names.", "Line 1 of what is left", "holiday ☀.png", "letter.html")
        self.check_page("drive")
        self.open("/drive")
        self.press("holiday ☀.png")
        self.expect("Copy whole link", "Make a link")
        self.check_page("drive-object")
        self.fill("Name", "For the printer")
        self.fill("Downloads it allows", "2")
        self.press("Make the link")
        self.expect("The link is made.", "For the printer", "0 of 2")

        # Locked while a page stands open, and before one is opened.
        reader.open(letter)
        reader.expect("letter.html")
        self.block(letter.split("/f/")[1].split("#")[0])
        reader.press("Download")
        reader.expect("Unavailable for legal reasons", "An order of a court or authority")
        reader.open("/")
        reader.open(letter)
        reader.expect("Unavailable for legal reasons", "your notices")
        reader.check_page("open-blocked")
        self.open("/drive")
        self.expect("locked")

        self.press("holiday ☀.png")
        self.tick("Delete it, with time to change your mind")
        self.fill("Type delete to confirm", "delete")
        self.press("Delete the file")
        self.expect("You deleted this file.")
        self.check_page("drive-deleted")
        self.press("Take the deletion back")
        self.expect("its links work again")
