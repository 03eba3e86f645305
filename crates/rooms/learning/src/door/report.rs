//! A register as a file: a list of names, or an attendance report of Teams or Zoom, told apart by their headings.

mod spans;

use paper::table::{Reader, Sent};
use serde::{Deserialize, Serialize};
use spans::Span;

/// Rows of a file.
pub const MOST_ROWS: usize = 5_000;
/// Longest name or address.
const LONGEST: usize = 200;
/// The headings stand within so many rows: reports begin with a summary.
const HEADING_WITHIN: usize = 60;

/// What kind of file it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Names of those who were there.
    List,
    /// A report of Teams.
    Teams,
    /// A report of Zoom.
    Zoom,
}

impl Kind {
    /// Its code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Teams => "teams",
            Self::Zoom => "zoom",
        }
    }

    /// The kind with this code.
    pub fn parse(code: &str) -> Option<Self> {
        [Self::List, Self::Teams, Self::Zoom]
            .into_iter()
            .find(|kind| kind.code() == code)
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::List => "A list of people",
            Self::Teams => "An attendance report of Teams",
            Self::Zoom => "A participants report of Zoom",
        }
    }
}

/// A person of the file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The line of the file that names her first.
    pub line: usize,
    /// Her name.
    pub name: String,
    /// Her address, if the file has one.
    pub email: String,
    /// Seconds that she was there, of an online session.
    pub seconds: Option<i64>,
    /// The list says that she was not there.
    pub absent: bool,
    /// Why the row cannot be read: it names nobody, and is taken in by nobody.
    #[serde(default)]
    pub wrong: Option<String>,
}

impl Entry {
    /// Her name, or her address where the file has no name.
    pub fn called(&self) -> &str {
        if self.name.is_empty() {
            &self.email
        } else {
            &self.name
        }
    }
}

kernel::masked!(Entry);

/// A file that was read.
pub struct Report {
    /// What it is.
    pub kind: Kind,
    /// Its people, each once, and of a report the rows that cannot be read.
    pub entries: Vec<Entry>,
}

/// A row that is wrong, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadRow {
    /// Its line.
    pub line: usize,
    /// Why.
    pub why: String,
}

/// What may be wrong with a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wrong {
    /// All of it.
    File(String),
    /// These rows of a list, or all rows of a report; nothing of the file is taken.
    Rows(Vec<BadRow>),
}

#[derive(Clone, Copy, Default)]
struct Columns {
    name: Option<usize>,
    email: Option<usize>,
    second_email: Option<usize>,
    duration: Option<usize>,
    joined: Option<usize>,
    left: Option<usize>,
    present: Option<usize>,
    waiting: Option<usize>,
}

