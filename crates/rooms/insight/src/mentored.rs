//! Mentoring that leaves. Mentorings belong to no programme and run for months, so that whatever has left of them, of any programme and any
//! days, is about the same people: all of it is held against what leaves now.

use crate::extent::Extent;
use crate::records;
use crate::release::Release;
use crate::subjects::{HOURS, MENTORINGS, PEOPLE};
use evidence::compare::FEWEST;
use evidence::disclosure::{Profile, Released, differences};
use kernel::{Day, Fault, Id, Instant, Stop};
use learning::model::EntryKind;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use store::{Row, Tx, values};

/// What left earlier, and the days that it was about.
struct Earlier {
    left: Released,
    query: String,
    at: Instant,
    days: (Option<Day>, Option<Day>),
}

impl Earlier {
    fn read(row: &Row<'_>) -> Result<Self, Fault> {
        let wrong = |error: &dyn std::fmt::Display| Fault::new(format!("an earlier release: {error}"));
        let (profile, cells) = (row.get::<String>(0)?, row.get::<String>(1)?);
        Ok(Self {
            left: Released {
                profile: profile.parse::<Profile>().map_err(|error| wrong(&error))?,
                cells: serde_json::from_str(&cells).map_err(|error| wrong(&error))?,
            },
            query: row.get(2)?,
            at: row.get(3)?,
            days: (row.get(4)?, row.get(5)?),
        })
    }
}

/// Hours by the code of their kind, and everything else.
fn apart(released: &Released) -> (BTreeMap<&str, u64>, Released) {
    let kind = |cell: &str| {
        let code = cell.strip_prefix(HOURS)?;
        EntryKind::parse(code).map(EntryKind::code)
    };
    let cells = released.cells.iter();
    let hours = cells.filter_map(|(cell, tenths)| Some((kind(cell)?, *tenths)));
    let mut rest = released.clone();
    rest.cells.retain(|cell, _| kind(cell).is_none());
    (hours.collect(), rest)
}

/// Something that two people entered.
struct Entry {
    kind: EntryKind,
    day: Day,
    made_at: Instant,
    /// To whom it was given.
    person: Id,
}

impl Entry {
    fn read(row: &Row<'_>) -> Result<Self, Fault> {
        let kind = EntryKind::parse(&row.get::<String>(0)?);
        Ok(Self {
            kind: kind.ok_or_else(|| Fault::new("an entry of no known kind"))?,
            day: row.get(1)?,
            made_at: row.get(2)?,
            person: row.get(3)?,
        })
    }

    fn within(&self, (from, to): (Option<Day>, Option<Day>)) -> bool {
        from.is_none_or(|from| from <= self.day) && to.is_none_or(|to| self.day <= to)
    }
}

/// The fewest people by whom two releases may differ.
fn least(earlier: Profile, now: Profile) -> u64 {
    let both = [earlier, now].map(|profile| profile.threshold().unwrap_or(0));
    both.into_iter().fold(FEWEST, u64::max)
}

/// The aims of which mentorings came or went since, but of fewer people than may be told of: their stages would be these people's. What left
/// without saying of how many people it was may have been of as few.
fn of_few<'n>(earlier: &'n Released, now: &'n Released) -> impl Iterator<Item = String> + 'n {
    let both = move |cell: &str| {
        let (was, is) = (*earlier.cells.get(cell)?, *now.cells.get(cell)?);
        Some((earlier.profile.stands_for(was), now.profile.stands_for(is)))
    };
    now.cells.keys().filter_map(move |cell| {
        let people = format!("{}{PEOPLE}", cell.strip_suffix(MENTORINGS)?);
        let (was, is) = both(cell)?;
        let few = both(&people).is_none_or(|(were, are)| {
            let most = are.1.saturating_sub(were.0).max(were.1.saturating_sub(are.0));
            most < least(earlier.profile, now.profile)
        });
        let apart = was.1 < is.0 || is.1 < was.0;
        (apart && few).then(|| cell.clone())
    })
}

/// The cells of a release that some earlier one would betray.
pub(crate) fn betrayed(tx: &mut Tx<'_>, release: &Release) -> Result<BTreeSet<String>, Stop> {
    let mut found = BTreeSet::new();
    let extent = Extent::of(&release.query, release.start).at_any_time();
    let slug = release.query.split(' ').next().unwrap_or_default();
    let days = tx.one(&records::PROGRAMME_DAYS, values![slug], |row| {
        Ok((row.get::<Option<Day>>(0)?, row.get::<Option<Day>>(1)?))
    })?;
    let days = days.unwrap_or_default();
    let (hours, rest) = apart(&release.cells);
    let mut known_entries: Option<Vec<Entry>> = None;
    for earlier in tx.all(&records::MENTORING_EARLIER, &[], Earlier::read)? {
        if extent.apart(&Extent::of(&earlier.query, release.start).at_any_time()) {
            continue;
        }
        let (known, others) = apart(&earlier.left);
        let clashes = differences(&others, &rest);
        found.extend(clashes.into_iter().map(|clash| clash.cell));
        found.extend(of_few(&others, &rest));
        if hours.keys().any(|kind| known.contains_key(kind)) {
            // Once, however many have left.
            let entries = match known_entries.take() {
                Some(read) => read,
                None => tx.all(&records::MENTORING_ENTRIES, &[], Entry::read)?,
            };
            let changed = changed(&entries, days, &earlier);
            known_entries = Some(entries);
            let alike = earlier.left.profile.exact() == release.profile.exact();
            let least = least(earlier.left.profile, release.profile);
            for (kind, tenths) in &hours {
                let Some(before) = known.get(kind) else { continue };
                let people = changed.get(*kind).copied().unwrap_or(0);
                let same = alike && before == tenths;
                // Where nobody entered anything and hours differ, somebody took something back.
                if !same && people < least && (people > 0 || alike) {
                    found.insert(format!("{HOURS}{kind}"));
                }
            }
        }
    }
    Ok(found)
}

