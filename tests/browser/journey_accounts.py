"""People sign up, keep their recovery key, sign in and out; the first administrator sets the service up."""

from browser import Journey

PASSWORD = "four words that nobody guesses"


class Accounts(Journey):
    #: A wrong password is refused with 403; a page that is not there answers 404.
    expected_console = ("403", "404")

    def sign_up(self, person, email: str) -> str:
        """Signs up on the page the person is on; gives the recovery key."""
        person.fill("E-mail address", email)
        person.fill("Password", PASSWORD)
        person.press("Create the account")
        person.expect("Keep your recovery key")
        recovery = person.browser.find_element("css selector", "[data-recovery]").text
        person.tick("I have printed it or written it down")
        return recovery

    def confirm(self, person, email: str) -> None:
        """Enters the code on the step after signing up."""
        person.press("Go on")
        person.expect("Enter your code", "newest file of the folder mail in the data folder")
        person.fill("Code", self.site.code(email))
        person.press("Confirm")

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
        self.expect("Enter your code")
        self.check_page("sign-up-code")
        self.press("Confirm")
        self.expect("There is a problem", "Enter the code from the message.")
        self.fill("Code", "00000-00000")
        self.press("Confirm")
        self.expect("do not fit together")
        self.fill("Code", self.site.code("ada@example.org").lower().replace("-", " "))
        self.press("Confirm")
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

    def test_somebody_comes_back_with_the_code_later(self):
        self.open("/sign-up")
        recovery = self.sign_up(self, "bea@example.org")
        self.assertTrue(recovery)
        self.open("/sign-in")
        self.fill("E-mail address", "bea@example.org")
        self.fill("Password", PASSWORD)
        self.press_in_form()
        self.expect("The e-mail address or the password is wrong.")
        self.press("Enter your code")
        self.expect("The one you chose when you signed up.")
        self.check_page("code")
        self.fill("E-mail address", "bea@example.org")
        self.fill("Password", "another password than hers")
        self.fill("Code", self.site.code("bea@example.org"))
        self.press("Confirm")
        self.expect("do not fit together")
        self.fill("Password", PASSWORD)
        self.press("Confirm")
        self.wait(lambda: self.path.startswith("/drive"), "signed in")
        self.assertTrue(self.browser.execute_script("return sessionStorage.getItem('writ/master')"))
        cookies = {cookie["name"]: cookie for cookie in self.browser.get_cookies()}
        self.assertTrue(cookies["writ-device"]["httpOnly"])
        # An address that has an account sees the same steps.
        stranger = self.person("a stranger")
        stranger.open("/sign-up")
        self.sign_up(stranger, "bea@example.org")
        stranger.press("Go on")
        stranger.expect("Enter your code")
        stranger.fill("Code", self.site.code("bea@example.org"))
        stranger.press("Confirm")
        stranger.expect("do not fit together")

    def test_the_first_administrator_sets_the_service_up(self):
        self.open(self.site.first_invitation())
        self.expect("You are invited to work here")
        self.check_page("invitation")
        self.assertNotIn("#", self.browser.current_url)
        self.press("Create an account")
        self.sign_up(self, "first@example.org")
        self.confirm(self, "first@example.org")
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
        self.confirm(second, "second@example.org")
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
        stranger = self.person("a stranger")
        for path, words in [("/contact", "notices@files.example"), ("/policies", "The courts of Paris"), ("/privacy", "No analytics")]:
            stranger.open(path)
            stranger.expect(words)
            stranger.check_page(path.strip("/"))
        stranger.open("/nothing/here")
        stranger.expect("Not found", "Number of this request")
        stranger.check_page("not-found")
