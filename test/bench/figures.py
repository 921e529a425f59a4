#!/usr/bin/python3
"""Measures sizes, writes, stack and instructions, compares them with doc/figures.md and limits.json.

Usage: figures.py BUILD_FOLDER WORK_FOLDER [--write]

BUILD_FOLDER is a build for this machine, with its tests; in WORK_FOLDER the library is built for
Cortex-M. With --write the tables of the document are made anew instead of compared.
"""

import json
import pathlib
import re
import subprocess
import sys

import stack

ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCH = ROOT / "test/bench"
DOCUMENT = ROOT / "doc/figures.md"
BEARSSL = ROOT / "subprojects/bearssl-0.6/inc"

# Build for a target: processor, bits in a word of BearSSL's curve.
TARGETS = {"Cortex-M4": ("cortex-m4", 31), "Cortex-M0+": ("cortex-m0plus", 15)}
LINKING = ["-nostartfiles", "-Wl,--entry=main,--gc-sections,--defsym=__flash=0",
           "-Wl,--defsym=__flash_size=0x100000,--defsym=__ram=0x20000000,--defsym=__ram_size=0x100000"]

TYPES = ("gbcs_meter", "gbcs_meter_setup", "gbcs_store", "gbcs_trust", "gbcs_replay", "gbcs_log",
         "gbcs_refusals", "gbcs_budget", "gbcs_assembly", "gbcs_port", "gbcs_crypto", "gbcs_random",
         "gbcs_gcm", "gbcs_sha256", "gbcs_frame", "gbcs_gate", "gbcs_command", "gbcs_intent",
         "gbcs_pieces", "gbcs_credential", "gbcs_occurrence", "gbcs_schedule", "gbcs_limit", "gbcs_cache",
         "gbcs_desk", "gbcs_effects")

# What is called before the stack is wiped, by the macro that says how much of it is.
WIPED = {"GBCS_STACK_CIPHER": ("gbcs_gcm_begin", "gbcs_gcm_encrypt", "gbcs_gcm_decrypt", "gbcs_gcm_end",
                               "gbcs_kdf"),
         "GBCS_STACK_CURVE": ("gbcs_ecdh", "gbcs_ecdsa_sign", "gbcs_public_key_of")}
CALLS = ("boot", "provision", "seal", "receive", "tick", "complete", "top_up", "raise", "erase", "stop")
WIPING = ("lib/base/stack.c:overwrite",)

# How far a figure may be from the one in the document before that has to be made anew.
TOLERANCE = {"sizes": 0.0, "writes": 0.0, "code": 0.03, "stack": 0.03, "wiping": 0.03, "calls": 0.03,
             "verification": 0.03}


def run(command, folder=None):
    """Runs a tool that must succeed, and returns its standard output."""
    result = subprocess.run([str(word) for word in command], cwd=folder, capture_output=True,
                            text=True, check=False)
    if result.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}:\n{result.stdout[-3000:]}{result.stderr[-3000:]}")
    return result.stdout


def table(head, rows):
    """A table in Markdown; figures with commas."""
    def cell(value):
        return f"{value:,}" if isinstance(value, int) else str(value)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(cell, line)) + " |" for line in lines) + "\n"


def build(work):
    """Builds the library for each target, and returns the folders."""
    folders = {}
    for name, (cpu, _) in TARGETS.items():
        folder = folders[name] = work / cpu
        if not (folder / "build.ninja").is_file():
            run(["/usr/bin/meson", "setup", folder, ROOT, "--cross-file", BENCH / f"{cpu}.ini",
                 "-Dbearssl=subproject", "-Dtests=false", "-Dtools=false"])
        run(["ninja", "-C", folder, "lib/libgbcs.a"])
    return folders


def sizes_with(compiler, work):
    """Octets of each type for a compiler."""
    source, made = work / "sizes.c", work / "sizes.o"
    source.write_text('#include "gbcs/gbcs.h"\n' + "".join(
        f"char size_of_{name}[sizeof({name})];\n" for name in TYPES))
    run([*compiler, "-std=c11", f"-I{ROOT}/include", "-isystem", BEARSSL, "-c", source, "-o", made])
    listing = run(["nm", "-S", made])
    found = {name: int(size, 16) for size, name in
             re.findall(r"^\w+ (\w+) \w size_of_(\w+)$", listing, re.MULTILINE)}
    return [found[name] for name in TYPES]