/// By kind, to how many people was given what makes the hours of a period differ from those that left earlier.
fn changed(
    entries: &[Entry],
    days: (Option<Day>, Option<Day>),
    earlier: &Earlier,
) -> BTreeMap<&'static str, u64> {
    let mut found: BTreeMap<&'static str, HashSet<Id>> = BTreeMap::new();
    for entry in entries {
        let before = entry.within(earlier.days) && entry.made_at <= earlier.at;
        if entry.within(days) != before {
            found.entry(entry.kind.code()).or_default().insert(entry.person);
        }
    }
    let counted = |people: HashSet<Id>| u64::try_from(people.len()).unwrap_or(u64::MAX);
    found
        .into_iter()
        .map(|(kind, people)| (kind, counted(people)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::Purpose;

    store::statements! {
        ACCOUNT = "select id from account order by id limit 1";
    }

    const MEETINGS: &str = "Hours that were given / All / meeting";

    fn left(profile: Profile, cells: &[(&str, u64)]) -> Released {
        Released {
            profile,
            cells: cells.iter().map(|(cell, n)| ((*cell).to_owned(), *n)).collect(),
        }
    }

    /// What left before is held against what leaves now in as many statements, however much that was.
    #[test]
    fn a_release_costs_the_same_however_many_left_before() {
        let day = Day::new(2026, 3, 2).unwrap();
        let now = Instant::on(day, "09:00").unwrap();
        let db = demo::testing::database(now, true);
        let cells = left(Profile::Partner, &[(MEETINGS, 100)]);
        let release = Release {
            id: Id::NIL,
            page: "mentoring",
            query: "programme=example-partnership".to_owned(),
            start: Day::new(2025, 1, 1).unwrap(),
            profile: Profile::Partner,
            format: "csv",
            bytes: Vec::new(),
            cells: cells.clone(),
            claims: Vec::new(),
            purpose: Purpose::default(),
        };
        let leave = |first: u128, many: u128| {
            let cells = serde_json::to_string(&cells.cells).unwrap();
            db.write_now(move |tx| {
                let account = tx.one(&ACCOUNT, &[], |row| row.get::<Id>(0))?;
                for number in first..first + many {
                    let id = Id(uuid::Uuid::from_u128(number));
                    let none: Option<Vec<u8>> = None;
                    tx.run(
                        &records::RELEASE_INSERT,
                        values![
                            id,
                            "mentoring",
                            "programme=example-partnership",
                            "partner",
                            "csv",
                            "",
                            &cells,
                            account,
                            now,
                            none.clone(),
                            none,
                            "[]"
                        ],
                    )?;
                }
                let system = access::Viewer::system(ticket::Ticket::of("test"));
                let system = access::Scope::<access::actions::SystemJob>::of(&system)?;
                Ok(audit::Done::upkeep(&system, ()))
            })
            .unwrap();
        };
        let cost = || {
            db.read_now(|tx| {
                let before = tx.queries();
                betrayed(tx, &release)?;
                Ok(tx.queries() - before)
            })
            .unwrap()
        };
        leave(1, 1);
        let one = cost();
        leave(2, 30);
        assert_eq!(cost(), one);
    }

    /// Proves SJ8: where mentorings came or went, but no five people with them, the stages of the two releases would differ by what these did.
    #[test]
    fn stages_of_the_same_few_people_do_not_leave_again() {
        let cells = |mentorings, people| {
            [
                ("Stages reached / Aim / Mentorings", mentorings),
                ("Stages reached / Aim / People", people),
            ]
        };
        let stopped = |profile, was: (u64, u64), is: (u64, u64)| {
            let (was, is) = (
                left(profile, &cells(was.0, was.1)),
                left(profile, &cells(is.0, is.1)),
            );
            of_few(&was, &is).count()
        };
        assert_eq!(
            stopped(Profile::Partner, (10, 10), (16, 10)),
            1,
            "six of the same people"
        );
        assert_eq!(stopped(Profile::Partner, (10, 10), (16, 13)), 1);
        assert_eq!(stopped(Profile::Partner, (10, 10), (16, 15)), 0);
        assert_eq!(stopped(Profile::Partner, (10, 10), (10, 10)), 0);
        assert_eq!(stopped(Profile::Public, (10, 10), (20, 10)), 1);
        assert_eq!(stopped(Profile::Public, (10, 10), (10, 10)), 0);
        let of_nobody = |mentorings| left(Profile::Partner, &cells(mentorings, 0)[..1]);
        let now = left(Profile::Partner, &cells(16, 15));
        assert_eq!(
            of_few(&of_nobody(10), &now).count(),
            1,
            "it did not say of how many people it was"
        );
        assert_eq!(of_few(&of_nobody(16), &now).count(), 0, "nothing came or went");
    }
}
