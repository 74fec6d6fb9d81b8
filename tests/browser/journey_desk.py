"""The desk by keyboard: what is searched for, saved, chosen and decided together, over a demo of its own, since what it leaves in
the queue would come first for whoever takes the next one."""

import base64
import contextlib
import hashlib
import io
import math
import struct
import wave

import journey_case
from browser import AXE, Journey
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from journey_case import Demo, png


class Desk(Journey):
    #: What is wrong with a form is answered 422.
    expected_console = ("422",)

    signed_in = journey_case.Case.signed_in
    token = journey_case.Case.token

    @classmethod
    def start_site(cls):
        return Demo()

    def test_the_desk_works_many_by_keyboard(self):
        uploader = self.signed_in("uploader")
        token = self.token(uploader)
        links = [self.site.put(token, f"quay-{number}.png", png(32 + number)) for number in range(4)]
        for number, link in enumerate(links):
            self.open("/report?basis=eu-dsa")
            self.fill("Links", f"{link} https://forum.example/thread/{number}")
            self.fill("Why this content is illegal", "It is a copy of our picture, put up without our consent.")
            self.fill("Name", "Nora Notifier")
            self.fill("E-mail", "nora@example.org")
            self.find("#good_faith").click()
            self.press("Send the notice")
            self.expect("Your notice is received")

        reviewer = self.signed_in("reviewer")
        # To whatever has the focus, as a keyboard does.
        press = lambda key: ActionChains(reviewer.browser).send_keys(key).perform()
        focused = lambda: reviewer.browser.switch_to.active_element
        sent = "return performance.getEntriesByType('navigation')[0].name"
        reviewer.open("/desk")
        # How to search is told to who asks for it.
        reviewer.expect("How to search")
        reviewer.expect_gone("A search alone also finds what is decided.")
        reviewer.find(".filters-note summary").click()
        reviewer.expect("A search alone also finds what is decided.")
        # A link that is pasted whole is found, and its key stays here.
        key = links[0].split("#")[1]
        press("/")
        press(links[0])
        press(Keys.ENTER)
        reviewer.wait(lambda: "q=" in reviewer.browser.current_url, "the search")
        self.assertNotIn(key, reviewer.browser.current_url)
        self.assertNotIn(key, reviewer.browser.execute_script(sent))
        self.assertNotIn(key, reviewer.browser.page_source)
        self.assertEqual(len(reviewer.browser.find_elements("css selector", "[data-queue] tbody tr")), 1)
        reviewer.check_page("desk-found")
        press("/")
        press(key)
        press(Keys.ENTER)
        reviewer.expect("This looks like a key")
        self.assertNotIn(key, reviewer.browser.page_source)
        reviewer.check_page("desk-refused")
        # What is looked for again and again is a tab.
        reviewer.open("/desk?law=eu-dsa")
        reviewer.press("Save this as a view")
        reviewer.fill("Name", "Europe")
        reviewer.press("Save the view")
        reviewer.expect("The view is saved", "Europe")
        reviewer.check_page("desk-view")
        # Three are chosen, one of them not in the end.
        for _ in range(3):
            press("j")
            press("x")
        press("x")
        together = reviewer.find("[data-together]")
        self.assertEqual(together.text, "Decide 2 together")
        reviewer.check_page("desk-chosen")
        together.send_keys(Keys.ENTER)
        reviewer.expect("Decide together", "2 in 2 claims", "forum.example")
        press("j")
        self.assertEqual(focused().tag_name, "section")
        press(Keys.ENTER)
        self.assertEqual(focused().get_attribute("name"), "target", "into it, to its box")
        reviewer.check_page("desk-bulk")
        keys = Keyboard(reviewer)
        keys.choose("finding", "infringing")
        keys.choose("action", "disable-link")
        reviewer.press("See what is to be confirmed")
        reviewer.expect("There is a problem", "Give the reasons")
        reviewer.fill("Under which law or rule", "Articles 2 and 3 of Directive 2001/29/EC (copyright)")
        reviewer.fill("Reasons", "They are copies of the picture that the notice names.")
        reviewer.press("See what is to be confirmed")
        reviewer.expect("Confirm the decision", "Nothing is decided yet.", "Decide these 2 targets")
        reviewer.check_page("desk-bulk-confirm")
        reviewer.press("Decide these 2 targets")
        reviewer.expect("What was decided", "2 targets in 2 claims")
        reviewer.check_page("desk-bulk-decided")
        # The next case is one key away.
        press("n")
        reviewer.wait(lambda: "/desk/claims/" in reviewer.path, "the next one is taken")
        reviewer.expect("Yours until")
        press("?")
        reviewer.expect("go into it, to what is done first")
        reviewer.press("Turn keys off")
        press(Keys.ESCAPE)
        reviewer.expect_gone("this sheet")
        press("/")
        self.assertNotEqual(focused().get_attribute("id"), "q", "no key does anything now")
        reviewer.press("Keys ?")
        reviewer.press("Turn keys on")
        press(Keys.ESCAPE)
        reviewer.expect_gone("this sheet")
        press("/")
        self.assertEqual(focused().get_attribute("id"), "q")

        senior = self.signed_in("senior")
        senior.open("/desk/workload")
        senior.expect("Workload", f"What {self.site.people['reviewer'][0]} has", "Decided today")
        senior.check_page("desk-workload")
        senior.press("Give it")
        senior.expect("The claim is free again")