def arm(cpu):
    """The compiler for a processor."""
    return ["arm-none-eabi-gcc", f"-mcpu={cpu}", "-mthumb", "--specs=picolibc.specs", "-Os"]


def sizes(work, limits):
    """Sizes of all contexts."""
    columns = [sizes_with(arm(cpu), work) for cpu, _ in TARGETS.values()]
    columns.append(sizes_with(["gcc"], work))
    for column in columns:
        limits("octets of gbcs_meter", column[0])
    return table(["octets of", *TARGETS, "64-bit host"],
                 [[f"`{name}`", *row] for name, *row in zip(TYPES, *columns)])


def layer_of(member):
    """What a section of the program belongs to."""
    found = re.search(r"libgbcs\.a\((\w+?)_.*\)$", member)
    layers = {name.split("/")[0] for name in (ROOT / "lib/sources.txt").read_text().split()}
    if found is None:
        return None if member.endswith(".o") else "the compiler's and C library"
    return found[1] if found[1] in layers else "BearSSL"


def code_of(cpu, library, work):
    """Octets of code and constants of the least firmware, by layer."""
    mapped = work / f"{cpu}.map"
    run([*arm(cpu), "-fstack-protector-strong", "-ffunction-sections", "-fdata-sections",
         f"-I{ROOT}/include", "-isystem", BEARSSL, BENCH / "firmware.c", library, *LINKING,
         f"-Wl,-Map={mapped}", "-o", work / f"{cpu}.elf"])
    linked = mapped.read_text().split("Linker script and memory map")[1]
    totals = {}
    for _, size, member in re.findall(
            r"^ \.(text|rodata|data)\S*\s+0x[0-9a-f]+\s+0x([0-9a-f]+) (\S+)$", linked,
            re.MULTILINE):
        layer = layer_of(member)
        if layer is not None:
            totals[layer] = totals.get(layer, 0) + int(size, 16)
    return totals


def code(folders, work):
    """Code size by layer."""
    columns = [code_of(cpu, folders[name] / "lib/libgbcs.a", work)
               for name, (cpu, _) in TARGETS.items()]
    others = ("BearSSL", "the compiler's and C library")
    layers = sorted({name for column in columns for name in column} - set(others))
    rows = [[f"`lib/{name}`", *(column.get(name, 0) for column in columns)] for name in layers]
    rows.append(["libgbcs", *(sum(column.get(name, 0) for name in layers) for column in columns)])
    rows += [[name, *(column.get(name, 0) for column in columns)] for name in others]
    rows.append(["all", *(sum(column.values()) for column in columns)])
    return table(["octets of", *TARGETS], rows)


def depths(builds):
    """Deepest stack of each call, with and without the wiping of the stack."""
    rows = []
    for call in CALLS:
        name = f"gbcs_meter_{call}"
        rows.append([f"`{name}()`", *(calls.depth(name, without)[0]
                                      for calls in builds for without in ((), WIPING))])
    head = [f"{name}{what}" for name in TARGETS for what in ("", ", nothing wiped")]
    return table(["octets of stack", *head], rows)


def wiping(builds, limits):
    """What secrets may be left in below a function, which its wiping of the stack must cover."""
    config = (ROOT / "include/gbcs/config.h").read_text()
    rows = []
    for macro, names in WIPED.items():
        found = re.search(rf"#define {macro} (\d+)U", config)
        if found is None:
            continue
        for name in names:
            below = [calls.depth(name, WIPING)[0] - calls.own[name] for calls in builds]
            limits(f"below {name}()", max(below), int(found[1]))
            rows.append([f"`{name}()`", *below, int(found[1])])
    return table(["octets of stack below", *TARGETS, "wiped"], rows)


def order_of(name):
    """Names in the order of people: sizes as numbers."""
    return [word.zfill(6) if word.isdigit() else word for word in name.split()]


