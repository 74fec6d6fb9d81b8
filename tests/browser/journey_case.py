"""The pages of a case, seen by each of its parties, over the story that `writ demo` has just played; then one more case from
a stranger's notice to a reviewer's decision, all of it by hand."""

import base64
import hashlib
import os
import pathlib
import re
import shutil
import struct
import subprocess
import tempfile
import threading
import zlib

from selenium.webdriver.common.keys import Keys

from browser import PROJECT, Journey


#: As long as a name may be, and nowhere to break it.
LONG_NAME = "w" * 251 + ".png"
LONG_ORGANISATION = "Vereinigte" + "Harbour" * 12 + " Pictures"


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
        # Of two administrators one proposes and the other confirms; "administrator" is the one that was named last.
        self.people["first administrator"] = next(
            (email, password)
            for role, email, password in re.findall(r"^ {4}(\S.*?) {2,}(\S+@\S+) +(\S+)$", story, re.MULTILINE)
            if role == "administrator"
        )

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
    #: A blocked link answers 451, and a page that is not the reviewer's 403.
    expected_console = ("451", "403", "422")

    @classmethod
    def start_site(cls):
        return Demo()

    def signed_in(self, role: str):
        email, password = self.site.people[role]
        person = self.person(role)
        person.open("/sign-in")
        person.fill("E-mail address", email)
        person.fill("Password", password)
        person.find("form[data-sign-in] button").click()
        person.wait(lambda: "/sign-in" not in person.path, "signed in")
        return person

    def look(self, person, *pages: tuple[str, str]) -> None:
        """Each page says what it should and keeps to the ground rules."""
        for path, words in pages:
            person.open(path)
            person.expect(words)
            person.check_page("case" + path.replace("/", "-"))

    def token(self, uploader) -> str:
        """A token for the uploader's command line."""
        uploader.open("/account")
        uploader.fill("Name", "desk")
        uploader.choose("How long it works", "90 days")
        uploader.press("Make the token")
        uploader.expect("Your new token")
        return re.search(r"writ_\S+", uploader.text).group()

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
        self.look(self, ("/log", "The public log"), ("/log/entries/0", "Its proof"), ("/agreement", "greement"), ("/report", "Send a notice of illegal content"))
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

    def by_keyboard(self, reviewer):
        """The queue without a pointer: the sheet tells the keys, and they do what it says."""
        press = lambda key: reviewer.browser.switch_to.active_element.send_keys(key)
        focused = lambda: reviewer.browser.switch_to.active_element
        press("?")
        reviewer.expect("the next, the one before", "open it", "choose it, or not", "leaves the field", "take the next claim that is free")
        reviewer.check_page("desk-keys")
        press(Keys.ESCAPE)
        reviewer.expect_gone("the next, the one before")
        press("/")
        self.assertEqual(focused().get_attribute("id"), "q")
        press("j")
        self.assertEqual(focused().get_attribute("value"), "j", "in a field a key is a letter")
        press(Keys.ESCAPE)
        press("j")
        self.assertEqual(len(reviewer.browser.find_elements("css selector", "tr[aria-selected=true]")), 1)
        press(Keys.ENTER)
        reviewer.wait(lambda: "/desk/claims/" in reviewer.path, "the row is open")
        press("j")
        self.assertEqual(focused().tag_name, "section", "on a claim, j goes from target to target")
        reviewer.open("/desk")

    def test_a_strangers_notice_is_decided(self):
        uploader = self.signed_in("uploader")
        link = self.site.put(self.token(uploader), "harbour.png", png())
        self.open(link)
        self.expect("harbour.png")
        self.check_page("open")
        self.open("/report?basis=eu-dsa")
        self.fill("Links", f"{link} https://forum.example/thread/1")
        self.fill("Why this content is illegal", "It is a copy of our lullaby, put up without our consent.")
        self.fill("Name", "Nora Notifier")
        self.fill("E-mail", "nora@example.org")
        self.find("#good_faith").click()
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
        self.by_keyboard(reviewer)
        reviewer.press("Take the next one")
        reviewer.press("Open the evidence")
        reviewer.press("Fetch and show it, blurred")
        reviewer.wait(lambda: reviewer.browser.find_elements("css selector", "main iframe[data-shown]"), "the evidence")
        reviewer.check_page("desk-claim")
        for choice in ("infringing", "lock-and-delete"):
            reviewer.find(f"input[type=radio][value='{choice}']").click()
        reviewer.fill("Under which law or rule", "Articles 2 and 3 of Directive 2001/29/EC (copyright)")
        reviewer.fill("Reasons", "We opened the file. It is the work that the notice names.")
        reviewer.press("See what this would touch")
        reviewer.expect("Confirm the decision", "Nothing is decided yet.")
        reviewer.check_page("desk-confirm")
        # What is open stays open.
        reviewer.press("Go back and change it")
        reviewer.press("Fetch and show it, blurred")
        reviewer.wait(lambda: reviewer.browser.find_elements("css selector", "main iframe[data-shown]"), "the evidence again")
        reviewer.press("See what this would touch")
        reviewer.expect("Nothing is decided yet.")
        reviewer.press("Decide")
        reviewer.expect_gone("Nothing is decided yet.")
        reviewer.browser.execute_script("window.same = true")
        reviewer.wait(lambda: reviewer.text.count("Gone") == 3, "every mirror was looked at")
        self.assertTrue(reviewer.browser.execute_script("return window.same"), "the board came to its end without a reload")
        reviewer.check_page("desk-decided")
        reviewer.press("locked")
        reviewer.expect("What became of a file", "What happened")
        reviewer.check_page("desk-object")

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
        administrator.open("/desk/rights-holders")
        administrator.press("Harbour Pictures")
        administrator.expect("Direct access", "What happened")
        administrator.check_page("desk-rights-holder")
        administrator.open("/desk/agreements")
        administrator.press("Version 1")
        administrator.expect("Version 1")
        administrator.check_page("desk-agreement")
        reviewer.open("/desk/agreements")
        reviewer.expect("Not allowed")
        reviewer.check_page("not-allowed")

    def test_an_organisation_is_verified_and_signs(self):
        applicant = self.signed_in("uploader")
        applicant.open("/rights")
        applicant.expect("For rights holders")
        applicant.check_page("rights-apply")
        applicant.fill("Name", LONG_ORGANISATION)
        applicant.fill("Country", "FR")
        applicant.fill("Domain", "pictures.example")
        applicant.find("#contact_name").send_keys("Ugo Example")
        applicant.fill("Postal address", "2 Quay Street")
        applicant.fill("Telephone", "+33 1 00 00 00 02")
        applicant.press("Apply")
        applicant.expect("Prove that you control", "_writ-challenge.pictures.example")
        applicant.check_page("rights-applied")
        self.look(applicant, ("/rights/team", "Nobody is invited"))
        applicant.fill("Their e-mail address", "colleague@pictures.example")
        applicant.tick("Agent")
        applicant.press("Send the invitation")
        applicant.expect("colleague@pictures.example")
        applicant.check_page("rights-team-invited")
        administrator = self.signed_in("administrator")
        administrator.open("/desk/rights-holders")
        administrator.check_page("desk-rights-holders-applied")
        administrator.press(LONG_ORGANISATION)
        administrator.fill("Reason", "The register and an officer were seen.")
        administrator.check_page("desk-rights-holder-applied")
        administrator.press("Propose to verify it without proof")
        administrator.expect("Verification without proof of the domain is proposed")
        second = self.signed_in("first administrator")
        second.open("/desk/steps")
        second.expect("The register and an officer were seen.")
        second.check_page("desk-steps-override")
        second.press("Verify it")
        second.expect("The organisation is verified.")
        administrator.open("/desk/rights-holders")
        administrator.press(LONG_ORGANISATION)
        applicant.open("/rights/agreement")
        applicant.expect("Sign version 1, in English", "add a passkey first")
        applicant.with_authenticator()
        applicant.open("/account/passkeys")
        applicant.expect("You have no passkeys.")
        applicant.check_page("passkeys-none")
        applicant.fill("Name", "Laptop")
        applicant.fill("Your password", self.site.people["uploader"][1])
        applicant.press("Add the passkey")
        applicant.expect("The passkey is added.", "Laptop")
        applicant.check_page("passkeys")
        applicant.open("/rights/agreement")
        applicant.expect("Sign version 1, in English")
        applicant.check_page("rights-sign")
        applicant.press("Français")
        applicant.expect("Sign version 1, in Français", "Pas de responsabilité pour ce que les utilisateurs stockent")
        applicant.check_page("rights-sign-french")
        for box in applicant.browser.find_elements("css selector", "main input[type=checkbox]"):
            box.click()
        applicant.fill("Your full name", "Ugo Example")
        applicant.fill("Your title or function", "Head of Rights")
        applicant.fill("By what authority you sign", "Managing director")
        applicant.press("Sign with a passkey instead")
        applicant.expect("Sign with your passkey", "Ugo Example", "Head of Rights")
        applicant.check_page("rights-sign-by-passkey")
        applicant.press("Sign the agreement")
        applicant.expect("You have signed version 1.", "Signed copies", "which signed exactly this record")
        applicant.check_page("rights-signed")
        applicant.press("Read or print\nthe copy of version 1 by Ugo Example")
        applicant.expect("Signed agreement", "vaut signature de ma part")
        applicant.check_page("rights-signed-copy")
        administrator.fill("Reason", "Its notices were right for a year.")
        administrator.press("Propose direct access")
        administrator.open("/desk/steps")
        administrator.expect("Its notices were right for a year.")
        administrator.check_page("desk-steps-waiting")
        self.look(applicant, ("/rights/works", "No works yet"), ("/rights/claims", "No claims yet"), ("/rights", "verified"))

    def state_and_send(self, holder) -> None:
        """From the links of a claim to the claim."""
        holder.press("Go on to the statement")
        holder.expect("What you state")
        for statement in ("good_faith", "accurate", "authorised"):
            holder.find(f"#{statement}").click()
        holder.check_page("claim-statement")
        holder.press("Go on to check and send")
        holder.expect("What happens next", "Signature")
        holder.fill("Signature", "Mira Lang")
        holder.check_page("claim-check")
        holder.press("File the claim")
        holder.expect("Your claim is received.")

    def test_hundreds_of_links_are_claimed(self):
        uploader = self.signed_in("uploader")
        film = self.site.put(self.token(uploader), "harbour.png", png())
        other = self.site.put(self.token(uploader), "quay.png", png())
        nowhere = [
            f"{self.site.url}/f/{base64.urlsafe_b64encode(n.to_bytes(16, 'big')).decode().rstrip('=')}" for n in range(298)
        ]
        holder = self.signed_in("rights holder")
        holder.open("/rights/claims/new")
        holder.tick("United States: DMCA notice")
        holder.find("input[name=work]").click()
        holder.press("Go on to the links")
        # Pasted as a browser pastes: at once.
        text = "\n".join([film, other.split("#")[0], *nowhere])
        holder.browser.execute_script("arguments[0].value = arguments[1]", holder.field("Add links"), text)
        holder.press("Add these links")
        holder.browser.execute_script("window.same = true")
        holder.expect("300 links: 1 opened, 1 located, 298 need attention.", "harbour.png", "No file is found at this link.")
        holder.check_page("claim-links")
        holder.open("/drive")
        holder.open("/rights/claims")
        holder.expect("Drafts", "300 links", "next: the links")
        holder.check_page("claims-begun")
        holder.browser.find_element("partial link text", ", 300 links").click()
        holder.expect("300 links: 1 opened")
        holder.press("Need attention 298")
        holder.expect("Link 3")
        holder.press("Edit\nlink 3")
        holder.expect("No file is found at this link.")
        holder.check_page("claim-link")
        holder.press("Cancel")
        holder.choose("Which", "those that need attention")
        holder.press("Take them out")
        holder.expect("2 links: 1 opened, 1 located.")
        holder.choose("Which", "all links")
        holder.fill("Where they were found", "https://forum.example/thread/1")
        holder.press("Set where they were found")
        holder.expect("found at https://forum.example/thread/1")
        # A file of links, dropped where it may be.
        sheet = pathlib.Path(tempfile.mkdtemp(prefix="writ-links-")) / "found.csv"
        sheet.write_text("link,found_at\n" + self.site.put(self.token(uploader), "pier.png", png()) + ",https://forum.example/2\n")
        holder.drop("Or a file of links", sheet)
        holder.expect("3 links: 2 opened, 1 located.", "pier.png", "found at https://forum.example/2")
        self.state_and_send(holder)
        holder.expect("Opened", "Located", "A person decides it.", "Waits for its decision 3")
        holder.check_page("claim-waiting")
        holder.press("Add links…")
        holder.expect("Add links to a claim")
        holder.check_page("claim-extension")
        holder.press("Discard the draft")
        holder.expect("The draft is discarded.")
        holder.press("Correct the notice…")
        holder.expect("takes the place of what stands there")
        holder.check_page("claim-amendment")

    def test_evidence_matching_and_what_programs_use(self):
        uploader = self.signed_in("uploader")
        content = png(48)
        holder = self.signed_in("rights holder")
        holder.open("/rights/works")
        holder.press("Harbour at Dusk")
        reference = holder.field("SHA-256 of your own files")
        reference.send_keys(hashlib.sha256(content).hexdigest())
        holder.press("Register the references")
        link = self.site.put(self.token(uploader), "matched.png", content)
        holder.open("/rights/claims/new")
        holder.tick("United States: DMCA notice")
        holder.find("input[name=work]").click()
        holder.press("Go on to the links")
        holder.fill("Add links", f"{link} https://forum.example/thread/2")
        holder.press("Add these links")
        holder.expect("1 link: 1 opened")
        self.state_and_send(holder)
        claim = holder.path
        screenshot = self.site.folder / "screenshot.png"
        screenshot.write_bytes(png(32))
        holder.attach("Add a file", screenshot)
        holder.press("Send the file")
        holder.expect("The file is sealed", "screenshot.png")
        holder.check_page("claim-evidence")
        wrong = self.site.folder / "contract.pdf"
        wrong.write_bytes(png(32))
        holder.attach("Add a file", wrong)
        holder.press("Send the file")
        holder.expect("There is a problem", "PNG picture")
        holder.check_page("claim-evidence-refused")
        holder.open(claim)
        holder.press("Match with your references…")
        holder.expect("1 opened file is not matched yet.")
        holder.check_page("claim-matching")
        holder.press("Read and match")
        holder.wait(lambda: "before the file was stored here" in holder.text, "the file is matched")
        holder.check_page("claim-matched")
        holder.open("/rights/principals")
        holder.fill("Name", "Lighthouse Films")
        holder.browser.execute_script("document.getElementById('from').value = '2026-01-01'")
        holder.browser.execute_script("document.getElementById('until').value = '2099-01-01'")
        holder.check_page("rights-principals")
        holder.press("Add principal")
        holder.expect("Lighthouse Films")
        holder.check_page("rights-principal")
        holder.open("/rights/keys")
        holder.fill("Name", "Nightly run")
        holder.find("input[name=scopes]").click()
        holder.choose("How long it works", "30 days")
        holder.fill("Your password", self.site.people["rights holder"][1])
        holder.check_page("rights-keys")
        holder.press("Make the key")
        holder.expect("writkey_")
        holder.check_page("rights-new-key")
        holder.open("/rights/webhooks")
        holder.check_page("rights-webhooks")
        self.look(holder, ("/rights/documents", "Documents"), ("/rights", "verified"))
        administrator = self.signed_in("administrator")
        administrator.open("/desk/rights-holders")
        administrator.press("Harbour Pictures")
        administrator.expect("Lighthouse Films", "Trusted flagger")
        administrator.check_page("desk-rights-holder-principals")
        administrator.press("Lighthouse Films")
        administrator.check_page("desk-principal")
        senior = self.signed_in("senior")
        senior.open("/desk/samples")
        senior.expect("Harbour Pictures", "Target 1 of claim")
        senior.check_page("desk-samples")
        senior.browser.find_element("partial link text", "Target 1 of claim").click()
        senior.expect("Does the deletion stand?")
        senior.check_page("desk-sample")
        senior.tick("It stands")
        senior.fill("Reasons", "The file is the film, and stood in a public forum.")
        senior.press("Give this answer")
        senior.expect("The deletion stands.")

    def test_a_rights_holder_deletes_and_takes_it_back(self):
        uploader = self.signed_in("uploader")
        link = self.site.put(self.token(uploader), LONG_NAME, png())
        holder = self.signed_in("rights holder")
        self.look(holder, ("/rights/agreement", "Signed copies"), ("/rights/claims/new", "Under which law do you claim?"))
        holder.tick("United States: DMCA notice")
        holder.find("input[name=work]").click()
        holder.check_page("claim-law")
        holder.press("Go on to the links")
        holder.expect("No links yet")
        holder.check_page("claim-links-empty")
        holder.fill("Add links", f"{link} https://forum.example/{'a-very-long-thread-name' * 12}")
        holder.press("Add these links")
        holder.expect("1 link: 1 opened", LONG_NAME)
        self.state_and_send(holder)
        holder.expect(LONG_NAME, "You can delete them from all mirrors yourself, now.")
        holder.check_page("claim-open")
        holder.press("Delete from all mirrors…")
        holder.expect("What it touches")
        holder.check_page("claim-deletion")
        holder.fill("Type DELETE to confirm", "DELETE")
        holder.fill("Your password", self.site.people["rights holder"][1])
        holder.press("Delete 1 file")
        holder.expect("mirrors have receipted the deletion")
        holder.browser.execute_script("window.same = true")
        holder.wait(lambda: holder.text.count("Gone") == 3, "every mirror was looked at")
        self.assertTrue(holder.browser.execute_script("return window.same"), "the board came to its end without a reload")
        holder.check_page("claim-deleted")
        holder.press("Withdraw…")
        holder.expect("A withdrawal cannot be taken back")
        holder.check_page("claim-withdrawal")
        holder.fill("Why", "It was licensed after all.")
        holder.press("Withdraw")
        holder.expect("Withdrawn on")
        holder.check_page("claim-withdrawn")
        uploader.open("/notices")
        uploader.expect("A restriction has ended")