def wav() -> bytes:
    """A quarter of a second of a tone."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as tone:
        tone.setnchannels(1)
        tone.setsampwidth(2)
        tone.setframerate(8000)
        tone.writeframes(b"".join(struct.pack("<h", int(8000 * math.sin(at / 3))) for at in range(2000)))
    return sound.getvalue()


def pdf(*pages: str) -> bytes:
    """A small PDF with a line of text on each page, in a font that it does not carry."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for text in pages:
        stream = f"BT /F1 32 Tf 60 700 Td ({text}) Tj ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()


class Inside:
    """What stands in the frame of evidence."""

    def __init__(self, person) -> None:
        self.person = person

    @property
    def named(self) -> str:
        """What a screen reader calls the page of a PDF."""
        return self.person.find("canvas").get_attribute("aria-label")


class AtTheDesk(Journey):
    """What staff see of cases, over a story that was told; no journey by itself."""

    #: A form with mistakes is answered 422, what is a senior's 403, and a blocked link 451.
    expected_console = ("422", "403", "451")

    signed_in = journey_case.Case.signed_in
    token = journey_case.Case.token

    @classmethod
    def start_site(cls):
        return Demo()

    def noticed(self, link: str) -> None:
        """A stranger's notice of a link."""
        self.open("/report?basis=eu-dsa")
        self.fill("Links", f"{link} https://forum.example/thread/9")
        self.fill("Why this content is illegal", "It is a copy of our work, put up without our consent.")
        self.fill("Name", "Nora Notifier")
        self.fill("E-mail", "nora@example.org")
        self.find("#good_faith").click()
        self.press("Send the notice")
        self.expect("Your notice is received")

    def found(self, person, link: str) -> None:
        """The case of a link, by a search."""
        person.open("/desk")
        person.fill("Find", link)
        person.press("Show")
        person.wait(lambda: "q=" in person.browser.current_url, "the search")
        person.find("[data-queue] tbody th a").click()
        person.wait(lambda: "/desk/claims/" in person.path, "the case")

    def decide(self, person, *choices: str) -> None:
        for choice in choices:
            person.find(f"input[type=radio][value='{choice}']").click()
        if "infringing" in choices:
            person.fill("Under which law or rule", "Articles 2 and 3 of Directive 2001/29/EC (copyright)")
        person.fill("Reasons", "We looked at it, and this is what we found.")
        person.press("See what this would touch")
        person.expect("Nothing is decided yet.")
        person.press("Decide")
        person.expect_gone("Nothing is decided yet.")

    def frame(self, person, place: str = "[data-evidence]"):
        """The frame in which something is shown."""
        find = lambda: next(iter(person.browser.find_elements("css selector", f"{place} iframe[data-shown]")), None)
        return person.wait(find, f"the frame in {place}")

    @contextlib.contextmanager
    def inside(self, person, place: str = "[data-evidence]"):
        """Within that frame, as nobody but a driver can be."""
        person.browser.switch_to.frame(self.frame(person, place))
        try:
            yield Inside(person)
        finally:
            person.browser.switch_to.default_content()

    def check_inside(self, person, place: str = "[data-evidence]") -> None:
        """axe-core finds nothing within the frame, by WCAG 2.2 A and AA; the page around it has the headings and landmarks."""
        with self.inside(person, place):
            person.browser.execute_script(AXE.read_text(encoding="utf-8"))
            found = person.browser.execute_async_script(
                """const done = arguments[arguments.length - 1];
                axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
                   .then((r) => done(r.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`)), (e) => done([String(e)]));"""
            )
        self.assertEqual(found, [])

    def drawn_through(self, person, element) -> str:
        """The filter that an element is really drawn through, whatever its classes say."""
        return person.browser.execute_script("return getComputedStyle(arguments[0]).filter", element)

    def again(self, person) -> str:
        person.browser.refresh()
        return person.text


