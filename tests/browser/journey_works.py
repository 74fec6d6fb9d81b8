"""A rights holder's works: looked through, registered by digests of large files that stay where they are, carried in and
out. The digests that the browser computes are those of Python's hashlib."""

import hashlib
import pathlib
import random
import tempfile

import journey_case
from browser import Journey

MIB = 1 << 20

VECTORS = """
const done = arguments[arguments.length - 1];
(async () => {
  const { Sha256 } = await import("/static/js/sha256.js");
  const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const of = (bytes, sizes) => {
    const hash = new Sha256();
    for (let at = 0, n = 0; at < bytes.length; n += 1) {
      const next = at + sizes[n % sizes.length];
      hash.update(bytes.subarray(at, next));
      at = next;
    }
    return hash.hex();
  };
  const known = arguments[0].map(([text, times]) => of(new TextEncoder().encode(text.repeat(times)), [997]));
  const wrong = [];
  for (let length = 0; length <= 300; length += 1) {
    const bytes = crypto.getRandomValues(new Uint8Array(length));
    const whole = hex(await crypto.subtle.digest("SHA-256", bytes));
    for (const sizes of [[1], [63, 1], [64], [65, 3], [400]]) if (of(bytes, sizes) !== whole) wrong.push([length, sizes]);
  }
  done({ known, wrong });
})().catch((error) => done({ error: String(error) }));
"""


class Works(Journey):
    #: A form that was refused is answered with 422.
    expected_console = ("422",)

    @classmethod
    def start_site(cls):
        return journey_case.Demo()

    def holder(self):
        return journey_case.Case.signed_in(self, "rights holder")

    def a_work(self, holder, title):
        holder.open("/rights/works")
        holder.fill("Title", title)
        holder.choose("Kind", "Film")
        holder.tick("Owner")
        holder.press("Register the work")
        holder.expect("The work is registered.")
        holder.press(title)
        holder.expect("Add references")

    def test_the_digest_of_a_stream_is_sha_256(self):
        self.open("/")
        self.browser.set_script_timeout(60)
        # The examples of FIPS 180-2: of one block, of two, and a million letters.
        two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
        texts = [("", 0), ("abc", 1), (two, 1), ("a", 1_000_000)]
        outcome = self.browser.execute_async_script(VECTORS, texts)
        expected = [hashlib.sha256((text * times).encode()).hexdigest() for text, times in texts]
        self.assertEqual(expected[1], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        self.assertEqual(outcome, {"known": expected, "wrong": []})

    def test_files_are_registered_by_digests_and_stay_where_they_are(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        noise = random.Random(7)
        contents = {"reel one.mov": noise.randbytes(64 * MIB + 5), "empty.txt": b"", "reel two.mov": noise.randbytes(3 * MIB)}
        for name, content in contents.items():
            (folder / name).write_bytes(content)
        holder = self.holder()
        self.a_work(holder, "The Long Way Home")
        holder.check_page("work")
        # What the page says on the way, each change of it once.
        holder.browser.execute_script(
            """window.said = [];
            const left = document.querySelector("[data-left]");
            new MutationObserver(() => window.said.push([left.textContent, document.querySelector("[data-work] progress").value]))
              .observe(left, { childList: true, characterData: true, subtree: true });"""
        )
        holder.attach("Files", *(folder / name for name in contents))
        holder.expect("3 digests stand below. Nothing is registered until you press the button.")
        said = holder.browser.execute_script("return window.said")
        within = [value for text, value in said if text.startswith("File 1 of 3") and 0 < value < 0.95]
        self.assertGreater(len(within), 1, f"progress within the first file: {said}")
        self.assertEqual(within, sorted(within))
        holder.check_page("work-hashed")
        holder.press("Register the references")
        holder.expect("3 references are registered.", "reel one.mov", "reel two.mov")
        shown = {code.get_attribute("title") for code in holder.browser.find_elements("css selector", "td code, th code")}
        self.assertEqual(shown, {hashlib.sha256(content).hexdigest() for content in contents.values()})
        holder.check_page("work-references")

        # Names stay here when they are not wanted, and a file that is registered keeps its date.
        name = "a name to keep.mov"
        (folder / name).write_bytes(b"another cut")
        holder.find("#names").click()
        holder.attach("Files", folder / name, folder / "reel two.mov")
        holder.expect("2 digests stand below.")
        holder.fill("Label for those without one", "Second edition")
        holder.press("Register the references")
        holder.expect("One reference is registered. One was registered before and keeps its date.", "Second edition")
        self.assertNotIn(name, holder.browser.page_source)

    def test_reading_can_be_stopped(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        # A file with nothing in it takes no room on the disk and as long to read as any other.
        with (folder / "large.mov").open("wb") as large:
            large.truncate(8 << 30)
        (folder / "small.mov").write_bytes(b"small")
        holder = self.holder()
        self.a_work(holder, "A Long Film")
        holder.attach("Files", folder / "small.mov", folder / "large.mov")
        holder.expect("File 2 of 2", "left")
        holder.check_page("work-hashing")
        holder.press("Stop")
        holder.expect("Stopped: 1 digest stands below, of 2 files.")
        holder.press("Register the references")
        holder.expect("One reference is registered.", "small.mov")

    def test_works_are_carried_in_and_found(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        sheet = folder / "works.csv"
        head = "title;kind;basis;territory;identifiers\n"
        sheet.write_text(head + "Reel;hat;owner;FR;0-306-40615-3\n", encoding="utf-8-sig")
        holder = self.holder()
        holder.open("/rights/works/import")
        holder.check_page("works-import")
        holder.attach("CSV file", sheet)
        holder.press("Import")
        holder.expect("Nothing was imported.", "Line 2", "Enter one of film", "the check digit should be 2")
        holder.check_page("works-import-refused")
        sheet.write_text(head + "".join(f"Amélie {n};film;owner;FR;\n" for n in range(60)), encoding="utf-8-sig")
        holder.attach("CSV file", sheet)
        holder.press("Import")
        holder.expect("60 works are registered.")
        holder.check_page("works")
        holder.press("Older")
        holder.expect("Newest")
        holder.fill("Words of the title", "amelie 5")
        holder.press("Search")
        holder.expect("Amélie 59")
        self.assertEqual(len(holder.browser.find_elements("css selector", "tbody tr")), 11)
        holder.check_page("works-search")
        holder.open("/rights/works/import")
        holder.attach("CSV file", sheet)
        holder.press("Import")
        holder.expect("The lines below were there already", "Line 61")
        holder.check_page("works-import-present")
        holder.open("/rights/claims/new?basis=us-dmca")
        holder.fill("Limit it to a territory", "France")
        holder.fill("Find other works", "harbour dusk")
        holder.press("Find")
        holder.expect("Harbour at Dusk")
        self.assertEqual(holder.field("Limit it to a territory").get_attribute("value"), "France")
        holder.check_page("new-claim-works")
