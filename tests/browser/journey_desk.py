"""The desk by keyboard: what is searched for, saved, chosen and decided together, over a demo of its own, since what it leaves in
the queue would come first for whoever takes the next one."""

import journey_case
from browser import Journey
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
            self.browser.find_element("id", "good_faith").click()
            self.press("Send the notice")
            self.expect("Your notice is received")

        reviewer = self.signed_in("reviewer")
        # To whatever has the focus, as a keyboard does.
        press = lambda key: ActionChains(reviewer.browser).send_keys(key).perform()
        focused = lambda: reviewer.browser.switch_to.active_element
        sent = "return performance.getEntriesByType('navigation')[0].name"
        reviewer.open("/desk")
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
        together = reviewer.browser.find_element("css selector", "[data-together]")
        self.assertEqual(together.text, "Decide 2 together")
        reviewer.check_page("desk-chosen")
        together.send_keys(Keys.ENTER)
        reviewer.expect("Decide together", "2 in 2 claims", "forum.example")
        press("j")
        self.assertEqual(focused().tag_name, "section")
        press(Keys.ENTER)
        self.assertEqual(focused().get_attribute("name"), "target", "into it, to its box")
        reviewer.check_page("desk-bulk")
        for choice in ("infringing", "disable-link"):
            reviewer.browser.find_element("css selector", f"input[type=radio][value='{choice}']").click()
        reviewer.press("See what is to be confirmed")
        reviewer.expect("There is a problem", "Give the reasons")
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
