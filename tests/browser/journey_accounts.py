"""People sign up, keep their recovery key, sign in and out; the first administrator sets the service up."""

from browser import Journey

PASSWORD = "four words that nobody guesses"


class Accounts(Journey):
    #: A wrong password is refused with 403; a page that is not there answers 404, a form that cannot be taken 422.
    expected_console = ("403", "404", "422")

    def sign_up(self, person, email: str) -> str:
        """Signs up on the page the person is on; gives the recovery key."""
        person.fill("E-mail address", email)
        person.fill("Password", PASSWORD)
        person.press("Create the account")
        person.expect("Keep your recovery key")
        recovery = person.browser.find_element("css selector", "[data-recovery]").text
        person.tick("I have printed it or written it down")
        return recovery

    def press_in_form(self) -> None:
        """The button of the sign-in form: the link above it has the same words."""
        self.browser.find_element("css selector", "form[data-sign-in] button").click()

    def test_a_stranger_signs_up_and_comes_back(self):
        self.open("/")
        self.expect("Your files, sealed before they leave you.")
        self.check_page("home")
        self.press("Create an account")
        self.expect("never sent")
        self.check_page("sign-up")
        self.fill("E-mail address", "ada@example.org")
        self.fill("Password", "short")
        self.press("Create the account")
        self.expect("There is a problem", "Use at least 12 characters.")
        self.check_page("sign-up-refused")
        recovery = self.sign_up(self, "ada@example.org")
        self.assertRegex(recovery, r"^([A-Z2-7]{4}-){12}[A-Z2-7]{4}$")
        self.check_page("recovery-key")
        self.press("Go on")
        self.wait(lambda: "/sign-up" not in self.path, "the page moves on")

        self.open("/account")
        self.expect("ada@example.org", "uploader", "this one")
        self.check_page("account")
        self.assertTrue(self.browser.execute_script("return sessionStorage.getItem('writ/master')"))
        self.press("Sign out")
        self.expect("Your files, sealed before they leave you.")
        self.assertIsNone(self.browser.execute_script("return sessionStorage.getItem('writ/master')"))

        self.open("/account")
        self.expect("Sign in")
        self.check_page("sign-in")
        self.fill("E-mail address", "ada@example.org")
        self.fill("Password", "not the right password")
        self.press_in_form()
        self.expect("The e-mail address or the password is wrong.")
        self.fill("Password", PASSWORD)
        self.press_in_form()
        self.expect("Tokens for the command line")

        self.fill("Name", "laptop")
        self.choose("How long it works", "90 days")
        self.press("Make the token")
        self.expect("Your new token", "writ_")
        self.check_page("token")
        self.press("Back to the account")
        self.expect("laptop")

        self.fill("Current password", PASSWORD)
        self.fill("New password", PASSWORD + " now")
        self.press("Change it")
        self.expect("The password is changed.")
        self.fill("Current password", PASSWORD + " now")
        fields = self.browser.find_element("id", "recovery-password")
        fields.send_keys(PASSWORD + " now")
        self.press("Replace it")
        self.expect("Your new recovery key")
        self.assertNotIn(recovery, self.text)

    def appoint_a_third(self, second) -> None:
        """From two administrators on it takes both: one invites, the other confirms who took it up."""
        self.tick("Administrator")
        self.press("Make an invitation link")
        self.expect("There is a problem", "Say why")
        self.fill("Who it is for, and why", "Dora runs the mirrors.")
        self.press("Make an invitation link")
        self.expect("Send this link to the person you invite.")
        link = self.browser.find_element("css selector", "code.secret").text
        third = self.person("the third administrator")
        third.open(link)
        third.press("Create an account")
        self.sign_up(third, "third@example.org")
        third.press("Go on")
        third.press("Accept the invitation")
        third.expect("It takes two administrators to appoint you administrator")
        third.check_page("appointment-waits")
        self.open("/desk/steps")
        self.expect("A new administrator: third@example.org", "You proposed it, so somebody else confirms it.")
        second.open("/desk/steps")
        second.expect("Dora runs the mirrors.", "Ask the person themselves")
        second.check_page("appointment")
        second.press("Appoint them")
        second.expect("The administrator is appointed.", "third@example.org")
        third.open("/account")
        third.expect("Sign in")
        self.open("/desk/accounts")
        self.expect("third@example.org")
        self.browser.find_element("css selector", "a[href$='/removal']").click()
        self.expect("another administrator, who is neither of you, confirms it")
        self.check_page("removal")
        self.press("Leave it")
        self.expect("People and roles")
        self.browser.find_element("css selector", "a[href$='/withdrawal']").click()
        self.expect("Lay down your role administrator?")
        self.check_page("lay-down")
        self.press("Keep it")
        self.expect("Tokens for the command line")

    def test_the_first_administrator_sets_the_service_up(self):
        self.open(self.site.first_invitation())
        self.expect("You are invited to work here")
        self.check_page("invitation")
        self.assertNotIn("#", self.browser.current_url)
        self.press("Create an account")
        self.sign_up(self, "first@example.org")
        self.press("Go on")
        self.expect("You are signed in as first@example.org")
        self.press("Accept the invitation")
        self.expect("You are an administrator now.", "A second administrator")
        self.check_page("setup")
        self.press("Make an invitation link")
        self.expect("Send this link to one person you trust.")
        link = self.browser.find_element("css selector", "code.secret").text

        second = self.person("the second administrator")
        second.open(link)
        second.press("Create an account")
        self.sign_up(second, "second@example.org")
        second.press("Go on")
        second.press("Accept the invitation")
        second.expect("You are an administrator now.")

        self.open("/setup")
        self.expect("3 of 4 things are left.")
        self.fill("Person or office", "Notices desk")
        self.fill("Acting for", "Example Files")
        self.fill("Postal address", "1 Street\nTown")
        self.fill("E-mail address", "notices@files.example")
        self.fill("Telephone", "+33 1 23 45 67 89")
        self.press("Publish the contact agent")
        self.expect("The contact agent is published.")
        self.fill("Country of establishment", "FR")
        self.fill("Courts that decide", "The courts of Paris")
        self.press("Publish the law")
        self.expect("The law is published.", "1 of 4 things are left.")
        self.open("/desk/accounts")
        self.expect("first@example.org", "second@example.org")
        self.check_page("people")
        self.appoint_a_third(second)
        stranger = self.person("a stranger")
        for path, words in [("/contact", "notices@files.example"), ("/policies", "The courts of Paris"), ("/privacy", "No analytics")]:
            stranger.open(path)
            stranger.expect(words)
            stranger.check_page(path.strip("/"))
        stranger.open("/nothing/here")
        stranger.expect("Not found", "Number of this request")
        stranger.check_page("not-found")
