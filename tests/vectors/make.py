#!/usr/bin/env python3
"""Makes cobblestone.json: what an independent implementation seals and derives, for ours to be held against.

    python -m venv /tmp/v && /tmp/v/bin/pip install 'cryptography>=50' && /tmp/v/bin/python tests/vectors/make.py

Sealed bytes come from `cryptography.cobblestone`; keys, links and accounts are computed here from the primitives
of the same package, from the text of the format and not from our Rust. Salts are random, so each run writes other bytes.
"""

import base64
import hashlib
import json
import os
import pathlib
import struct
import unicodedata

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

HERE = pathlib.Path(__file__).resolve().parent
CHUNK, SEALED_CHUNK, HEADER, PART = 16_384, 16_400, 56, 8_388_608
ONE_PART = 8_380_360
OBJECT = "0190a5b4-3c2d-7e1f-8a9b-0c1d2e3f4a5b"
ENTRY = "0190a5b4-3c2d-7e1f-8a9b-ffffffffffff"


def plaintext(seed: int, length: int) -> bytes:
    """`length` bytes of xorshift32 words, little-endian: easy to make in any language."""
    words, state = [], seed
    for _ in range(-(-length // 4)):
        state ^= state << 13 & 0xFFFFFFFF
        state ^= state >> 17
        state ^= state << 5 & 0xFFFFFFFF
        words.append(state)
    return struct.pack(f"<{len(words)}I", *words)[:length]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def secret(label: str, length: int = 32) -> bytes:
    return hashlib.sha256(f"writ vector {label}".encode()).digest()[:length]


def hkdf(ikm: bytes, salt: bytes, info: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt or None, info=info.encode()).derive(ikm)


def pbkdf2(password: str, salt: bytes, rounds: int) -> bytes:
    normal = unicodedata.normalize("NFKC", password).encode()
    return PBKDF2HMAC(algorithm=SHA256(), length=32, salt=salt, iterations=rounds).derive(normal)


def seal(key: bytes, context: str, data: bytes) -> bytes:
    encryptor = Cobblestone256Encryptor(key, context.encode())
    return encryptor.update(data) + encryptor.finalize()


def opens(key: bytes, context: str, sealed: bytes) -> bool:
    decryptor = Cobblestone256Decryptor(key, context.encode())
    try:
        decryptor.update(sealed)
        decryptor.finalize()
    except Exception:  # noqa: BLE001 - whatever it says, it refused
        return False
    return True


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\0" + data).digest()


def root(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root(leaves[:split]) + root(leaves[split:])).digest()


def messages() -> list[dict]:
    made = []
    for seed, (length, context) in enumerate(
        [
            (0, f"writ/v1/content {OBJECT}"),
            (1, f"writ/v1/content {OBJECT}"),
            (77, ""),
            (78, "any context, even this: \u00fc\u4e2d"),
            (CHUNK - 1, f"writ/v1/content {OBJECT}"),
            (CHUNK, f"writ/v1/content {OBJECT}"),
            (CHUNK + 1, f"writ/v1/content {OBJECT}"),
            (4 * 1024 * 1024 + 3, f"writ/v1/content {OBJECT}"),
            (ONE_PART, f"writ/v1/content {OBJECT}"),
            (ONE_PART + 1, f"writ/v1/content {OBJECT}"),
        ],
        start=1,
    ):
        key, plain = secret(f"message {seed}"), plaintext(seed, length)
        sealed = seal(key, context, plain)
        assert opens(key, context, sealed)
        made.append(
            {
                "key": key.hex(),
                "context": context,
                "seed": seed,
                "length": length,
                "plaintext_sha256": sha256(plain),
                "header": sealed[:HEADER].hex(),
                "sealed_length": len(sealed),
                "sealed_sha256": sha256(sealed),
                "part_leaves": [leaf(sealed[i : i + PART]).hex() for i in range(0, len(sealed), PART)],
                **({"sealed": b64(sealed)} if length <= CHUNK + 1 else {}),
            }
        )
    return made


def refusals() -> list[dict]:
    """Changes to a good message that must make it not open, each confirmed by the independent implementation."""
    key, context = secret("refusals"), f"writ/v1/content {OBJECT}"
    plain = plaintext(99, CHUNK + 40)
    sealed = seal(key, context, plain)
    head, first, last = sealed[:HEADER], sealed[HEADER : HEADER + SEALED_CHUNK], sealed[HEADER + SEALED_CHUNK :]

    def flip(place: int) -> bytes:
        return sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]

    cases = [
        ("nothing", [0, 0], "", "truncated"),
        ("half a header", [0, 40], "", "truncated"),
        ("header only", [0, HEADER], "", "truncated"),
        ("end marker missing", [0, HEADER + SEALED_CHUNK], "", "truncated"),
        ("part of a tag", [0, HEADER + SEALED_CHUNK + 15], "", "truncated"),
        ("last byte missing", [0, len(sealed) - 1], "", "damaged"),
        ("trailing byte", [0, len(sealed)], "00", "damaged"),
    ]
    made = []
    for name, (start, end), extra, error in cases:
        altered = sealed[start:end] + bytes.fromhex(extra)
        assert not opens(key, context, altered), name
        made.append({"name": name, "keep": [[start, end]], "append": extra, "error": error})
    chunks = [[0, HEADER], [HEADER, HEADER + SEALED_CHUNK], [HEADER + SEALED_CHUNK, len(sealed)]]
    for name, order in [("first chunk missing", [0, 2]), ("first chunk twice", [0, 1, 1, 2]), ("swapped", [0, 2, 1])]:
        altered = b"".join([head, first, last][i] for i in order)
        assert not opens(key, context, altered), name
        made.append({"name": name, "keep": [chunks[i] for i in order], "append": "", "error": "damaged"})
    for name, place, error in [
        ("salt", 3, "wrong_key"),
        ("commitment", 30, "wrong_key"),
        ("commitment's last byte", 55, "wrong_key"),
        ("first chunk", 60, "damaged"),
        ("first tag", HEADER + CHUNK, "damaged"),
        ("last chunk", HEADER + SEALED_CHUNK, "damaged"),
        ("last tag", len(sealed) - 1, "damaged"),
    ]:
        assert not opens(key, context, flip(place)), name
        made.append({"name": f"a bit flipped in the {name}", "flip": place, "error": error})
    other_key, other_context = secret("another"), f"writ/v1/metadata {OBJECT}"
    assert not opens(other_key, context, sealed) and not opens(key, other_context, sealed)
    made.append({"name": "another key", "key": other_key.hex(), "error": "wrong_key"})
    made.append({"name": "another context", "context": other_context, "error": "wrong_key"})
    return [{"key": key.hex(), "context": context, "sealed": b64(sealed), "cases": made}]


def file_keys() -> list[dict]:
    made = []
    for n in range(3):
        link_key, share = secret(f"link key {n}"), secret(f"share {n}")
        object_id = OBJECT[:-1] + str(n)
        made.append(
            {
                "link_key": link_key.hex(),
                "share": share.hex(),
                "object": object_id,
                "file_key": hkdf(link_key, share, f"writ/v1/file-key {object_id}").hex(),
            }
        )
    return made


def links() -> list[dict]:
    made = []
    link_id, link_key = url64(secret("link id", 16)), secret("link key")
    made.append(
        {"link": f"https://writ.example/f/{link_id}#{url64(link_key)}", "origin": "https://writ.example", "id": link_id,
         "link_key": link_key.hex()}
    )
    for n, password in enumerate(["correct horse battery staple", "caf\u00e9 \u2460 \ufb01n", ""]):
        salt = secret(f"link salt {n}", 16)
        stretched = pbkdf2(password, salt, 600_000)
        masked = bytes(a ^ b for a, b in zip(link_key, hkdf(stretched, b"", "writ/v1/link-wrap"), strict=True))
        made.append(
            {
                "link": f"https://writ.example:8443/f/{link_id}#pw1.{url64(salt)}.{url64(masked)}",
                "origin": "https://writ.example:8443",
                "id": link_id,
                "password": password,
                "link_key": link_key.hex(),
                "auth": hkdf(stretched, b"", "writ/v1/link-auth").hex(),
            }
        )
    return made


def metadata() -> list[dict]:
    made = []
    for n, fields in enumerate(
        [
            {"name": "a", "type": "text/plain", "size": 0},
            {"name": "Ferienfoto \u2013 \u5317\u4eac \U0001f3d4.jpeg", "type": "image/jpeg", "size": 5_242_883,
             "modified": "2026-11-23T10:00:00Z"},
            {"name": "x" * 255, "type": "application/octet-stream", "size": 1_099_511_627_776},
        ]
    ):
        key = secret(f"metadata {n}")
        plain = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
        plain += b" " * (-len(plain) % 256)
        sealed = seal(key, f"writ/v1/metadata {OBJECT}", plain)
        assert len(sealed) <= 4096
        made.append({"key": key.hex(), "object": OBJECT, "fields": fields, "sealed": b64(sealed)})
    return made


def accounts() -> list[dict]:
    made = []
    for n, (password, rounds) in enumerate([("a long enough password", 600_000), ("pa\u0301ssw\u00f6rd \u216b", 650_000)]):
        salt, master, recovery = secret(f"account salt {n}", 16), secret(f"master {n}"), secret(f"recovery {n}")
        stretched = pbkdf2(password, salt, rounds)
        wrap = hkdf(stretched, b"", "writ/v1/account-wrap")
        nonce, recovery_nonce = secret(f"nonce {n}", 12), secret(f"recovery nonce {n}", 12)
        recovery_wrap = hkdf(recovery, b"", "writ/v1/recovery-wrap")
        entry_info = f"writ/v1/entry {ENTRY}"
        entry = {"object": OBJECT, "name": "a", "path": "/", "type": "text/plain", "size": 0, "link_key": "…"}
        plain = json.dumps(entry, ensure_ascii=False).encode()
        made.append(
            {
                "password": password,
                "salt": salt.hex(),
                "rounds": rounds,
                "auth": hkdf(stretched, b"", "writ/v1/account-auth").hex(),
                "wrap": wrap.hex(),
                "master": master.hex(),
                "wrapped_master": (nonce + AESGCM(wrap).encrypt(nonce, master, None)).hex(),
                "recovery_key": base64.b32encode(recovery).decode().rstrip("="),
                "recovery_wrapped_master": (
                    recovery_nonce + AESGCM(recovery_wrap).encrypt(recovery_nonce, master, None)
                ).hex(),
                "entry": ENTRY,
                "entry_plaintext": plain.decode(),
                "entry_sealed": b64(seal(hkdf(master, b"", entry_info), entry_info, plain)),
            }
        )
    return made


def roots() -> list[dict]:
    made = []
    for count in [2, 3, 5, 8, 17]:
        leaves = [leaf(f"leaf {n}".encode()) for n in range(count)]
        made.append({"leaves": [one.hex() for one in leaves], "root": root(leaves).hex()})
    return made


if __name__ == "__main__":
    vectors = {
        "about": "Made by tests/vectors/make.py with the Python package cryptography; do not edit.",
        "messages": messages(),
        "refusals": refusals(),
        "file_keys": file_keys(),
        "links": links(),
        "metadata": metadata(),
        "accounts": accounts(),
        "roots": roots(),
    }
    target = HERE / "cobblestone.json"
    target.write_text(json.dumps(vectors, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{target}: {os.path.getsize(target)} bytes")
