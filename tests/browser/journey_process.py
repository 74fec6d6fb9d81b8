"""After a decision: the uploader answers on oath and appeals, the claimant tells of an action by the private link of its notice, and
staff see all of it."""

import journey_case
from browser import Journey

from journey_case import Demo, png

#: What a notice under US law asks for, by the fields of its form.
NOTICE = {
    "works": "The Long Way Home (film, 2024)",
    "name": "Nora Notifier",
    "address": "2 Quay Street",
    "telephone": "+33 1 00 00 00 02",
    "email": "nora@example.org",
    "signature": "Nora Notifier",
}
#: What a counter-notice asks for.
COUNTER_NOTICE = {
    "material": "My own recording of my own concert.",
    "name": "Sam Example",
    "address": "1 Example Street\nSan Francisco",
    "district": "Northern District of California",
    "telephone": "+1 415 555 0100",
    "signature": "Sam Example",
}


class Process(Journey):
    #: A form with mistakes is answered 422, and a blocked link 451.
    expected_console = ("422", "451")

    signed_in = journey_case.Case.signed_in
    token = journey_case.Case.token

    @classmethod
    def start_site(cls):
        return Demo()

    def typed(self, person, fields: dict[str, str]) -> None:
        for field, text in fields.items():
            person.find(f"#{field}").send_keys(text)

    def claimed(self, link: str) -> str:
        """A stranger's notice under US law; gives the address of its private page."""
        self.open("/report?basis=us-dmca")
        self.fill("Links", f"{link} https://forum.example/thread/1")
        self.typed(self, NOTICE)
        for box in self.browser.find_elements("css selector", "main input[type=checkbox]"):
            box.click()
        self.press("Send the notice")
        self.expect("Your notice is received")
        self.press("Follow the notice")
        return self.browser.current_url

    def decided(self, choices: tuple[str, str] = ("infringing", "lock-and-delete")) -> None:
        """A reviewer decides, if nothing else is said by locking the file."""
        reviewer = self.signed_in("reviewer")
        reviewer.open("/desk")
        reviewer.press("Take the next one")
        for choice in choices:
            reviewer.find(f"input[type=radio][value='{choice}']").click()
        reviewer.fill("Reasons", "We opened the file. It is the work that the notice names.")
        reviewer.press("See what this would touch")
        reviewer.press("Decide")
        reviewer.expect_gone("Nothing is decided yet.")

    def test_both_sides_answer(self):
        uploader = self.signed_in("uploader")
        followed = self.claimed(self.site.put(self.token(uploader), "concert.png", png()))
        self.decided()
        uploader.open("/notices")
        uploader.find("main table a[href^='/notices/']").click()
        uploader.expect("What happens on which day", "If you do nothing")
        uploader.check_page("process-notice")

        uploader.press("Send a counter-notice")
        uploader.expect("All that you enter here goes to the claimant.")
        uploader.check_page("process-counter-notice")
        self.typed(uploader, COUNTER_NOTICE)
        uploader.find("input[value='us']").click()
        for sworn in ("mistake", "jurisdiction", "service_of_process"):
            uploader.find(f"#{sworn}").click()
        uploader.press("See what the claimant will read")
        uploader.expect("Nothing is sent or stored yet", "1 Example Street")
        uploader.check_page("process-counter-notice-confirm")
        uploader.press("Send it to the claimant")
        uploader.expect("the material returns by itself")
        uploader.press("Appeal")
        uploader.check_page("process-appeal")
        uploader.fill("Why the decision is wrong", "I have a licence.")
        uploader.press("Send the appeal")
        uploader.expect("Your appeal was received.", "An appeal waits to be decided.")
        uploader.check_page("process-answered")

        self.browser.get(followed)
        self.expect("Counter-notices", "My own recording of my own concert.", "unless you first tell us of an action")
        self.expect("A counter-notice runs.", "until the end of", "The uploader has appealed.")
        self.expect_gone("It is done.")
        self.check_page("process-claim")
        self.press("Tell of an action…")
        self.check_page("process-action")
        self.find("input[value='action']").click()
        self.fill("Name of the court or body", "United States District Court, Northern District of California")
        self.fill("Number of the action", "4:26-cv-01234")
        self.browser.execute_script("document.getElementById('begun_on').value = '2026-11-20'")
        self.find("#restrains").click()
        self.fill("Your signature", "Nora Notifier")
        self.press("Keep the material removed")
        self.expect("Your action keeps the material removed until it has ended, unless", "is not given back before the action")
        self.check_page("process-claim-stopped")
        uploader.browser.refresh()
        uploader.expect("Nothing returns until it has ended.", "4:26-cv-01234")

        senior = self.signed_in("senior")
        for path, words in (
            ("/desk/counter-notices", "to be checked"),
            ("/desk/appeals", "uploader"),
            ("/desk/disputes", "4:26-cv-01234"),
        ):
            senior.open(path)
            senior.expect(words)
            senior.check_page("process" + path.replace("/", "-"))
        look = "main tbody a[href^='/desk/disputes/']:not([href$='/end'])"
        senior.expect("to be looked at")
        senior.find(look).click()
        senior.expect("Does it name an action?")
        senior.check_page("process-dispute-look")
        senior.tick("It names one")
        senior.press("Record what was found")
        senior.expect("It is noted")
        self.press("Say how it ended…")
        self.check_page("process-action-end")
        self.find("input[value='for-claimant']").click()
        self.browser.execute_script("document.getElementById('ended_on').value = '2026-11-24'")
        self.fill("What shows it", "Judgment of 24 November, docket 45")
        self.press("Tell us")
        self.expect("a reviewer looks at that")
        self.check_page("process-claim-end-told")
        senior.open("/desk/disputes")
        senior.expect("said to have ended")
        senior.find(look).click()
        senior.expect("Judgment of 24 November, docket 45")
        senior.check_page("process-dispute-reported")
        senior.press("Record how it ended")
        senior.expect("What shows it")
        senior.check_page("process-dispute-end")
        senior.open("/desk/counter-notices")
        senior.find("main tbody a").click()
        senior.expect("My own recording of my own concert.", "an action keeps it from returning")
        senior.check_page("process-desk-counter-notice")
        senior.open("/desk/appeals")
        senior.find("main tbody a").click()
        senior.fill("Reasons", "The licence covers it.")
        senior.tick("It is granted")
        senior.press("Decide the appeal")
        senior.expect("Nothing is decided yet.", "the same links work again", "The uploader and the claimant are told")
        senior.check_page("process-appeal-confirm-back")
        senior.press("Decide the appeal")
        senior.expect("The appeal is decided")
        uploader.browser.refresh()
        uploader.expect("your appeal was granted", "This restriction has ended.")
        uploader.expect("sent a counter-notice about this file", "appealed against the decision about this file")
        uploader.check_page("process-notice-timeline")

    def test_a_claimant_who_was_refused_appeals(self):
        uploader = self.signed_in("uploader")
        followed = self.claimed(self.site.put(self.token(uploader), "harbour.png", png()))
        self.decided(("not-infringing", "none"))
        self.browser.get(followed)
        self.expect("It is over.")
        self.press("Appeal…")
        self.fill("Why the decision is wrong", "It is the whole film.")
        self.press("Send the appeal")
        self.expect("Your appeal waits.", "Nothing is restricted by this claim now.")
        self.expect_gone("It is over.")
        self.check_page("process-claim-appealed")

        senior = self.signed_in("senior")
        senior.open("/desk/appeals")
        senior.find("main tbody a").click()
        for choice in ("grant", "infringing", "lock-and-delete"):
            senior.find(f"input[type=radio][value='{choice}']").click()
        senior.fill("Under which law or rule", "17 U.S.C. 106")
        senior.fill("Reasons", "It is the whole film.")
        senior.press("Decide the appeal")
        senior.expect("Nothing is decided yet.", "leads to it")
        senior.check_page("process-appeal-confirm")
        senior.press("Go back and change it")
        senior.expect("Why the decision is said to be wrong")
        senior.press("Decide the appeal")
        senior.press("Decide the appeal")
        senior.expect("The appeal is decided")

    def test_somebody_with_a_blocked_link_complains_and_a_senior_overturns(self):
        uploader = self.signed_in("uploader")
        link = self.site.put(self.token(uploader), "lantern.png", png())
        self.claimed(link)
        self.decided(("infringing", "disable-link"))
        self.browser.get(link)
        self.expect("If you think that the blocking is wrong:")
        self.check_page("complaint-blocked")
        self.press("complain about it")
        self.expect("Complain about a blocked link")
        key = link.split("#")[1]
        self.fill("What is wrong with it", f"It is my sister’s own drawing: {key}")
        self.press("Send the complaint")
        self.expect("There is a problem", "This seems to hold the key of a link")
        self.check_page("complaint-refused")
        # What stands behind the # of a link that is pasted whole does not leave the browser.
        self.fill("What is wrong with it", f"It is my sister’s own drawing: {link}")
        self.fill("Your e-mail address", "sharee@example.org")
        self.press("Send the complaint")
        self.expect("Complaint received", "Goes to the e-mail address you gave.")
        self.check_page("complaint-received")

        senior = self.signed_in("senior")
        senior.open("/desk/complaints")
        senior.check_page("desk-complaints")
        senior.find("main tbody a").click()
        senior.expect("It is my sister’s own drawing:")
        senior.expect_gone(key)
        senior.find("input[type=radio][value='again']").click()
        senior.fill("What you found", "It may be so: it is signed.")
        senior.check_page("desk-complaint")
        senior.press("Answer")
        senior.expect("The complaint is answered.")
        senior.open("/desk/complaints?for=seniors")
        senior.find("main tbody a").click()
        complaint = senior.browser.current_url
        senior.find("main a[href^='/desk/claims/']").click()
        senior.press("Overturn it…")
        senior.expect("Of your own motion")
        senior.check_page("overturning")
        for choice in ("not-infringing", "none"):
            senior.find(f"input[type=radio][value='{choice}']").click()
        senior.fill("Reasons", "The drawing is signed by its owner.")
        senior.press("See what it would touch")
        senior.expect("Nothing is decided yet.", "the same links work again")
        senior.check_page("overturning-confirm")
        senior.press("Overturn the decision")
        senior.expect("The decision is overturned, and both sides are told why.")
        senior.browser.get(complaint)
        senior.expect("What was answered")
        senior.find("input[type=radio][value='overturned']").click()
        senior.fill("What you found", "It was given back.")
        senior.press("Answer")
        senior.expect("The complaint is answered.")
        self.browser.get(link)
        self.expect("lantern.png")
        uploader.open("/notices")
        uploader.find("main table a[href^='/notices/']").click()
        uploader.expect("The drawing is signed by its owner.")
        uploader.check_page("overturning-notice")
