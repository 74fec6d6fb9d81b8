"""What the public reads of the operator: the report, its files, policies and contacts; and where administrators publish them."""

import json
import urllib.request

import journey_case
from browser import Journey

from journey_case import Demo


class Transparency(Journey):
    signed_in = journey_case.Case.signed_in

    @classmethod
    def start_site(cls):
        return Demo()

    def test_the_public_reads_what_was_done(self):
        self.open("/")
        self.press("Transparency")
        self.expect("How this service was used against files", "This period is not over", "fewer than 5", "Verified rights holders", "FR")
        self.check_page("transparency")
        cut = self.browser.execute_script(
            "return [...document.querySelectorAll('.report .table-wrap')].filter((it) => it.scrollWidth > it.clientWidth).map((it) => it.ariaLabel)"
        )
        self.assertEqual(cut, [], "tables that do not fit a wide window")
        self.expect_labels_in_view_on_a_phone()
        self.assertTrue(self.browser.find_elements("css selector", "svg.chart-bar rect.chart-low"))
        period = self.find("#period")
        year = period.find_elements("tag name", "option")[0].text
        self.choose("Period", year)
        self.press("Show")
        self.expect(year, "fewer than 5")
        link = self.browser.find_element("link text", "Download as JSON").get_attribute("href")
        with urllib.request.urlopen(link) as answer:
            document = json.load(answer)
        self.assertEqual(document["step"], 5)
        self.assertTrue(any(cell["at_least"] == 1 and cell["at_most"] == 4 for cell in document["counts"]))
        self.expect_bars_of(document)

    def expect_labels_in_view_on_a_phone(self):
        """However far a table was scrolled, what each of its rows is stands at its edge, and hides nothing of the last column."""
        metrics = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        try:
            scrolled = self.browser.execute_script(
                """
                const wraps = [...document.querySelectorAll(".report .table-wrap")].filter((it) => it.scrollWidth > it.clientWidth);
                return wraps.map((wrap) => {
                    wrap.scrollLeft = wrap.scrollWidth;
                    const edge = wrap.getBoundingClientRect().left;
                    return [...wrap.querySelectorAll("tr")].map((row) => {
                        const [first, last] = [row.firstElementChild, row.lastElementChild].map((it) => it.getBoundingClientRect());
                        return [Math.round(first.left - edge), last.left >= first.right];
                    });
                });"""
            )
        finally:
            self.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        self.assertTrue(scrolled, "a table that is wider than a phone")
        for rows in scrolled:
            for row in rows:
                self.assertEqual(row, [0, True])

    def expect_bars_of(self, document):
        """Every bar is as wide as the numbers of its cell, the widest of its chart filling it: as written, and as the browser draws it."""
        drawn = self.browser.execute_script(
            """
            const width = (element) => element.getBoundingClientRect().width;
            const parts = (bar) => ["low", "high"].map((part) => {
                const rect = bar.querySelector(`rect.chart-${part}`);
                return [rect.getAttribute("width"), 100 * width(rect) / width(bar)];
            });
            const sections = [...document.querySelectorAll("section.report")];
            return Object.fromEntries(sections.map((section) => [
                section.id, [...section.querySelectorAll("svg.chart-bar")].map(parts),
            ]));"""
        )
        cells = {}
        for cell in document["counts"]:
            if cell["at_most"] > 0:
                cells.setdefault(cell["table"], []).append((cell["at_least"], cell["at_most"]))
        self.assertEqual({table for table, bars in drawn.items() if bars}, set(cells))
        for table, counts in cells.items():
            widest = max(most for _, most in counts)
            self.assertEqual(len(drawn[table]), len(counts), table)
            for bar, counted in zip(drawn[table], counts):
                for (written, shown), count in zip(bar, counted):
                    tenths = count * 1000 // widest
                    self.assertEqual(written, f"{tenths // 10}.{tenths % 10}", table)
                    self.assertAlmostEqual(shown, 100 * count / widest, delta=0.5, msg=table)

    def test_an_administrator_publishes_and_the_public_reads(self):
        self.open("/contact")
        self.expect("agent@operator.example", "has not yet said under which number", "contact@operator.example")
        self.check_page("contact")
        self.open("/policies")
        self.expect("3 strikes within 6 months", "Articles 9 to 18")
        self.check_page("policies")

        administrator = self.signed_in("administrator")
        administrator.open("/desk/policies")
        administrator.expect("What the operator publishes", "the text that came along", "version 1")
        administrator.check_page("desk-policies")
        administrator.press("Contact agent")
        administrator.fill("Number in the directory of the US Copyright Office (optional)", "DMCA-1234567")
        administrator.press("Publish")
        administrator.expect("There is a problem", "Enter the day of the registration")
        administrator.check_page("desk-policies-agent")
        administrator.check_console(("422",))
        administrator.browser.execute_script("document.getElementById('registered_on').value = '2026-11-02'")
        administrator.press("Publish")
        administrator.expect("It is published.", "version 2")
        administrator.press("Repeat infringers")
        administrator.find("input[value='own']").click()
        administrator.find("#text_en").clear()
        administrator.find("#text_en").send_keys("Whoever infringes twice is spoken to.")
        administrator.check_page("desk-policies-text")
        administrator.press("Publish")
        administrator.expect("It is published.")

        self.open("/contact")
        self.expect("Registration DMCA-1234567 of 2 November 2026")
        self.open("/policies")
        self.expect("Whoever infringes twice is spoken to.")
