"""Strikes: three that follow each other put an account before a reviewer, who suspends it; its uploader reads why and appeals; a senior lifts
it. And a notice that was manifestly unfounded is marked."""

import time

import journey_process
from browser import Journey

from journey_case import Demo, png


class Standing(Journey):
    #: What is wrong with a form is answered 422.
    expected_console = ("422",)
    signed_in = journey_process.Process.signed_in
    token = journey_process.Process.token
    typed = journey_process.Process.typed
    claimed = journey_process.Process.claimed
    decided = journey_process.Process.decided

    @classmethod
    def start_site(cls):
        return Demo()

    def refused(self) -> str:
        """A reviewer finds nothing illegal. Gives the page of the claim."""
        reviewer = self.signed_in("reviewer")
        reviewer.open("/desk")
        reviewer.press("Take the next one")
        for choice in ("not-infringing", "none"):
            reviewer.find(f"input[type=radio][value='{choice}']").click()
        reviewer.fill("Reasons", "It is another film.")
        reviewer.press("See what this would touch")
        claim = "/desk/claims/" + reviewer.browser.current_url.split("/desk/claims/")[1].split("/")[0]
        reviewer.press("Decide")
        reviewer.expect_gone("Nothing is decided yet.")
        return claim

    def test_three_strikes_and_an_appeal(self):
        uploader = self.signed_in("uploader")
        uploader.open("/account/standing")
        uploader.expect("Nothing counts now.")
        uploader.check_page("standing-own-empty")
        for number in range(3):
            self.claimed(self.site.put(self.token(uploader), f"concert-{number}.png", png()))
            self.decided()
            # The uploader reads the notice, so that whatever comes later is another strike.
            uploader.open("/notices")
            uploader.find("main table a[href^='/notices/']").click()
            uploader.expect("Strikes")
            time.sleep(0.1)
        uploader.open("/account/standing")
        uploader.expect("3 strikes count against your account; a review comes at 3.", "Strike 3")
        uploader.check_page("standing-own")

        senior = self.signed_in("senior")
        senior.open("/desk/standing")
        for _ in range(50):
            if senior.browser.find_elements("css selector", "main tbody a[href*='/accounts/']"):
                break
            time.sleep(0.2)
            senior.browser.refresh()
        senior.check_page("standing-desk")
        senior.find("main tbody a[href*='/accounts/']").click()
        senior.expect("3 strikes; a review comes at 3", "Decide about this account")
        senior.check_page("standing-desk-account")
        senior.fill("Reasons", "The same concert three times.")
        senior.press("Decide")
        senior.expect("Choose what is decided.")
        senior.tick("A suspension")
        senior.fill("Days", "30")
        senior.fill("Reasons", "The same concert three times, each after a notice about the one before.")
        senior.press("Decide")
        senior.expect("Nothing is decided yet.", "What it touches")
        senior.check_page("standing-desk-confirm")
        senior.press("Suspend")
        senior.expect("It is decided")

        uploader.open("/notices")
        uploader.expect("something is closed to you")
        uploader.check_page("standing-notices")
        uploader.find("main table a[href^='/notices/']").click()
        uploader.expect("Uploads and new links are suspended", "The same concert three times")
        uploader.check_page("standing-measure")
        uploader.press("Appeal")
        uploader.check_page("standing-appeal")
        uploader.fill("Why the decision is wrong", "It was one concert in three parts.")
        uploader.press("Send the appeal")
        uploader.expect("Your appeal was received.")

        reviewer = self.signed_in("reviewer")
        reviewer.open("/desk/appeals")
        reviewer.find("main tbody a").click()
        reviewer.expect("It was one concert in three parts.")
        reviewer.check_page("standing-desk-appeal")
        reviewer.tick("It is granted")
        reviewer.fill("Reasons", "One concert, one strike.")
        reviewer.press("Decide the appeal")
        reviewer.expect("Nothing is decided yet.", "What was decided is lifted at once.")
        reviewer.check_page("standing-appeal-confirm")
        reviewer.press("Decide the appeal")
        reviewer.expect("The appeal is decided")
        uploader.open("/account/standing")
        uploader.expect("lifted")

    def test_a_notice_is_marked_as_manifestly_unfounded(self):
        uploader = self.signed_in("uploader")
        self.claimed(self.site.put(self.token(uploader), "mine.png", png()))
        claim = self.refused()
        reviewer = self.signed_in("reviewer")
        reviewer.open(claim)
        reviewer.press("Mark as manifestly unfounded…")
        reviewer.expect("Only what anybody could see to be unfounded at once.")
        reviewer.check_page("standing-mark")
        reviewer.tick("Notice, target 1")
        reviewer.fill("Why it was manifestly unfounded", "The link leads to something else.")
        reviewer.press("Mark it")
        reviewer.expect("It is marked.", "marked")