class Cases(AtTheDesk):
    """Orders, escalations, notes, reasons, and evidence that only custody has any more."""

    def test_an_order_is_entered_hidden_carried_out_and_confirmed(self):
        uploader = self.signed_in("uploader")
        link = self.site.put(self.token(uploader), "pier.png", png(40)).split("#")[0]
        reviewer = self.signed_in("reviewer")
        reviewer.open("/desk")
        reviewer.press("Enter an order")
        reviewer.expect("Enter an order", "What it asks for")
        reviewer.check_page("order-new")
        reviewer.fill("Court or authority", "Landgericht Hamburg")
        # What is missing is told by the portal, whatever a browser would say before.
        reviewer.browser.execute_script("document.querySelector('main form').noValidate = true")
        reviewer.press("Enter the order")
        reviewer.expect("There is a problem", "Say what the order asks for")
        reviewer.check_page("order-refused")
        for choice in ("removal", "court", "party"):
            reviewer.find(f"input[type=radio][value='{choice}']").click()
        for field, text in {
            "country": "DE",
            "reference": "310 O 99/26",
            "provision": "Section 97 UrhG",
            "orders": "The file is to be removed at once.",
            "targets": link,
            "email": "kammer10@lg.example",
            "address": "Sievekingplatz 1\n20355 Hamburg",
        }.items():
            reviewer.find(f"#{field}").send_keys(text)
        reviewer.browser.execute_script("document.getElementById('due').value = '2099-01-01T12:00'")
        reviewer.press("Enter the order")
        reviewer.expect("The order stands in the queue", "Landgericht Hamburg", "The order’s document is missing")
        document = self.site.folder / "order.pdf"
        document.write_bytes(pdf("In the name of the people"))
        reviewer.attach("Add a file", document)
        reviewer.press("Send the file")
        reviewer.expect("The file is sealed, and with the order")
        reviewer.press("Take this order")
        reviewer.expect("Yours until")
        reviewer.check_page("order-case")
        self.decide(reviewer, "ordered", "lock-and-delete")
        reviewer.press("not yet: confirm it")
        reviewer.expect("Confirm the effect of an order", "310 O 99/26", link.rsplit("/", 1)[1])
        reviewer.check_page("order-confirmation")
        reviewer.tick("By letter")
        reviewer.press("Confirm it")
        reviewer.expect("The effect is confirmed", "print the page")
        reviewer.check_page("order-confirmed")

        uploader.open("/notices")
        self.newest(uploader)
        uploader.expect("A court or an authority ordered this", "Go to the court that the order is under")
        self.assertNotIn("Hamburg", uploader.browser.page_source)
        self.assertNotIn("We looked at it", uploader.browser.page_source)
        uploader.check_page("notice-gagged")
        senior = self.signed_in("senior")
        self.found(senior, link)
        senior.press("The gag is lifted…")
        senior.press("End the gag and tell the uploaders")
        senior.expect("The gag has ended", "ended")
        uploader.open("/notices")
        self.newest(uploader)
        uploader.expect("Landgericht Hamburg (DE)", "310 O 99/26", "Section 97 UrhG", "We looked at it")
        uploader.check_page("notice-ordered")

    def test_a_file_is_purged_at_once_by_two_people(self):
        uploader = self.signed_in("uploader")
        link = self.site.put(self.token(uploader), "ferry.png", png(44))
        self.noticed(link)
        reviewer = self.signed_in("reviewer")
        self.found(reviewer, link)
        reviewer.press("Take this claim")
        reviewer.expect("Yours until")
        self.decide(reviewer, "infringing", "lock-and-delete")
        reviewer.wait(lambda: reviewer.text.count("Gone") == 3, "every mirror was looked at")
        reviewer.press("locked")
        reviewer.expect("What became of a file")
        self.assertNotIn("Purge at once", reviewer.text, "no reviewer proposes it")
        file = reviewer.path

        senior = self.signed_in("senior")
        senior.open(file)
        senior.expect("Purge at once", "nothing happens until the second confirms")
        senior.find("#reason").send_keys("It shows where a witness lives.")
        senior.press("Propose the purge")
        senior.expect("The purge is proposed.", "A purge at once", "You proposed it, so somebody else confirms it.")
        self.assertNotIn("Purge it", senior.text, "nobody is both people")
        senior.check_page("purge-proposed")

        second = self.signed_in("administrator")
        second.open("/desk/steps")
        second.expect("A purge at once", "It shows where a witness lives.")
        second.check_page("purge-second-person")
        second.press("Purge it")
        second.expect("The purge is ordered.")
        self.assertEqual(second.path, file)
        second.browser.execute_script("window.same = true")
        second.expect("key share destroyed")
        self.assertTrue(second.browser.execute_script("return window.same"), "the page says so without a reload")
        second.wait(lambda: "Destroyed" in self.again(second), "no sealed copy is left")
        self.assertNotIn("Propose the purge", second.text, "once")
        second.check_page("purged")
        senior.open("/desk/steps")
        self.assertNotIn("It shows where a witness lives.", senior.text, "it waits for nobody any more")

    def newest(self, person) -> None:
        """The notice that was given last."""
        person.browser.find_elements("css selector", "main a[href^='/notices/']")[0].click()
        person.wait(lambda: person.path.startswith("/notices/"), "the notice")

    def test_a_case_goes_to_a_senior_and_comes_back_with_notes(self):
        uploader = self.signed_in("uploader")
        link = self.site.put(self.token(uploader), "threat.png", png(36))
        self.noticed(link)
        reviewer = self.signed_in("reviewer")
        self.found(reviewer, link)
        reviewer.press("Take this claim")
        reviewer.fill("Another note", "The same picture was claimed last week.")
        reviewer.press("Note it")
        reviewer.expect("The note stands with the case", "The same picture was claimed last week.")
        reviewer.press("Hand it to a senior")
        reviewer.press("Escalate it")
        reviewer.expect("There is a problem", "Say what you saw")
        reviewer.find("input[type=radio][value='life']").click()
        reviewer.fill("What you saw", "It names a person and a day.")
        reviewer.press("Escalate it")
        reviewer.expect("In a senior’s hands: a life is said to be threatened", "locked and preserved")
        self.assertNotIn("Open the evidence", reviewer.text)
        reviewer.check_page("case-escalated")
        senior = self.signed_in("senior")
        senior.open("/desk")
        senior.expect("case is in seniors’ hands")
        senior.press("1 case is in seniors’ hands.")
        senior.expect("A life is said to be threatened", "It names a person and a day.")
        senior.check_page("escalations")
        senior.press("A life is said to be threatened")
        senior.press("Open the evidence")
        senior.expect("threat.png")
        senior.press("Send it back to the queue…")
        senior.fill("Why it is no senior’s", "It is a line of the film.")
        senior.press("Send it back")
        senior.expect("The case is back in the queue", "A senior sent it back", "It is a line of the film.")
        senior.check_page("case-sent-back")
        senior.press("Release or extend it")
        senior.expect("Preservation", "It names a person and a day.")
        senior.check_page("object-preserved")
        senior.press("Release it…")
        senior.fill("Why it may go", "No life is threatened.")
        senior.press("Release it")
        senior.expect("It is released", "released")

    def test_seniors_keep_the_reasons(self):
        senior = self.signed_in("senior")
        senior.open("/desk/reasons")
        senior.expect("A copy of the whole work", "Le fichier est une copie de l’œuvre", "Came with the first start")
        senior.check_page("reasons")
        senior.press("Change\n: Not the work that is named")
        senior.expect("Change a reason")
        senior.check_page("reason")
        name = senior.find("#name")
        name.clear()
        name.send_keys("Another work")
        senior.press("Put it in its place")
        senior.expect("The reason is changed", "Another work", "Retired")
        uploader = self.signed_in("uploader")
        link = self.site.put(self.token(uploader), "reasons.png", png(44))
        self.noticed(link)
        reviewer = self.signed_in("reviewer")
        self.found(reviewer, link)
        reviewer.press("Take this claim")
        reviewer.choose("Begin with kept words", "Another work")
        reviewer.wait(lambda: "contains no recognisable part" in reviewer.field("Reasons").get_attribute("value"), "the kept words")

    def test_a_pdf_is_looked_at_from_custody_once_no_mirror_has_it(self):
        uploader = self.signed_in("uploader")
        link = self.site.put(self.token(uploader), "script.pdf", pdf("Act one", "Act two"))
        self.noticed(link)
        reviewer = self.signed_in("reviewer")
        self.found(reviewer, link)
        reviewer.press("Take this claim")
        self.decide(reviewer, "infringing", "lock-and-delete")
        reviewer.wait(lambda: reviewer.text.count("Gone") == 3, "every mirror was looked at")
        senior = self.signed_in("senior")
        self.found(senior, link)
        opened = senior.text.count("opened the evidence of target 1")
        senior.press("Open the evidence")
        senior.expect("script.pdf")
        senior.press("Fetch and show it, blurred")
        senior.expect("Every byte was verified", "Page 1 of 2")
        inked = """const canvas = document.querySelector("canvas[data-drawn='1']");
            const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            let dark = 0;
            for (let at = 0; at < pixels.length; at += 4) if (pixels[at] < 96 && pixels[at + 3] > 128) dark++;
            return dark;"""
        with self.inside(senior) as frame:
            self.assertGreater(senior.browser.execute_script(inked), 500, "the text is drawn")
            self.assertEqual(frame.named, "Page 1 of 2 of script.pdf")
        self.assertIn("is-blurred", senior.find("[data-viewer]").get_attribute("class"))
        self.assertRegex(self.drawn_through(senior, self.frame(senior)), r"^blur\([1-9]", "a page is not seen yet")
        senior.check_page("evidence-pdf-blurred")
        senior.wait(lambda: senior.browser.switch_to.active_element.get_attribute("data-do") == "blur", "the keyboard goes on from there")
        senior.press("Show it clearly")
        senior.expect("It is shown below.")
        senior.press("The next page")
        senior.expect("Page 2 of 2")
        with self.inside(senior) as frame:
            self.assertTrue(senior.browser.find_elements("css selector", "canvas[data-drawn='2']"), "the second page")
            self.assertEqual(frame.named, "Page 2 of 2 of script.pdf")
        senior.check_page("evidence-pdf")
        self.check_inside(senior)
        self.found(senior, link)
        senior.wait(lambda: self.again(senior).count("opened the evidence of target 1") == opened + 1, "the opening is logged")


