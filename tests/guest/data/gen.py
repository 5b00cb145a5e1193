#!/usr/bin/env python3
"""gen.py DIR: writes the generated working files, the same bytes on every run."""
import json, os, random, struct, sys

R = random.Random(1903)
VOWELS, OTHERS = "aeiou", "bcdfghklmnprstvwz"
WORDS = ["".join(R.choice(VOWELS if i % 2 else OTHERS) for i in range(R.randint(2, 9))) for _ in range(1200)]

def sentence():
    s = " ".join(R.choices(WORDS, k=R.randint(3, 13))).capitalize()
    return s + R.choice([".", ".", ".", "!", "?", f" ({R.randrange(1000)})."])

def text(lines):
    return "".join(sentence() + "\n" for _ in range(lines))

def edited(lines):
    """a copy of lines with some changed, removed, added and moved"""
    out = list(lines)
    for _ in range(12):
        i = R.randrange(len(out))
        R.choice([lambda: out.__setitem__(i, out[i].upper()), lambda: out.pop(i), lambda: out.insert(i, sentence() + "\n")])()
    out[20:24], out[90:94] = out[90:94], out[20:24]
    return out

def table(rows):
    head = "id,name,city,amount,rate\n"
    return head + "".join(f"{i},{R.choice(WORDS)},{R.choice(WORDS[:20])},{R.randrange(-9999, 10000)},{R.random() * 100:.3f}\n"
                          for i in range(1, rows + 1))

def document(n):
    return json.dumps([{"id": i, "name": R.choice(WORDS), "tags": R.sample(WORDS[:30], R.randrange(4)), "score": round(R.gauss(50, 20), 2),
                        "ok": R.random() < .5, "at": {"x": R.randrange(100), "y": None if R.random() < .1 else R.randrange(100)}} for i in range(n)])

def mixed(n):
    """text, records and noise: a third each"""
    recs = b"".join(struct.pack("<IHHd", i, R.randrange(50), R.randrange(65536), i * .25) for i in range(n // 48 + 1))
    return text(n // 40).encode()[:n // 3] + recs[:n // 3] + R.randbytes(n // 3)

def folder(at):
    for d in ("src", "src/core", "doc", "empty", ".hidden"):
        os.makedirs(f"{at}/{d}")
    for name, lines in (("src/main.c", 40), ("src/core/parse.c", 90), ("src/core/parse.h", 12), ("doc/notes.txt", 60),
                        ("doc/a b.txt", 3), (".hidden/x", 1), ("README", 15)):
        open(f"{at}/{name}", "w").write(text(lines))
    open(f"{at}/src/run.sh", "w").write("#!/bin/sh\necho run \"$@\"\n")
    os.chmod(f"{at}/src/run.sh", 0o755)
    os.symlink("../README", f"{at}/doc/link")
    os.symlink("nowhere", f"{at}/dangling")

def main(at):
    if os.path.exists(at + "/done") and os.path.getmtime(at + "/done") > os.path.getmtime(__file__):
        return
    part = f"{at}.{os.getpid()}"
    os.makedirs(part)
    old = text(200).splitlines(True)
    files = {
        "words.txt": text(800), "short.txt": text(60), "old.txt": "".join(old), "new.txt": "".join(edited(old)),
        "nums.txt": "".join(f"{R.choice([R.randrange(100), R.randrange(-10**6, 10**6), round(R.gauss(0, 1000), 3), f'{R.random():e}'])}\n" for _ in range(1500)),
        "keys.txt": "".join(f"{R.randrange(300)} {R.choice(WORDS)} {R.choice(WORDS[:40])} {R.choice('KMG')}{R.randrange(99)} v{R.randrange(3)}.{R.randrange(20)}.{R.randrange(9)}\n" for _ in range(2000)),
        "table.csv": table(600), "data.json": document(250),
        "tabs.txt": "".join("\t" * R.randrange(4) + sentence() + "\t\t" + R.choice(WORDS) + "\n" for _ in range(60)),
        "deps.txt": "".join(f"{R.choice(WORDS[:50])}1 {R.choice(WORDS[:50])}2\n" for _ in range(80)),
        "utf8.txt": "".join(f"{R.choice(['Grüße', 'naïve', 'Ωμέγα', 'привет', '日本語', 'emoji 🙂', 'ǅungla'])} {sentence()}\n" for _ in range(120)),
    }
    for name, content in files.items():
        open(f"{part}/{name}", "w", encoding="utf-8").write(content)
    for name, content in (("mix.dat", mixed(240_000)), ("noise.dat", R.randbytes(20_000)), ("zero.dat", bytes(100_000))):
        open(f"{part}/{name}", "wb").write(content)
    folder(part + "/tree")
    open(part + "/done", "w").close()
    if os.path.exists(at):
        os.rename(at, f"{part}.old")
        import shutil
        shutil.rmtree(f"{part}.old")
    os.rename(part, at)

main(sys.argv[1])
