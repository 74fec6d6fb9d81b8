"""A file read from mirrors that are not the portal: other origins, one of which fails in the middle of the file."""

from __future__ import annotations

import http.client
import http.server
import random
import shlex
import sqlite3
import subprocess
import threading
import urllib.parse
import urllib.request
import uuid

import journey_files
from browser import Person

#: Five of the windows that the browser asks for at a time, and a little.
SIZE = 21_000_000
WINDOW = 4 << 20


class Gateway:
    """A mirror at an origin of its own: what it is asked is handed to the mirror's own face, and the answer is not touched."""

    #: All of them, by what they share: the first one asked for a later window breaks off, and is gone from then on.
    lock = threading.Lock()
    broken: "Gateway | None" = None

    def __init__(self, behind: str) -> None:
        self.behind = urllib.parse.urlsplit(behind)
        self.asked: list[tuple[str, str]] = []
        self.sent = 0
        gateway = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                gateway.serve(self)

            do_OPTIONS = do_GET

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def serve(self, request: http.server.BaseHTTPRequestHandler) -> None:
        wanted = request.headers.get("range", "")
        self.asked.append((request.command, wanted))
        with Gateway.lock:
            begins = int(wanted.removeprefix("bytes=").split("-")[0] or 0) if request.command == "GET" else 0
            breaks = Gateway.broken is None and begins > WINDOW
            if breaks:
                Gateway.broken = self
        if Gateway.broken is self and not breaks:
            request.close_connection = True
            return  # nobody answers
        connection = http.client.HTTPConnection(self.behind.netloc, timeout=20)
        headers = {name: value for name, value in request.headers.items() if name.lower() not in ("host", "connection")}
        connection.request(request.command, self.behind.path + request.path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        request.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection"):
                request.send_header(name, value)
        request.end_headers()
        sent = body[: len(body) // 2] if breaks else body
        request.wfile.write(sent)
        self.sent += len(sent)
        request.close_connection = breaks
        connection.close()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Mirrors(journey_files.Storing):
    #: A connection that breaks off, and what the policy forbids, the browser notes by itself.
    expected_console = ("net::ERR_", "Content Security Policy", "violates the following")

    def address_mirrors(self) -> list[Gateway]:
        """Gives each mirror an address of its own, as one that runs elsewhere has."""
        gateways = []
        with sqlite3.connect(self.site.data / "data" / "writ.db", timeout=20) as database:
            for (raw,) in database.execute("SELECT id FROM mirrors").fetchall():
                gateway = Gateway(f"{self.site.url}/m/{uuid.UUID(bytes=raw)}")
                self.addCleanup(gateway.stop)
                database.execute("UPDATE mirrors SET url = ? WHERE id = ?", (gateway.url, raw))
                gateways.append(gateway)
        database.close()
        return gateways

    def policy(self, path: str) -> str:
        with urllib.request.urlopen(self.site.url + path) as answer:
            return next(rule for rule in answer.headers["content-security-policy"].split("; ") if rule.startswith("connect-src"))

    def test_a_file_comes_from_other_origins_though_one_breaks_off(self) -> None:
        self.sign_up("ada@example.org")
        content = random.Random(7).randbytes(SIZE)
        link = self.put("recording.bin", content)
        gateways = self.address_mirrors()
        origins = sorted(gateway.url for gateway in gateways)
        self.assertEqual(len(origins), 3)

        # Only the page that opens the file may reach them.
        path = urllib.parse.urlsplit(link).path
        self.assertEqual(self.policy(path), " ".join(["connect-src 'self'", *origins]))
        self.assertEqual(self.policy("/"), "connect-src 'self'")
        reader = self.person("the reader")
        reader.open("/")
        self.assertEqual(reader.status_of(f"{origins[0]}/v1/status"), 0)
        self.assertEqual([gateway.asked for gateway in gateways], [[], [], []])

        saved = self.folder / "saved"
        saved.mkdir()
        reader.browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(saved)})
        reader.open(link)
        reader.expect("recording.bin")
        reader.press("Download")
        reader.expect("recording.bin is complete and verified")
        reader.wait(lambda: (saved / "recording.bin").exists(), "the file is saved")
        self.assertEqual((saved / "recording.bin").read_bytes(), content, "the same bytes, though a mirror broke off")

        broken = Gateway.broken
        self.assertIsNotNone(broken, "no mirror was asked for the middle of the file")
        self.assertGreater(broken.sent, WINDOW, "the one that broke off had been sending")
        others = sum(gateway.sent for gateway in gateways if gateway is not broken)
        self.assertGreater(others, SIZE // 2, "another mirror sent the rest")
        self.assertIn("OPTIONS", {method for gateway in gateways for method, _ in gateway.asked}, "the browser asked first")


class Hosts(journey_files.Storing):
    """Somebody applies to run a mirror, is approved, has it join, and sees how it stands; and everybody sees where copies are kept. In the
    end a country is emptied."""

    #: What is refused on purpose is noted in the console by the browser itself.
    expected_console = ("status of 422", "status of 404")

    def first_administrator(self):
        person = self.person("the administrator")
        person.open(self.site.first_invitation())
        person.press("Create an account")
        person.fill("E-mail address", "anna@example.org")
        person.fill("Password", journey_files.PASSWORD)
        person.press("Create the account")
        person.expect("Keep your recovery key")
        person.tick("I have printed it")
        person.press("Go on")
        person.fill("Code", self.site.code("anna@example.org"))
        person.press("Confirm")
        person.press("Accept the invitation")
        person.expect("You are an administrator now.")
        return person

    def test_somebody_applies_and_their_mirror_joins(self) -> None:
        anna = self.first_administrator()
        self.sign_up("hana@example.org")
        self.open("/mirrors")
        self.expect("Where copies are kept", "3 mirrors of 3 hosts, in 3 countries.", "not said")
        self.assertEqual(len(self.browser.find_elements("css selector", ".world .world-mark")), 3)
        self.check_page("mirrors")
        self.press("Apply as a host")
        self.expect("Your mirrors", "Apply to run a mirror")
        self.press("Terms for hosts")
        self.expect("For counsel’s review.", "What a host does")
        self.check_page("host-terms")

        # What is missing is said at its field, and what was typed stays.
        self.open("/host")
        self.browser.execute_script("for (const it of document.querySelectorAll('[required]')) it.required = false")
        self.fill("Name of the host", "Kiwi Hosting")
        self.press("Apply")
        self.expect("There is a problem", "Accept the terms, or do not apply", "Choose the country")
        self.assertEqual(self.field("Name of the host").get_attribute("value"), "Kiwi Hosting")
        self.check_page("host-form")
        self.choose("Country in which the bytes lie", "Iceland")
        self.fill("Room", "8TiB")
        self.fill("How the host is reached", "ops@kiwi.example")
        self.tick("I have read the terms")
        self.press("Apply")
        self.expect("The application waits for an administrator.", "waits for an administrator")
        self.check_page("host-waiting")
        self.open("/account")
        self.press("Your mirrors")
        self.expect("Take it back")

        anna.open("/desk/mirrors")
        anna.expect("Who asks to run a mirror", "Kiwi Hosting", "Iceland")
        anna.check_page("desk-mirrors")
        anna.press("Kiwi Hosting")
        anna.expect("ops@kiwi.example", "Let one mirror of theirs join")
        anna.check_page("desk-host")
        anna.press("Approve")
        anna.expect("The application is approved.")

        self.open("/host")
        self.press("Make a join token")
        self.expect("This is the join token of your mirror.")
        self.check_page("host-token")
        token = self.browser.find_element("css selector", "code.secret").text
        # The command that the page says, with what its host changes in it.
        (self.folder / "invitation").write_text(token)
        command = self.browser.find_element("css selector", "pre").text
        own = {"https://mirror.example": "https://kiwi.example"}
        own |= {"invitation": str(self.folder / "invitation"), "/srv/mirror": str(self.folder / "kiwi")}
        command = [own.get(word, word) for word in shlex.split(command)]
        self.assertEqual(command[command.index("--host") + 1], "Kiwi Hosting")
        subprocess.run([self.site.process.args[0], *command[1:]], check=True, timeout=60)
        self.open("/host")
        self.expect("waits to be admitted", "not looked at so far")
        self.assertNotIn(token.split("#")[1], self.browser.page_source)
        self.press("https://kiwi.example")
        self.expect("Asked last what it is to obey", "never so far", "Orders to it")
        self.check_page("host-mirror")
        path = self.path

        anna.open("/desk/mirrors")
        anna.press("Kiwi Hosting")
        anna.expect("ops@kiwi.example", "Is this the mirror of the host who applied?")
        anna.check_page("desk-mirror")
        # To an administrator it is no mirror of theirs.
        self.assertEqual(anna.status_of(path), 404)

        self.put("letter.txt", b"Dear Hana\n")
        self.pause_a_mirror(anna)
        self.empty_a_country(anna)

    def pause_a_mirror(self, anna: Person) -> None:
        """Nothing is placed on it for a time, and then again: what was done and how that is taken back is said each time."""
        anna.open("/desk/mirrors")
        anna.press("auckland")
        anna.fill("Multiplied by", "0")
        anna.press("Set it")
        anna.expect("Nothing is placed on the mirror until you set 1 or more here again.", "which is multiplied here by 0.")
        anna.check_page("desk-mirror-paused")
        anna.fill("Multiplied by", "1")
        anna.press("Set it")
        anna.expect("The mirror’s room is weighed so from now on.", "which is multiplied here by 1.")

    def empty_a_country(self, anna: Person) -> None:
        """What that comes to is said before anything begins, and afterwards how far it is. The file lies on all three mirrors: two keep it, and
        there is none to take a third copy."""

        def lies_everywhere() -> bool:
            anna.open("/desk/mirrors/where")
            return "Every file that can be read has 3 copies or more." in anna.text

        anna.wait(lies_everywhere, "the file lies on three mirrors")
        anna.check_page("desk-mirrors-where")
        anna.open("/desk/mirrors")
        anna.fill("Country", "ch")
        anna.press("See what that comes to")
        anna.expect("There is a problem", "mirror in Switzerland takes part or holds files")
        anna.fill("Country", "fr")
        anna.press("See what that comes to")
        anna.expect("Empty every mirror: France", "Nothing has begun yet.", "paris", "A custody store stands there, too.")
        anna.expect("Of the files there, about one will have fewer than 3 copies until other mirrors are admitted.")
        anna.expect("For one of them more room would not help")
        rows = anna.browser.find_elements("css selector", ".card .facts > div")
        comes = {row.find_element("css selector", "dt").text: row.find_element("css selector", "dd").text for row in rows}
        self.assertEqual(comes["Copies there"], "1")
        self.assertIn("Bytes", comes)
        self.assertNotIn("Free on mirrors elsewhere that can take some of them", comes, "none can take any")
        anna.check_page("desk-evacuation")
        asked = anna.path

        # Whoever looks has begun nothing, and may leave it there.
        anna.press("Begin nothing")
        anna.expect("All mirrors")
        anna.expect_gone("is being emptied")
        anna.open(asked)
        anna.press("Begin to empty them")
        anna.expect("One mirror is being emptied.")
        self.assertEqual(anna.path, "/desk/mirrors")
        anna.open(asked)
        anna.expect("Empty every mirror: France", "Every mirror there is being emptied already.", "paris", "Gone from it")
        self.assertNotIn("Begin to empty them", anna.text, "there is nothing left to begin")
        anna.check_page("desk-evacuation-begun")
        anna.press("Back")
        anna.expect("All mirrors")