class Evidence(AtTheDesk):
    """What was disclosed and what was brought, as staff look at it."""

    def film(self) -> bytes:
        """A second of WebM, made by the browser that is to show it."""
        made = self.browser.execute_async_script(
            """const done = arguments[arguments.length - 1];
            const canvas = document.createElement("canvas");
            canvas.width = canvas.height = 64;
            const brush = canvas.getContext("2d");
            let turn = 0;
            const drawing = setInterval(() => { brush.fillStyle = `hsl(${turn++ * 9} 80% 50%)`; brush.fillRect(0, 0, 64, 64); }, 30);
            const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: "video/webm" });
            const pieces = [];
            recorder.ondataavailable = ({ data }) => pieces.push(data);
            recorder.onstop = async () => {
              clearInterval(drawing);
              const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
              done(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")));
            };
            recorder.start();
            setTimeout(() => recorder.stop(), 1000);"""
        )
        return base64.b64decode(made)

    def test_each_kind_of_evidence_is_blurred_first_and_runs_nothing(self):
        script = "<script>parent.ran = window.ran = true</script>"
        files = {
            "tone.wav": (wav(), "audio"),
            "letter.txt": (b"Dear reader, <b>this</b> stays as it is.", "pre.viewer-text"),
            "sign.svg": (f"<svg xmlns='http://www.w3.org/2000/svg' onload='window.ran = true'>{script}</svg>".encode(), "pre.viewer-text"),
            "page.html": (f"<!doctype html>{script}<img src=x onerror='window.ran = true'>".encode(), "pre.viewer-text"),
            "film.webm": (self.film(), "video"),
            "quay.png": (png(48), "img"),
        }
        token = self.token(self.signed_in("uploader"))
        links = {name: self.site.put(token, name, content) for name, (content, _) in files.items()}
        for link in links.values():
            self.noticed(link)
        reviewer = self.signed_in("reviewer")
        for name, (content, shown) in files.items():
            self.found(reviewer, links[name])
            reviewer.press("Take this claim")
            reviewer.press("Open the evidence")
            reviewer.expect(name)
            reviewer.press("Fetch it to listen" if shown == "audio" else "Fetch and show it, blurred")
            reviewer.expect("Every byte was verified")
            viewer = reviewer.find("[data-viewer]")
            if shown != "audio":
                self.assertIn("is-blurred", viewer.get_attribute("class"), name)
                self.assertRegex(self.drawn_through(reviewer, self.frame(reviewer)), r"^blur\([1-9]", f"{name} is not seen yet")
                inert = reviewer.browser.execute_script("return arguments[0].inert", self.frame(reviewer))
                self.assertTrue(inert, f"nobody comes to {name} by a key, nor hears it, before it is wanted clear")
            with self.inside(reviewer):
                self.is_shown(reviewer, shown, content)
                self.assertEqual(self.reached_from_inside(reviewer), ["null", "refused", "refused", "refused"], f"{name} has no origin")
            self.assertIsNone(reviewer.browser.execute_script("return window.ran ?? null"), f"{name} runs nothing")
            if shown == "audio":
                reviewer.expect("It can be played below.")
            else:
                reviewer.press("Show it clearly")
                reviewer.expect("It is shown below.")
            self.assertNotIn("is-blurred", viewer.get_attribute("class"), name)
            self.assertEqual(self.drawn_through(reviewer, self.frame(reviewer)), "none", name)
            self.assertFalse(reviewer.browser.execute_script("return arguments[0].inert", self.frame(reviewer)), name)
            reviewer.check_page("evidence-" + name.replace(".", "-"))
            self.check_inside(reviewer)
            reviewer.press("Give it back")

    def is_shown(self, person, shown: str, content: bytes) -> None:
        """In the frame, once: what a selector finds shows these bytes, and runs nothing of them."""
        find = lambda: next(iter(person.browser.find_elements("css selector", shown)), None)
        element = person.wait(find, f"{shown} in the frame")
        ask = lambda what: person.browser.execute_script(f"return {what}", element)
        if shown in ("audio", "video"):
            person.wait(lambda: ask("arguments[0].readyState >= 1 && !arguments[0].error"), f"{shown} can be played")
            self.assertTrue(ask("arguments[0].paused"), "nothing plays by itself")
        elif shown == "img":
            self.assertEqual(ask("arguments[0].naturalWidth"), 48, "it is drawn")
        else:
            self.assertEqual(ask("arguments[0].textContent"), content.decode(), "its text, and nothing made of it")
        self.assertIsNone(ask("window.ran ?? null"), "nothing is run")

    def reached_from_inside(self, person) -> list[str]:
        """What whatever got into the frame would have: its origin, and whether it reaches cookies, what is kept here, and the page."""
        return person.browser.execute_script(
            """const tried = (work) => { try { work(); return "reached"; } catch { return "refused"; } };
            return [window.origin, tried(() => document.cookie), tried(() => localStorage.length), tried(() => parent.document.title)];"""
        )

    def test_what_is_too_large_for_memory_is_shown_in_part_and_saved_whole(self):
        files = {
            # More than one sealed part, so that what is saved is put together from two.
            "numbers.txt": b"".join(b"%08d\n" % number for number in range(1_000_000)),
            "quay.png": png(48) + bytes(2000),
            "tone.wav": wav(),
        }
        token = self.token(self.signed_in("uploader"))
        links = {name: self.site.put(token, name, content) for name, content in files.items()}
        for link in links.values():
            self.noticed(link)
        reviewer = self.signed_in("reviewer")
        # A memory of a thousand bytes, and a disk without a dialogue. The scripts of a page find it so.
        reviewer.browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": """
            addEventListener("readystatechange", () => {
              for (const root of document.querySelectorAll("[data-evidence]")) root.dataset.most = "1000";
            }, true);
            window.showSaveFilePicker = async () => {
              const folder = await navigator.storage.getDirectory();
              return folder.getFileHandle("saved", { create: true });
            };"""})

        def opened(name: str) -> None:
            self.found(reviewer, links[name])
            reviewer.press("Take this claim")
            reviewer.press("Open the evidence")
            reviewer.expect(name)

        def saved() -> str:
            return reviewer.browser.execute_async_script(
                """const done = arguments[arguments.length - 1];
                (async () => {
                  const folder = await navigator.storage.getDirectory();
                  const file = await (await folder.getFileHandle("saved")).getFile();
                  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
                  await folder.removeEntry("saved");
                  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
                })().then(done, (error) => done(String(error)));"""
            )

        opened("numbers.txt")
        reviewer.expect("This file has 9.0 MB: its first 1.0 kB are shown.")
        reviewer.press("Fetch and show it, blurred")
        reviewer.expect("Every byte was verified", "These are its first 1.0 kB of 9.0 MB.")
        with self.inside(reviewer):
            self.is_shown(reviewer, "pre.viewer-text", files["numbers.txt"][:1000])
        reviewer.check_page("evidence-begins")
        reviewer.press("Download it")
        reviewer.expect("All of it is saved.")
        self.assertEqual(saved(), hashlib.sha256(files["numbers.txt"]).hexdigest())
        reviewer.press("Give it back")

        opened("quay.png")
        reviewer.expect("as all of it has to lie in memory")
        self.assertNotIn("Fetch and show it, blurred", reviewer.text)
        reviewer.check_page("evidence-too-large")
        reviewer.press("Download it")
        reviewer.expect("All of it is saved.")
        self.assertEqual(saved(), hashlib.sha256(files["quay.png"]).hexdigest())
        reviewer.press("Give it back")

        # A browser that has no way straight to the disk says so, and plays the beginning.
        script = {"source": "window.showSaveFilePicker = undefined;"}
        reviewer.browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", script)
        opened("tone.wav")
        reviewer.expect("its first 1.0 kB are fetched and can be played", "This browser holds what it downloads in memory, up to 1.0 kB.")
        self.assertNotIn("Download it\n", reviewer.text)
        reviewer.press("Fetch it to listen")
        reviewer.expect("It can be played below.")
        with self.inside(reviewer):
            self.is_shown(reviewer, "audio", b"")
        reviewer.press("Give it back")

    def test_what_was_brought_is_shown_in_the_same_way_and_each_opening_is_told(self):
        script = "<script>parent.ran = window.ran = true</script>"
        files = {
            "seen.png": (png(48), "img"),
            "page.txt": (f"<!doctype html>{script}".encode(), "pre.viewer-text"),
            "mail.eml": (b"From: nora@example.org\nSubject: The quay\n\nIt is <b>ours</b>.\n", "pre.viewer-text"),
            "tone.wav": (wav(), "audio"),
            "clip.webm": (self.film(), "video"),
            "proof.pdf": (pdf("Proof"), "canvas"),
        }
        link = self.site.put(self.token(self.signed_in("uploader")), "brought.png", png(41))
        self.noticed(link)
        self.press("Follow the notice")
        for name, (content, _) in files.items():
            path = self.site.folder / name
            path.write_bytes(content)
            self.attach("Add a file", path)
            self.press("Send the file")
            self.expect(name)
        # Whoever brought them looks at them in the same way, without an account.
        self.press("Open\nseen.png")
        self.expect("It is shown below, blurred.")
        place = lambda name: f"[data-brought][data-name='{name}']"
        self.assertRegex(self.drawn_through(self, self.frame(self, place("seen.png"))), r"^blur\([1-9]")
        self.check_page("notice-evidence")

        reviewer = self.signed_in("reviewer")
        self.found(reviewer, link)
        reviewer.press("Take this claim")
        reviewer.expect("Yours until", "seen.png")
        for name, (content, shown) in files.items():
            reviewer.press(f"Open\n{name}")
            said = lambda name=name: reviewer.find(f"{place(name)} [data-status]").text
            reviewer.wait(lambda: said().startswith("It "), f"{name} is shown")
            self.assertEqual(said(), "It can be played below." if shown == "audio" else "It is shown below, blurred.", name)
            if shown != "audio":
                self.assertRegex(self.drawn_through(reviewer, self.frame(reviewer, place(name))), r"^blur\([1-9]", name)
            with self.inside(reviewer, place(name)) as frame:
                if shown == "canvas":
                    self.assertEqual(frame.named, "Page 1 of 1 of proof.pdf")
                else:
                    self.is_shown(reviewer, shown, content)
                self.assertEqual(self.reached_from_inside(reviewer), ["null", "refused", "refused", "refused"], name)
            self.assertIsNone(reviewer.browser.execute_script("return window.ran ?? null"), f"{name} runs nothing")
        reviewer.press("Show it clearly\nseen.png")
        reviewer.wait(lambda: self.drawn_through(reviewer, self.frame(reviewer, place("seen.png"))) == "none", "it is seen")
        self.assertRegex(self.drawn_through(reviewer, self.frame(reviewer, place("page.txt"))), r"^blur\([1-9]", "and no other")
        self.assertEqual(len(reviewer.browser.window_handles), 1, "nothing opens in a tab of its own")
        reviewer.check_page("case-evidence-brought")
        self.check_inside(reviewer, place("seen.png"))
        reviewer.wait(lambda: "Opened 2 times" in self.again(reviewer), "by whoever brought it, and by the reviewer")
        self.assertEqual(reviewer.text.count("Opened once"), len(files) - 1)



class Keyboard:
    """Somebody who works without a pointer: what they strike goes to whatever has the focus."""

    def __init__(self, person) -> None:
        self.person = person

    def strike(self, *keys: str) -> None:
        for key in keys:
            ActionChains(self.person.browser).send_keys(key).perform()

    @property
    def focus(self):
        return self.person.browser.switch_to.active_element

    def _tab(self, what: str, is_there) -> None:
        for _ in range(120):
            if is_there(self.focus):
                return
            self.strike(Keys.TAB)
        raise AssertionError(f"Tab does not come to {what} on {self.person.browser.current_url}; it says:\n{self.person.text}")

    def tab_to(self, words: str) -> None:
        """To the button or link that says so."""
        self._tab(words, lambda one: one.tag_name in ("a", "button") and one.text.strip() == words)

    def tab_into(self, field: str) -> None:
        """To the field of this name."""
        self._tab(field, lambda one: one.get_attribute("name") == field)

    def choose(self, field: str, value: str) -> None:
        """One of several: Space takes the first of them, arrow keys go on from there."""
        self.tab_into(field)
        self.strike(Keys.SPACE)
        for _ in range(10):
            if self.focus.get_attribute("value") == value:
                break
            self.strike(Keys.ARROW_DOWN)
        assert self.focus.get_attribute("value") == value and self.focus.is_selected(), f"{value} cannot be chosen for {field}"

    def write(self, field: str, text: str) -> None:
        self.tab_into(field)
        self.strike(text)
        written = self.focus.get_attribute("value")
        assert written == text, f"in a field a key is a letter: {written!r}"

    def read_sheet(self) -> str:
        """What the sheet of keys says on this page; it is closed again."""
        sheet = self.person.find("[data-help]")
        self.strike("?")
        self.person.wait(sheet.is_displayed, "the sheet opens")
        said = sheet.text
        self.strike(Keys.ESCAPE)
        self.person.wait(lambda: not sheet.is_displayed(), "the sheet closes")
        return said


class ByKeyboard(Journey):
    """The desk without a pointer, from the queue to the next case and along its lists. Only whoever brings the cases here clicks."""

    signed_in = journey_case.Case.signed_in
    token = journey_case.Case.token
    noticed = AtTheDesk.noticed
    found = AtTheDesk.found

    @classmethod
    def start_site(cls):
        return Demo()

    def brought(self, *names: str) -> list[str]:
        """Files about which there is a notice each; gives their links."""
        token = self.token(self.signed_in("uploader"))
        links = [self.site.put(token, name, png(40)) for name in names]
        for link in links:
            self.noticed(link)
        return links

    def walk(self, keys: Keyboard, place: str, *silent: str) -> str:
        """A list by j, k and Enter, as its sheet says, which is silent about what does nothing here. Gives what was opened."""
        person = keys.person
        person.open(place)
        sheet = keys.read_sheet()
        for line in ("the next, the one before", "open it", "this sheet"):
            self.assertIn(line, sheet, place)
        for line in ("go back, to change it", *silent):
            self.assertNotIn(line, sheet, place)
        stops = []
        for key in ("j", "j", "k"):
            keys.strike(key)
            stops.append(keys.focus.get_attribute("href"))
        self.assertEqual(stops[0], stops[2], place)
        self.assertNotIn(stops[1], (None, stops[0]), place)
        keys.strike(Keys.ENTER)
        person.wait(lambda: person.browser.current_url == stops[0], f"what was walked to in {place}")
        return stops[0]

    def test_a_claim_is_decided_and_the_next_one_taken(self):
        self.brought("mole.png", "pier.png")
        reviewer = self.signed_in("reviewer")
        keys = Keyboard(reviewer)
        first = self.walk(keys, "/desk", "go into it")
        reviewer.expect("Take this claim")
        self.assertIn("take in hand what is open here", keys.read_sheet())
        keys.strike("t")
        reviewer.expect("Yours until")
        self.assertNotIn("take in hand what is open here", keys.read_sheet(), "it is taken")
        # Into the target: first its evidence, which is blurred until it is wanted clear.
        keys.strike("j")
        self.assertEqual(keys.focus.tag_name, "section")
        keys.strike(Keys.ENTER)
        self.assertEqual(keys.focus.text, "Open the evidence")
        keys.strike(Keys.ENTER)
        reviewer.expect("Fetch and show it, blurred")
        keys.tab_to("Fetch and show it, blurred")
        keys.strike(Keys.ENTER)
        reviewer.wait(lambda: keys.focus.get_attribute("data-do") == "blur", "the keyboard goes on from the evidence")
        keys.strike(Keys.SPACE)
        reviewer.expect("It is shown below.")
        # What the sheet has keys for is letters in words.
        reasons = "Just looked: is next to nothing unlike the work? Known by its number, name and/or key."
        keys.choose("finding-1", "infringing")
        keys.choose("action-1", "disable-link")
        keys.write("ground-1", "Articles 2 and 3 of Directive 2001/29/EC (copyright)")
        keys.write("reasons-1", reasons)
        keys.tab_to("See what this would touch")
        keys.strike(Keys.ENTER)
        reviewer.expect("Confirm the decision", "Nothing is decided yet.", reasons)
        sheet = keys.read_sheet()
        self.assertIn("go back, to change it", sheet)
        self.assertNotIn("the next, the one before", sheet, "there is nothing to walk on")
        reviewer.check_page("keyboard-confirm")
        keys.strike("u")
        reviewer.expect_gone("Nothing is decided yet.")
        reviewer.expect("Yours until")
        written = reviewer.find("#reasons-1").get_attribute("value")
        self.assertEqual(written, reasons, "what was written is there to be changed")
        keys.strike("j")
        keys.tab_to("See what this would touch")
        keys.strike(Keys.ENTER)
        reviewer.expect("Nothing is decided yet.")
        keys.tab_to("Decide")
        keys.strike(Keys.ENTER)
        reviewer.expect("It is decided.", "the link is disabled", "Take the next one")
        keys.strike("n")
        reviewer.wait(lambda: not reviewer.browser.current_url.startswith(first) and "/desk/claims/" in reviewer.path, "the next case")
        reviewer.expect("Yours until")
        keys.strike("j")
        self.assertEqual(keys.focus.tag_name, "section", "and it goes on")

    def test_lists_are_walked(self):
        reviewer = self.signed_in("reviewer")
        for link in self.brought("jetty.png", "wharf.png"):
            self.found(reviewer, link)
            reviewer.press("Take this claim")
            reviewer.expect("Yours until")
            reviewer.press("Hand it to a senior")
            reviewer.find("input[type=radio][value='judgement']").click()
            reviewer.fill("What you saw", "I cannot tell whether it is a quotation.")
            reviewer.press("Escalate it")
            reviewer.expect("In a senior’s hands")
        nothing_else = ("go into it", "choose it, or not", "find;", "take the next claim")
        keys = Keyboard(self.signed_in("senior"))
        self.walk(keys, "/desk/escalations", *nothing_else)
        keys.person.expect("In a senior’s hands", "I cannot tell whether it is a quotation.")
        self.walk(keys, "/desk/reasons", *nothing_else)
        keys.person.expect("Change a reason")
        keys.person.open("/desk/escalations")
        keys.strike("?")
        keys.person.expect("the next, the one before")
        keys.person.check_page("escalations-keys")

        keys = Keyboard(self.signed_in("administrator"))
        self.walk(keys, "/desk/policies", *nothing_else)
        # A person is not opened: what is done about them is done in their row.
        keys.person.open("/desk/accounts")
        sheet = keys.read_sheet()
        self.assertIn("go into it", sheet)
        self.assertNotIn("open it", sheet)
        keys.strike("j", "j")
        row = keys.focus
        self.assertEqual((row.tag_name, row.get_attribute("aria-selected")), ("tr", "true"))
        keys.strike(Keys.ENTER)
        self.assertIn(keys.focus.tag_name, ("a", "button"))
        inside = keys.person.browser.execute_script("return arguments[0].contains(arguments[1])", row, keys.focus)
        self.assertTrue(inside, "in the row, at what can be done")
