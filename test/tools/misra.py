#!/usr/bin/python3
"""Checks lib/ and include/ against MISRA C:2012 with cppcheck and its addon, and doc/misra.md too.

A violation is allowed only where the code gives a numbered reason, on its line or one of the two
above it:

    /* MISRA Ref 8.9.1 */

and doc/misra.md lists that number with the rule and the reason, or where doc/misra.md lists the
rule as a deviation of the whole project. A number or an entry without a violation is an error too,
so that the list never says more than the code needs.

Everything is looked at twice, for a 64-bit and for a 32-bit target. The rules that need all units
at once (unused types, tags and macros, external linkage) take test/unit/ and the meter that it
tests, test/device/, as the programs that use the library, and nothing else is looked at there.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "doc" / "misra.md"
BEARSSL = ROOT / "subprojects" / "bearssl-0.6" / "inc"
# Programs that use the library, and the port that they run on.
USERS = ("test/unit", "test/device")
PORT = "port/memory"
PLATFORMS = ("unix64", "arm32-wchar_t4")
REFERENCE = re.compile(r"MISRA Ref (\d+\.\d+\.\d+)")

# cppcheck says so of a file that it gave up, and succeeds.
NOT_READ = re.compile(r"\[(syntaxError|internalAstError|internalError|unknownMacro|cppcheckError|"
                      r"preprocessorErrorDirective)\]")

# Last rule of each section of MISRA C:2012, then what the amendments 1 and 2 added.
SECTIONS = (3, 7, 2, 2, 9, 2, 4, 14, 5, 8, 9, 4, 6, 4, 7, 7, 8, 8, 2, 14, 12, 6)
AMENDED = ("1.4", "12.5", *(f"21.{n}" for n in range(13, 22)), *(f"22.{n}" for n in range(7, 11)))

# Findings of cppcheck that no rule asks for: variables are declared where the scope begins, and
# begin with a value even if the next line sets it.
TASTE = ("variableScope", "unreadVariable")

Violation = collections.namedtuple("Violation", "file line rule")


def rule_key(number):
    """Numbers of rules and references in the order of people."""
    return [int(part) for part in number.split(".")]


def run(command, folder):
    """Runs a tool that must succeed, and returns what it wrote to its standard output."""
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode != 0 or NOT_READ.search(result.stderr):
        sys.exit(f"{' '.join(map(str, command))}:\n{result.stdout}{result.stderr}")
    return result.stdout


def find_addon():
    """Where the distribution keeps misra.py; the folder depends on the architecture."""
    for folder in (pathlib.Path("/usr/share/cppcheck/addons"),
                   *pathlib.Path("/usr/lib").glob("*/cppcheck/addons")):
        if (folder / "misra.py").is_file():
            return folder / "misra.py"
    sys.exit("the MISRA addon of cppcheck is not installed")


def options(platform):
    """What cppcheck has to know of the code and its target."""
    return ["--std=c11", f"--platform={platform}", "--quiet", "-Iinclude", "-Ilib", "-Itest/device",
            f"-I{PORT}", f"-I{BEARSSL}", "-UBR_DOXYGEN_IGNORE"]


def analyse(job):
    """What cppcheck and the addon say of one unit. The addon writes a summary beside it.

    One process a unit: in one process for many the addon of cppcheck 2.10 summarises the names that
    are used for the first unit only, and rule 8.7 then finds what is not there.
    """
    folder, addon, platform, source = job
    run(["cppcheck", "--dump", *options(platform), source], folder)
    return run([sys.executable, addon, "--cli", f"{source}.dump"], folder)


def plain_findings(platform):
    """What cppcheck itself finds: some rules are its own, not the addon's."""
    command = ["cppcheck", *options(platform), "--enable=warning,style,performance,portability",
               "--inconclusive", f"--suppress=*:{BEARSSL}/*", "--template={file}:{line}: {id}",
               *(f"--suppress={name}" for name in TASTE), "lib"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(result.stderr.splitlines())


def summary_of(folder, source):
    """The addon's summary of one unit: pairs of kind and entries."""
    path = folder / f"{source}.ctu-info"
    lines = path.read_text().splitlines() if path.exists() else []
    return [(entry["summary"], entry["data"]) for entry in map(json.loads, lines)]


def keep_uses(folder, source):
    """Cuts the summary of a test down to what it uses of the library."""
    kept = []
    for kind, entries in summary_of(folder, source):
        if kind in ("MisraTypedefInfo", "MisraTagName", "MisraMacro"):
            used = [entry for entry in entries
                    if entry["used"] and entry["file"].startswith(("lib/", "include/"))]
            kept.append(json.dumps({"summary": kind, "data": used}) + "\n")
    (folder / f"{source}.ctu-info").write_text("".join(kept))


def unshared(folder, sources, tests):
    """Rule 8.7: external, and used by no other unit. The addon finds it for single uses only."""
    users = collections.defaultdict(set)
    definitions = {}
    for source in sources + tests:
        for kind, entries in summary_of(folder, source):
            for entry in entries:
                if kind == "MisraUsage":
                    users[entry["name"]].add(source)
                elif kind == "MisraExternalIdentifiers" and not entry["decl"] and source in sources:
                    definitions[entry["name"]] = entry
    return {Violation(entry["file"], entry["line"], "8.7") for name, entry in definitions.items()
            if not users[name] - {entry["file"]}}


def all_units(folder, part):
    """The C files below a folder of the copy."""
    return sorted(str(path.relative_to(folder)) for path in (folder / part).rglob("*.c"))


def violations_of(platform, addon, scratch):
    """The number of units, and all violations of lib/ and include/ on one target."""
    folder = scratch / platform
    shutil.copytree(scratch / "code", folder)
    sources = all_units(folder, "lib")
    tests = [unit for part in USERS for unit in all_units(folder, part)]
    # What the tests use is the same for every target.
    first = platform == PLATFORMS[0]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [(folder, addon, platform, unit) for unit in sources + (tests if first else [])]
        output = "".join(pool.map(analyse, jobs))
    found = set()
    if first:
        found = unshared(folder, sources, tests)
        for test in tests:
            keep_uses(folder, test)
    summaries = [folder / f"{unit}.ctu-info" for unit in sources]
    summaries += [scratch / PLATFORMS[0] / f"{test}.ctu-info" for test in tests]
    output += run([sys.executable, addon, "--cli", *filter(pathlib.Path.exists, summaries)], folder)
    for line in output.splitlines():
        if line.startswith("{"):
            entry = json.loads(line)
            rule = entry["errorId"].split("-")[-1]
            if entry["file"].startswith(("lib/", "include/")) and rule != "8.7":
                found.add(Violation(entry["file"], entry["linenr"], rule))
    return len(sources), found


def references():
    """Every MISRA Ref in the code: {(file, line): {number}}."""
    places = collections.defaultdict(set)
    for part in ("lib", "include"):
        for path in sorted((ROOT / part).rglob("*.[ch]")):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                for match in REFERENCE.findall(line):
                    places[str(path.relative_to(ROOT)), number].add(match)
    return places


def document_tables():
    """The first column of the tables in doc/misra.md, by heading."""
    tables = collections.defaultdict(list)
    heading = ""
    for line in DOCUMENT.read_text().splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        row = re.match(r"\| *(\d+(?:\.\d+)+) *\|", line)
        if row:
            tables[heading].append(row.group(1))
    return tables


def unchecked_rules(addon):
    """The rules that the installed addon does not look at."""
    implemented = {f"{a}.{b}" for a, b in re.findall(r"def misra_(\d+)_(\d+)", addon.read_text())}
    rules = [f"{s}.{n}" for s, last in enumerate(SECTIONS, 1) for n in range(1, last + 1)]
    return sorted({*rules, *AMENDED} - implemented, key=rule_key)


def unlisted_sources():
    """Files that are checked here but not built."""
    listed = set((ROOT / "lib/sources.txt").read_text().split())
    present = {str(path.relative_to(ROOT / "lib")) for path in (ROOT / "lib").rglob("*.c")}
    return [f"lib/{name}: not in lib/sources.txt" for name in sorted(present - listed)]


def judge(found, addon):
    """Compares code and document; returns the errors and how many violations a reason covers."""
    errors = []
    places = references()
    tables = document_tables()
    listed = set(tables["Deviations"])
    project = set(tables["Deviations of the whole project"])
    answered = set()
    covered = 0
    for violation in sorted(found, key=lambda v: (v.file, v.line, rule_key(v.rule))):
        reasons = {((violation.file, line), number)
                   for line in range(violation.line - 2, violation.line + 1)
                   for number in places.get((violation.file, line), ())
                   if number.rsplit(".", 1)[0] == violation.rule}
        answered |= reasons
        if reasons or violation.rule in project:
            covered += 1
        else:
            errors.append(f"{violation.file}:{violation.line}: rule {violation.rule}")
    for (file, line), numbers in places.items():
        for number in numbers:
            if number not in listed:
                errors.append(f"{file}:{line}: doc/misra.md has no {number}")
            if ((file, line), number) not in answered:
                errors.append(f"{file}:{line}: nothing here needs {number}")
    cited = set().union(*places.values())
    errors += [f"doc/misra.md: {number} is cited nowhere"
               for number in sorted(listed - cited, key=rule_key)]
    broken = {violation.rule for violation in found}
    errors += [f"doc/misra.md: rule {rule} is kept everywhere"
               for rule in sorted(project - broken, key=rule_key)]
    covered_rules = set(tables["Rules that the addon does not look at"])
    errors += [f"doc/misra.md: rule {rule} is not looked at by the addon, and not listed"
               for rule in unchecked_rules(addon) if rule not in covered_rules]
    return errors, covered


def main():
    """Runs it all; the exit status says whether code and document agree."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unchecked", action="store_true",
                        help="print the rules that the addon leaves out")
    addon = find_addon()
    if parser.parse_args().unchecked:
        print("\n".join(unchecked_rules(addon)))
        return 0
    found = set()
    with tempfile.TemporaryDirectory() as scratch:
        for part in ("lib", "include", PORT, *USERS):
            shutil.copytree(ROOT / part, pathlib.Path(scratch, "code", part))
        for platform in PLATFORMS:
            units, violations = violations_of(platform, addon, pathlib.Path(scratch))
            print(f"{platform}: {units} units, {len(violations)} violations")
            found |= violations
    errors, covered = judge(found, addon)
    errors += unlisted_sources()
    errors += sorted(set().union(*map(plain_findings, PLATFORMS)))
    print("\n".join(errors) if errors else "every violation has its reason")
    print(f"MISRA C:2012: {len(found)} violations, {covered} of them with a reason, "
          f"{len(errors)} errors")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
