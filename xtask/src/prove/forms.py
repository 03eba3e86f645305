"""Reads every form of a folder as Kobo and ODK do, and looks whether each question is in what comes out, and each translation in its language."""

import pathlib
import sys
import xml.etree.ElementTree as tree

from pyxform.xls2xform import convert

FORMS = "{http://www.w3.org/2002/xforms}"


def spoken(found, language):
    """The texts of a language, without the blanks in them."""
    texts = [one for one in found.iter(f"{FORMS}translation") if one.get("lang") == language]
    return {"".join("".join(value.itertext()).split()) for one in texts for value in one.iter(f"{FORMS}value")}


folder = pathlib.Path(sys.argv[1])
forms = sorted(folder.glob("*.xlsx"))
wrong = translated = 0
for form in forms:
    try:
        found = tree.fromstring(convert(str(form), warnings=[]).xform)
        names = {bind.get("nodeset").rsplit("/", 1)[-1] for bind in found.iter(f"{FORMS}bind")}
        keys = form.with_suffix(".keys").read_text().split("\n")
        missing = [key for key in keys if key not in names and f"{key}_" not in names]
        if missing:
            raise ValueError(f"without {missing}")
        wanted = [text for text in form.with_suffix(".urdu").read_text().split("\n") if text]
        lost = [text for text in wanted if text not in spoken(found, "Urdu (ur)")]
        if lost:
            raise ValueError(f"without the translations {lost}")
        translated += len(wanted)
    except Exception as error:
        wrong += 1
        print(f"{form.name}: {error}", file=sys.stderr)
print(f"{len(forms)} forms, {translated} translated questions, {wrong} refused")
sys.exit(1 if wrong or not forms or not translated else 0)
