#!/usr/bin/env python3
"""Opens what our Rust sealed, with the independent implementation `cryptography.cobblestone`.

    check.py FOLDER      with FOLDER/manifest.json: [{"file", "key", "context", "length", "sha256"}]

Prints one line a file; exits 0 only if each opens to exactly the stated plaintext.
"""

import hashlib
import json
import pathlib
import sys

from cryptography.cobblestone import Cobblestone256Decryptor


def main() -> int:
    folder, failed = pathlib.Path(sys.argv[1]), False
    cases = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for case in cases:
        decryptor = Cobblestone256Decryptor(bytes.fromhex(case["key"]), case["context"].encode())
        try:
            plain = decryptor.update((folder / case["file"]).read_bytes()) + decryptor.finalize()
            good = len(plain) == case["length"] and hashlib.sha256(plain).hexdigest() == case["sha256"]
        except Exception as error:  # noqa: BLE001 - any refusal is the finding
            print(f"{case['file']}: {error!r}")
            good = False
        print(f"{case['file']}: {'opened' if good else 'NOT THE PLAINTEXT'}")
        failed |= not good
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
