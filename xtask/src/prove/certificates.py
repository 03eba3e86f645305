"""Holds every certificate of a folder against PDF/UA-1, and shows that the checker notices what a screen reader would miss."""

import json
import pathlib
import subprocess
import sys

import pikepdf

# What must have been looked at and found good in every file: its tags and their order, its title, its language, the words for its
# pictures, its links, its fonts and their text.
LOOKED_AT = {
    "DOC-001", "DOC-002", "DOC-010", "DOC-012", "DOC-013", "FIG-001", "HDG-001", "LNK-001", "ORD-001", "TXT-001", "TXT-002", "TXT-005",
}


def checked(folder):
    """What the checker says of each file of a folder, by file name."""
    told = folder / "told.json"
    program = pathlib.Path(sys.executable).with_name("outloud")
    files = sorted(str(path) for path in folder.glob("*.pdf"))
    run = subprocess.run([program, "--quiet", "--json", told, *files], capture_output=True, text=True)
    if not told.exists():
        raise ValueError(run.stderr)
    return {pathlib.Path(result["path"]).name: result for result in json.loads(told.read_text())["results"]}


def findings(result):
    return sorted({finding["rule"] for finding in result["findings"] if finding["severity"] != "info"})


def without_words_for_pictures(pdf):
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == pikepdf.Name.Figure and "/Alt" in thing:
            del thing["/Alt"]


def without_unicode(pdf):
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing:
            del thing["/ToUnicode"]


def without(name):
    def change(pdf):
        del pdf.Root[name]

    return change


# Each takes away one thing, which this rule must notice.
FAULTS = {
    "DOC-001": without("/MarkInfo"),
    "DOC-002": without("/StructTreeRoot"),
    "DOC-010": without("/Metadata"),
    "DOC-013": without("/Lang"),
    "FIG-001": without_words_for_pictures,
    "TXT-002": without_unicode,
}


def main():
    folder = pathlib.Path(sys.argv[1])
    wrong = []
    told = checked(folder)
    if not told:
        wrong.append("there is no certificate")
    for name, result in told.items():
        good = {rule["rule"] for rule in result["rules"] if rule["outcome"] == "pass"}
        if result["verdict"] != "pass" or findings(result) or LOOKED_AT - good:
            wrong.append(f"{name}: {result['verdict']}, {findings(result)}, not found good: {sorted(LOOKED_AT - good)}")
    spoilt = folder / "spoilt"
    spoilt.mkdir()
    sound = min(folder.glob("*.pdf"))
    for rule, spoil in FAULTS.items():
        with pikepdf.open(sound) as pdf:
            spoil(pdf)
            pdf.save(spoilt / f"{rule}.pdf")
    for name, result in checked(spoilt).items():
        if pathlib.Path(name).stem not in findings(result):
            wrong.append(f"a spoilt file passed {name}: {findings(result)}")
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{len(told)} certificates, and {len(FAULTS)} spoilt ones told from them")


main()
