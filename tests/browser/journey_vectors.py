"""The browser's sealing modules against the vectors that the Rust room passes, in a real Chromium."""

import json

from browser import Folder, Journey
from selenium.webdriver.support.ui import WebDriverWait


class Vectors(Journey):
    expected_console = ("favicon",)  # plain files have none

    @classmethod
    def start_site(cls):
        return Folder()

    def test_every_vector(self):
        self.open("/tests/browser/vectors.html")
        report = WebDriverWait(self.browser, 120).until(
            lambda browser: browser.execute_script("return document.body.dataset.report"), "the page made no report"
        )
        outcomes = json.loads(report)
        failed = [f"{one['name']}: {one['error']}" for one in outcomes if one["error"]]
        self.assertEqual(failed, [], "\n".join(failed))
        sections = {one["name"].split(":")[0] for one in outcomes}
        expected = {"messages", "refusals", "file_keys", "links", "malformed links", "metadata", "accounts", "roots", "streams", "custody"}
        self.assertEqual(sections, expected)
        self.assertGreater(len(outcomes), 60)
        self.check_accessibility()
