#!/usr/bin/env python3
"""Runs the browser journeys of this folder in a real Chromium.

    run.py                    all of them
    run.py journey_vectors    one (or journey_x.Class.test_name)

Needs Chromium and chromedriver from the system, and a Python with `selenium`. Exits 77, and says what is missing, when
they are not there. `--count FILE` writes how many journeys passed.
"""

import argparse
import importlib.util
import os
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the browser journeys.")
    parser.add_argument("names", nargs="*", help="journeys by name; all when none is given")
    parser.add_argument("--count", type=pathlib.Path, help="write the number of passed journeys to this file")
    arguments = parser.parse_args()

    if importlib.util.find_spec("selenium") is None:
        print(f"skipped: browser journeys need selenium ({sys.executable} -m pip install selenium)", file=sys.stderr)
        return SKIPPED
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(HERE))
    os.chdir(HERE)
    import browser

    if missing := browser.missing():
        print(f"skipped: browser journeys need {' and '.join(missing)}", file=sys.stderr)
        return SKIPPED

    loader = unittest.defaultTestLoader
    if arguments.names:
        suite = loader.loadTestsFromNames(arguments.names)
    else:
        suite = loader.discover(str(HERE), pattern="journey_*.py", top_level_dir=str(HERE))
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    passed = result.testsRun - len(result.failures) - len(result.errors) - len(result.skipped)
    if arguments.count:
        arguments.count.write_text(f"{passed}\n")
    # A run in which nothing ran, or something was skipped, is not a pass.
    return 0 if result.wasSuccessful() and passed > 0 and not result.skipped else 1


if __name__ == "__main__":
    sys.exit(main())
