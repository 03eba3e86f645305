"""Reads every form of a folder as Kobo and ODK do, and looks whether each question is in what comes out."""

import pathlib
import sys
import xml.etree.ElementTree as tree

from pyxform.xls2xform import convert

folder = pathlib.Path(sys.argv[1])
forms = sorted(folder.glob("*.xlsx"))
wrong = 0
for form in forms:
    try:
        xform = convert(str(form), warnings=[]).xform
        binds = tree.fromstring(xform).iter("{http://www.w3.org/2002/xforms}bind")
        names = {bind.get("nodeset").rsplit("/", 1)[-1] for bind in binds}
        keys = form.with_suffix(".keys").read_text().split("\n")
        missing = [key for key in keys if key not in names and f"{key}_" not in names]
        if missing:
            raise ValueError(f"without {missing}")
    except Exception as error:
        wrong += 1
        print(f"{form.name}: {error}", file=sys.stderr)
print(f"{len(forms)} forms, {wrong} refused")
sys.exit(1 if wrong or not forms else 0)