/// A heading without what differs from program to program.
pub(crate) fn plain(heading: &str) -> String {
    heading
        .chars()
        .filter(|sign| sign.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The kind of file that a row of headings begins.
fn headings(row: &[String]) -> Option<(Kind, Columns)> {
    let row: Vec<String> = row.iter().map(|cell| plain(cell)).collect();
    let place = |names: &[&str]| row.iter().position(|cell| names.contains(&cell.as_str()));
    let mut columns = Columns {
        name: place(&["name", "fullname", "nameoriginalname", "participant", "attendee"]),
        email: place(&[
            "email",
            "emailaddress",
            "workemail",
            "workemailaddress",
            "useremail",
            "address",
        ]),
        second_email: place(&["participantidupn"]),
        joined: place(&["jointime", "firstjoin", "firstjointime"]),
        left: place(&["leavetime", "lastleave", "lastleavetime"]),
        ..Columns::default()
    };
    // The summary at the head of a report of Zoom has an address too: its host's.
    if columns.name.is_none() && columns.email.is_none() || place(&["meetingid"]).is_some() {
        return None;
    }
    if let Some(duration) =
        place(&["inmeetingduration"]).or_else(|| place(&["duration"]).filter(|_| columns.joined.is_some()))
    {
        columns.duration = Some(duration);
        return Some((Kind::Teams, columns));
    }
    if let Some(duration) = place(&["durationminutes", "totaldurationminutes"]) {
        columns.duration = Some(duration);
        columns.waiting = place(&["inwaitingroom"]);
        return Some((Kind::Zoom, columns));
    }
    columns.present = place(&["present", "there", "attended", "attendance"]);
    Some((Kind::List, columns))
}

/// Seconds of `1h 2m 3s`, `62:03`, `1:02:03`, or minutes as a number.
fn seconds(text: &str) -> Option<i64> {
    let text = text.trim().to_lowercase();
    if text.contains(':') {
        let mut sum = 0_i64;
        for part in text.split(':') {
            sum = sum
                .checked_mul(60)?
                .checked_add(part.trim().parse::<i64>().ok().filter(|part| *part >= 0)?)?;
        }
        return Some(sum);
    }
    if let Ok(minutes) = text.parse::<i64>() {
        return minutes.checked_mul(60).filter(|seconds| *seconds >= 0);
    }
    let (mut sum, mut number, mut units) = (0_i64, String::new(), 0);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign.is_ascii_digit() {
            number.push(sign);
        } else if sign.is_alphabetic() && !number.is_empty() {
            let unit = match sign {
                'h' => 3600,
                'm' => 60,
                's' => 1,
                _ => return None,
            };
            while signs.peek().is_some_and(|next| next.is_alphabetic()) {
                signs.next();
            }
            sum = sum.checked_add(number.parse::<i64>().ok()?.checked_mul(unit)?)?;
            number.clear();
            units += 1;
        } else if !sign.is_whitespace() && !matches!(sign, ',' | '.') {
            return None;
        }
    }
    (units > 0 && number.is_empty()).then_some(sum)
}

fn said(text: &str) -> Option<bool> {
    match plain(text).as_str() {
        "yes" | "y" | "x" | "1" | "true" | "present" | "there" | "attended" => Some(true),
        "no" | "n" | "0" | "false" | "absent" | "notthere" | "" => Some(false),
        _ => None,
    }
}

/// Reads a file. Whoever stands in it several times, as in reports of who left and came back, is one person with all her minutes; those in which
/// she was connected twice count once. A row of a report that cannot be read, as of who rings in, is kept as such: nobody can put a report right.
/// Of a workbook the first sheet is read.
pub fn read(sent: Sent<'_>, reader: Reader) -> Result<Report, Wrong> {
    let sheets = reader.tables(sent).map_err(Wrong::File)?;
    let rows = sheets
        .into_iter()
        .next()
        .map(|sheet| sheet.rows)
        .unwrap_or_default();
    let found = rows
        .iter()
        .take(HEADING_WITHIN)
        .enumerate()
        .find_map(|(place, row)| headings(row).map(|found| (place, found)));
    let Some((start, (kind, columns))) = found else {
        let words = "No row of headings was found. A list needs the heading Name or E-mail; reports of Teams and Zoom have theirs";
        return Err(Wrong::File(words.to_owned()));
    };
    if rows.len() > MOST_ROWS {
        return Err(Wrong::File(format!("The file has more than {MOST_ROWS} rows")));
    }
    let (mut found, mut bad): (Vec<Found>, Vec<BadRow>) = (Vec::new(), Vec::new());
    let mut unread: Vec<Entry> = Vec::new();
    for (place, row) in rows.iter().enumerate().skip(start + 1) {
        let blank = row.iter().all(|cell| cell.trim().is_empty());
        // Teams goes on with a table of who came and went.
        if kind == Kind::Teams
            && (blank
                || row
                    .first()
                    .is_some_and(|cell| cell.trim_start().starts_with("3.")))
        {
            if found.is_empty() && bad.is_empty() {
                continue;
            }
            break;
        }
        if blank {
            continue;
        }
        match entry(place + 1, row, columns) {
            Ok(Some(entry)) => {
                let spans = columns.span(row).map(|span| vec![span]);
                join(&mut found, Found { entry, spans });
            }
            Ok(None) => {}
            Err(why) => {
                unread.push(unreadable(place + 1, row, columns, &why));
                bad.push(BadRow { line: place + 1, why });
            }
        }
    }
    if !bad.is_empty() && (kind == Kind::List || found.is_empty()) {
        return Err(Wrong::Rows(bad));
    }
    if found.is_empty() {
        return Err(Wrong::File("Nobody stands in the file".to_owned()));
    }
    let mut entries: Vec<Entry> = found.into_iter().map(Found::whole).chain(unread).collect();
    entries.sort_by_key(|entry| entry.line);
    Ok(Report { kind, entries })
}

/// A person while the file is read.
struct Found {
    entry: Entry,
    /// When she was connected; nothing where a row does not say it.
    spans: Option<Vec<Span>>,
}

impl Found {
    /// The person, with the minutes in which she was there. Neither all her minutes together nor the time that her connections span is less than
    /// that, so the smaller counts: a row of Teams spans also the time for which she was away.
    fn whole(self) -> Entry {
        let Self { mut entry, spans } = self;
        if let (Some(sum), Some(spans)) = (entry.seconds, spans.filter(|spans| spans.len() > 1)) {
            entry.seconds = Some(sum.min(spans::together(spans)));
        }
        entry
    }
}

impl Columns {
    /// When the person of a row was connected.
    fn span(&self, row: &[String]) -> Option<Span> {
        Span::read(row.get(self.joined?)?, row.get(self.left?)?)
    }
}

/// A row that cannot be read, with as much of it as shows which one it is.
fn unreadable(line: usize, row: &[String], columns: Columns, why: &str) -> Entry {
    let cell = |place: Option<usize>| -> String {
        let cell = place.and_then(|place| row.get(place));
        cell.map_or_else(String::new, |cell| cell.trim().chars().take(LONGEST).collect())
    };
    Entry {
        line,
        name: cell(columns.name),
        email: cell(columns.email),
        seconds: None,
        absent: false,
        wrong: Some(why.to_owned()),
    }
}

fn entry(line: usize, row: &[String], columns: Columns) -> Result<Option<Entry>, String> {
    let cell = |place: Option<usize>| {
        place
            .and_then(|place| row.get(place))
            .map(|cell| cell.trim())
            .unwrap_or_default()
    };
    if cell(columns.waiting).eq_ignore_ascii_case("yes") {
        return Ok(None);
    }
    let mut email = cell(columns.email);
    if email.is_empty() {
        email = cell(columns.second_email);
    }
    // Zoom puts a name that was changed in brackets behind; Teams marks guests.
    let name = cell(columns.name);
    let name = name.split(" (").next().unwrap_or(name).trim();
    if name.is_empty() && email.is_empty() {
        return Err("It has neither a name nor an address".to_owned());
    }
    if name.chars().count() > LONGEST || email.chars().count() > LONGEST {
        return Err("The name or the address is too long".to_owned());
    }
    if !name.is_empty() && !name.chars().any(char::is_alphabetic) {
        return Err("The name has no letter".to_owned());
    }
    if !email.is_empty() && !crate::model::takes_mail(email) {
        return Err("The address is no e-mail address".to_owned());
    }
    let duration = match columns.duration {
        Some(place) => {
            Some(seconds(cell(Some(place))).ok_or_else(|| "The duration cannot be read".to_owned())?)
        }
        None => None,
    };
    let absent = match columns.present {
        Some(place) => !said(cell(Some(place)))
            .ok_or_else(|| "Whether the person was there has to be yes or no".to_owned())?,
        None => false,
    };
    Ok(Some(Entry {
        line,
        name: name.to_owned(),
        email: email.to_owned(),
        seconds: duration,
        absent,
        wrong: None,
    }))
}

/// Adds a person, or what the file says of her once more.
fn join(found: &mut Vec<Found>, more: Found) {
    let entry = &more.entry;
    let same = |known: &&mut Found| {
        let known = &known.entry;
        if entry.email.is_empty() || known.email.is_empty() {
            entry.email == known.email
                && crate::model::normal_name(&known.name) == crate::model::normal_name(&entry.name)
        } else {
            crate::model::normal_email(&known.email) == crate::model::normal_email(&entry.email)
        }
    };
    // Of two of one name in a list nobody knows whether they are one; in a report of who was connected they are.
    let joins = entry.seconds.is_some() || !entry.email.is_empty();
    if joins && let Some(known) = found.iter_mut().find(same) {
        known.spans = known.spans.take().zip(more.spans).map(|(mut all, more)| {
            all.extend(more);
            all
        });
        let known = &mut known.entry;
        known.seconds = match (known.seconds, entry.seconds) {
            (Some(one), Some(other)) => Some(one.saturating_add(other)),
            (one, other) => one.or(other),
        };
        known.absent &= entry.absent;
        return;
    }
    found.push(more);
}

#[cfg(test)]
mod tests;
