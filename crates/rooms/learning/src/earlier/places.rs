//! Which session a row means: by its reference, or by course and day, with area and venue where two were on one day.

use super::attended::{ELSEWHERE, SessionDay};
use super::cells;
use super::check::{self, Checked};
use super::mapping::{Mapping, key};
use super::rows::Telling;
use crate::model::{Workplace, venue_key};
use directory::model::AreaId;
use kernel::{Day, Id};
use std::collections::HashMap;

/// What a row means.
pub(super) enum Place<'r> {
    /// Days of one session.
    Days(Vec<&'r SessionDay>),
    /// No session is known: the course, and the day.
    Course(Id, Day),
    /// It cannot be said, and that was told.
    Nowhere,
}

/// What references, courses, areas and days are called.
pub(super) struct Places<'r> {
    mapping: &'r Mapping,
    courses: HashMap<String, Id>,
    areas: HashMap<String, Workplace>,
    by_reference: HashMap<String, Vec<&'r SessionDay>>,
    by_day: HashMap<(Id, Day), Vec<&'r SessionDay>>,
    today: Day,
}

impl<'r> Places<'r> {
    /// Of what is in the database, and of what was said.
    pub(super) fn new(
        mapping: &'r Mapping,
        named: &check::Known,
        days: &'r [SessionDay],
        today: Day,
    ) -> Self {
        let mut by_reference: HashMap<String, Vec<&SessionDay>> = HashMap::new();
        let mut by_day: HashMap<(Id, Day), Vec<&SessionDay>> = HashMap::new();
        for day in days {
            by_reference.entry(key(&day.reference)).or_default().push(day);
            by_day.entry((day.course, day.day)).or_default().push(day);
        }
        let mut areas: HashMap<String, Workplace> = named
            .areas
            .iter()
            .map(|(id, name)| (key(name), Workplace::Borough(AreaId(*id))))
            .collect();
        for other in Workplace::OTHERS {
            areas.insert(key(other.label()), other);
        }
        for (name, id) in &mapping.areas {
            let known = Id::parse(id).filter(|id| named.areas.iter().any(|(known, _)| known == id));
            match known {
                Some(id) => drop(areas.insert(key(name), Workplace::Borough(AreaId(id)))),
                None if id == ELSEWHERE => drop(areas.insert(key(name), Workplace::Elsewhere)),
                None => {}
            }
        }
        Self {
            mapping,
            courses: check::courses(mapping, named),
            areas,
            by_reference,
            by_day,
            today,
        }
    }

    /// What a row means. A course alone is enough where `loose` says so.
    pub(super) fn of(&self, tell: &mut Telling, checked: &mut Checked, loose: bool) -> Place<'r> {
        let (reference, day) = (tell.cell("reference"), tell.cell("day"));
        let blank = cells::is_blank(&day);
        let date = if blank {
            None
        } else {
            checked.ambiguous |= cells::is_ambiguous(&day);
            tell.day("day", self.mapping.order, self.today)
        };
        if reference.is_empty() {
            return self.by_course(tell, checked, date, loose);
        }
        let Some(days) = self.by_reference.get(&key(&reference)) else {
            tell.tell("reference", "No session of yours that is over has this reference");
            return Place::Nowhere;
        };
        match date {
            None if blank => Place::Days(days.clone()),
            None => Place::Nowhere,
            Some(date) => {
                let of_day: Vec<_> = days.iter().copied().filter(|known| known.day == date).collect();
                if of_day.is_empty() {
                    tell.tell("day", "The session with this reference was not on this day");
                    return Place::Nowhere;
                }
                Place::Days(of_day)
            }
        }
    }

    fn by_course(
        &self,
        tell: &mut Telling,
        checked: &mut Checked,
        date: Option<Day>,
        loose: bool,
    ) -> Place<'r> {
        let course = tell.cell("course");
        let found = self.courses.get(&key(&course)).copied();
        if found.is_none() && course.is_empty() {
            tell.tell("course", "The course is missing");
        } else if found.is_none() {
            let why = "No course of ours is called so: choose above which it is";
            tell.tell("course", why);
            checked.courses.insert(course);
        }
        if cells::is_blank(&tell.cell("day")) {
            tell.tell("day", "The day is missing");
        }
        let area = self.area(tell, checked, "area");
        let (Some(course), Some(date)) = (found, date) else {
            return Place::Nowhere;
        };
        let venue = venue_key(&tell.cell("venue"));
        let fits = |known: &&SessionDay| {
            (area == Workplace::Open || area == Workplace::Borough(AreaId(known.area)))
                && (venue.is_empty() || known.venue == venue)
        };
        let all = self.by_day.get(&(course, date)).map_or(&[][..], Vec::as_slice);
        let found: Vec<_> = all.iter().copied().filter(fits).collect();
        match found.as_slice() {
            [] if loose => return Place::Course(course, date),
            [] => tell.tell("day", "No session of yours of this course was on this day: take the sessions in first"),
            [_] => return Place::Days(found),
            _ => tell.tell("day", "Several sessions of this course were on this day: the file has to say area and venue, or the reference"),
        }
        Place::Nowhere
    }

    /// An area by its name; nothing is said where the cell is empty, or says nothing.
    pub(super) fn area(&self, tell: &mut Telling, checked: &mut Checked, code: &str) -> Workplace {
        let name = tell.cell(code);
        if cells::is_blank(&name) {
            return Workplace::Open;
        }
        let found = self.areas.get(&key(&name)).copied();
        found.unwrap_or_else(|| {
            tell.tell(code, "No area of ours is called so: choose above which it is");
            checked.areas.insert(name);
            Workplace::Open
        })
    }
}