def instructions(bench, work, limits):
    """Instructions on this machine, by callgrind: of verification and of whole calls."""
    for old in work.glob("callgrind.out*"):
        old.unlink()
    printed = run(["valgrind", "--quiet", "--tool=callgrind", bench, "instructions"], work)
    counts = {}
    for dump in work.glob("callgrind.out*"):
        text = dump.read_text()
        name = re.search(r"^desc: Trigger: Client Request: (.*): (\w+)$", text, re.MULTILINE)
        if name:
            counts.setdefault(name[1], {})[name[2]] = int(
                re.search(r"^summary: (\d+)$", text, re.MULTILINE)[1])
    rows, whole = [], []
    for name, parts in sorted(counts.items(), key=lambda item: order_of(item[0])):
        if "mac" not in parts:
            whole.append([name, parts["whole"]])
            continue
        base = parts["mac"] + parts.get("signature", 0)
        ratio = round(parts["whole"] / base, 3)
        kind = name.split()[0] if name.startswith("signed") else " ".join(name.split()[:2])
        limits(f"ratio, {kind}", ratio)
        rows.append([name, base, parts["whole"], f"{ratio:.3f}"])
    reads, writes = re.search(r"reads (\d+) writes (\d+)", printed).groups()
    calls = table(["call", "instructions"],
                  [*whole, ["boot, records full: reads of storage", int(reads)],
                   ["boot, records full: writes of storage", int(writes)]])
    return calls, table(["command, octets of payload", "cryptography alone",
                         "gbcs_command_verify()", "ratio"], rows)


def differs(old, new, tolerance):
    """Whether a cell of the document is not what was measured."""
    try:
        a, b = (float(text.replace(",", "")) for text in (old, new))
    except ValueError:
        return old != new
    return abs(a - b) > tolerance * max(abs(a), abs(b))


def compare(name, old, new):
    """The lines in which a table of the document is wrong."""
    before, after = old.strip().splitlines(), new.strip().splitlines()
    wrong = [] if len(before) == len(after) else [f"{name}: {len(after)} lines, not {len(before)}"]
    for one, other in zip(before, after):
        cells = [[cell.strip() for cell in line.split("|")] for line in (one, other)]
        if len(cells[0]) != len(cells[1]) or any(
                differs(a, b, TOLERANCE[name]) for a, b in zip(*cells)):
            wrong.append(f"{name}:\n  document: {one}\n  measured: {other}")
    return wrong


def main():
    """The exit status is 0 if the document is right and no limit is passed."""
    host, work = (pathlib.Path(name).resolve() for name in sys.argv[1:3])
    write = sys.argv[3:] == ["--write"]
    work.mkdir(parents=True, exist_ok=True)
    known = json.loads((BENCH / "limits.json").read_text())
    wrong, judged = [], 0

    def limits(name, figure, limit=None):
        nonlocal judged
        judged += 1
        given = known.get(name, {"goal": limit, "limit": limit})
        if figure > given["limit"]:
            wrong.append(f"{name}: {figure}, limit {given['limit']}")
        elif figure > given["goal"]:
            print(f"above its goal of {given['goal']}: {name}: {figure}")

    bench = host / "test/bench/bench"
    folders = build(work)
    builds = [stack.Calls(folders[name], ROOT, bits) for name, (_, bits) in TARGETS.items()]
    tables = {"sizes": sizes(work, limits), "code": code(folders, work), "stack": depths(builds),
              "wiping": wiping(builds, limits), "writes": run([bench, "writes"])}
    tables["calls"], tables["verification"] = instructions(bench, work, limits)
    text = DOCUMENT.read_text()
    for name, made in tables.items():
        begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->\n"
        before, _, rest = text.partition(begin)
        old, found, after = rest.partition(end)
        if not found:
            sys.exit(f"{DOCUMENT}: no table {name}")
        print(made)
        if write:
            text = before + begin + made + end + after
        else:
            wrong += compare(name, old, made)
    if write:
        DOCUMENT.write_text(text)
    print("\n".join(wrong))
    failed = len(wrong)
    print(f"{len(tables) + judged - failed} passed, {failed} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
