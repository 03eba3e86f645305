"""Reads every calendar file of a folder as calendar programs do, and looks whether it says what stands beside it and nothing else."""

import datetime
import json
import pathlib
import re
import sys
import zoneinfo

import icalendar

LONDON = zoneinfo.ZoneInfo("Europe/London")
ALWAYS = {"CLASS", "DTSTAMP", "SEQUENCE", "STATUS", "SUMMARY", "UID"}


def wanted(*found):
    """Both are the same."""
    one, other = found
    if one != other:
        raise ValueError(f"{one!r}, not {other!r}")


def london(day, time):
    """A day and time of London, as an instant."""
    return datetime.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=LONDON).astimezone(datetime.timezone.utc)


def utc(value):
    """An instant that a calendar file names. One without a zone would be another time elsewhere."""
    if value.dt.tzinfo is None:
        raise ValueError(f"{value.dt} has no zone")
    return value.dt.astimezone(datetime.timezone.utc)


def entry(event, told, day):
    """An entry says when, "Meeting", and no more."""
    number, when = day[0], day[1:]
    wanted({str(name) for name in event}, ALWAYS | ({"DTSTART", "DTEND"} if when else set()))
    wanted(event.errors, [])
    wanted(event.subcomponents, [])
    wanted((str(event["SUMMARY"]), str(event["CLASS"]), str(event["STATUS"])), ("Meeting", "PRIVATE", told["status"]))
    for name in event:
        wanted(dict(event[name].params), {})
    utc(event["DTSTAMP"])
    if when:
        date, starts, ends = when
        wanted((utc(event["DTSTART"]), utc(event["DTEND"])), (london(date, starts), london(date, ends)))
    if not re.fullmatch(f"[0-9a-f]{{32}}-{number}", str(event["UID"])):
        raise ValueError(f"the UID {event['UID']}")
    return number, (str(event["UID"]), int(event["SEQUENCE"]))


def read(path):
    """A file: which it replaces, and its entries: number, UID and version."""
    told = json.loads(path.with_suffix(".json").read_text())
    raw = path.read_bytes()
    if any(len(line) > 75 or b"\n" in line or b"\r" in line for line in raw.split(b"\r\n")):
        raise ValueError("a line is too long or ends in another way")
    spoken = [word for word in told["secret"] if word.lower().encode() in raw.lower()]
    wanted(spoken, [])
    (calendar,) = icalendar.Calendar.from_ical(raw, multiple=True)
    wanted(calendar.errors, [])
    head = {"VERSION", "PRODID", "CALSCALE"} | ({"METHOD"} if told["method"] else {"X-WR-CALNAME"})
    wanted({str(name) for name in calendar}, head)
    wanted((str(calendar["VERSION"]), str(calendar["CALSCALE"])), ("2.0", "GREGORIAN"))
    if told["method"]:
        wanted(str(calendar["METHOD"]), told["method"])
    else:
        wanted(str(calendar["X-WR-CALNAME"]), "Meetings")
    wanted([part.name for part in calendar.subcomponents], ["VEVENT"] * len(told["days"]))
    entries = [entry(event, told, day) for event, day in zip(calendar.subcomponents, told["days"])]
    wanted(len({uid for _, (uid, _) in entries}), len(entries))
    return told["after"], entries


def replaces(newer, older):
    """Entries of a number have the same UID, and a later version: a calendar program puts one in the place of the other."""
    for number, (uid, sequence) in newer:
        if number not in older:
            raise ValueError(f"day {number} was never sent")
        wanted(uid, older[number][0])
        if sequence <= older[number][1]:
            raise ValueError(f"version {sequence} after {older[number][1]}")


folder = pathlib.Path(sys.argv[1])
files = sorted(folder.glob("*.ics"))
known, wrong, entries, followed = {}, 0, 0, 0
for path in files:
    try:
        known[path.stem] = read(path)
        entries += len(known[path.stem][1])
    except Exception as error:
        wrong += 1
        print(f"{path.name}: {error}", file=sys.stderr)
for name, (after, newer) in known.items():
    if not after:
        continue
    try:
        replaces(newer, dict(one for older in after for one in known[older][1]))
        followed += 1
    except Exception as error:
        wrong += 1
        print(f"{name}.ics after {', '.join(after)}: {error}", file=sys.stderr)
print(f"{len(files)} calendar files, {entries} entries, {followed} that replace another, {wrong} wrong")
sys.exit(1 if wrong or followed != 6 else 0)
