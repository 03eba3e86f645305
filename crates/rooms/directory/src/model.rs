//! The words of the directory: areas, programmes, organisations, and the coded lists that booking and feedback share.

use kernel::Day;

kernel::id!(
    /// An area.
    AreaId
);
kernel::id!(
    /// A programme.
    ProgrammeId
);
kernel::id!(
    /// An organisation.
    OrganisationId
);
kernel::id!(
    /// A person who works for an organisation.
    WorkerId
);

/// A borough or a group of boroughs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AreaKind {
    /// One borough.
    Borough,
    /// Several boroughs that a programme treats as one.
    Group,
}

impl AreaKind {
    /// The stored code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Borough => "borough",
            Self::Group => "group",
        }
    }

    /// Reads the stored code.
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "borough" => Some(Self::Borough),
            "group" => Some(Self::Group),
            _ => None,
        }
    }
}

/// A borough, or a group of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Area {
    /// Its id.
    pub id: AreaId,
    /// The group it belongs to.
    pub parent: Option<AreaId>,
    /// Its name.
    pub name: String,
    /// Its code at the Office for National Statistics.
    pub gss: Option<String>,
    /// One borough or several.
    pub kind: AreaKind,
    /// Counts its changes.
    pub version: i64,
}

/// A funded programme of work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Programme {
    /// Its id.
    pub id: ProgrammeId,
    /// Short name for addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// First day of its funding period.
    pub period_start: Day,
    /// Last day of its funding period; `None` while it is open.
    pub period_end: Option<Day>,
    /// Counts its changes.
    pub version: i64,
}

/// An agency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Code of its sector in [`SECTORS`].
    pub sector: String,
    /// Led by and for the community it serves.
    pub by_and_for: bool,
    /// Counts its changes.
    pub version: i64,
}

/// An entry of a coded list: what is stored, and what people read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Coded {
    /// What is stored.
    pub code: &'static str,
    /// What people read.
    pub label: &'static str,
    /// Not an answer: left out of percentages unless a table says otherwise.
    pub non_answer: bool,
}

const fn answer(code: &'static str, label: &'static str) -> Coded {
    Coded {
        code,
        label,
        non_answer: false,
    }
}

const fn non_answer(code: &'static str, label: &'static str) -> Coded {
    Coded {
        code,
        label,
        non_answer: true,
    }
}

/// The code of a background that somebody does not want to give.
pub const PREFER_NOT: &str = "prefer-not";

/// The one list of professional backgrounds: the groups of the pilot's appendix 2 in its own words, and the ways of
/// not answering. Its last group, "Not stated or unclear", is the code `not-stated`.
pub const BACKGROUNDS: &[Coded] = &[
    answer("voluntary", "Voluntary and community sector"),
    answer("health-sexual", "Health - sexual health"),
    answer("health-maternity", "Health - midwife or gynaecological"),
    answer("health-other", "Health - other"),
    answer("social-care-children", "Social care - children"),
    answer("social-care-social-worker", "Social care - social worker"),
    answer("social-care-general", "Social care - general"),
    answer("social-care-other", "Social care - other"),
    answer("police-justice", "Police or criminal justice"),
    answer("education", "Education"),
    answer("housing", "Housing"),
    answer("other", "Something else"),
    non_answer("not-stated", "Not stated or unclear"),
    non_answer("not-known", "Not known"),
    non_answer("not-asked", "Not asked"),
    non_answer(PREFER_NOT, "Prefer not to say"),
];

/// Sectors an organisation may belong to.
pub const SECTORS: &[Coded] = &[
    answer("council", "Council"),
    answer("health", "Health"),
    answer("police-justice", "Police or criminal justice"),
    answer("education", "Education"),
    answer("housing", "Housing"),
    answer("voluntary", "Voluntary and community sector"),
    answer("provider", "Programme provider"),
    answer("research", "Research or evaluation"),
    answer("other", "Something else"),
];

/// Areas every new partnership can start from: name, code, kind, name of the group. Tri-borough is the group of three
/// west London councils, East the group of three east London ones, as the pilot's report counts them.
pub const AREAS: &[(&str, Option<&str>, AreaKind, Option<&str>)] = &[
    ("East", None, AreaKind::Group, None),
    ("Tri-borough", None, AreaKind::Group, None),
    ("Hackney", Some("E09000012"), AreaKind::Borough, None),
    (
        "Hammersmith and Fulham",
        Some("E09000013"),
        AreaKind::Borough,
        None,
    ),
    ("Newham", Some("E09000025"), AreaKind::Borough, None),
    ("Redbridge", Some("E09000026"), AreaKind::Borough, None),
    ("Tower Hamlets", Some("E09000030"), AreaKind::Borough, None),
    ("Waltham Forest", Some("E09000031"), AreaKind::Borough, None),
];

/// The label of a code in a list; the code itself when the list does not hold it.
pub fn label_of<'a>(list: &'static [Coded], code: &'a str) -> &'a str {
    list.iter()
        .find(|entry| entry.code == code)
        .map_or(code, |entry| entry.label)
}

/// The list holds this code.
pub fn holds(list: &[Coded], code: &str) -> bool {
    list.iter().any(|entry| entry.code == code)
}

/// The background whose label is `label`, ignoring case and surrounding space.
pub fn background_by_label(label: &str) -> Option<Coded> {
    let wanted = label.trim().to_lowercase();
    BACKGROUNDS
        .iter()
        .find(|entry| entry.label.to_lowercase() == wanted)
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_group_has_a_code_and_codes_are_single() {
        let published = include_str!("../../../../data/published/hp_training_backgrounds.csv");
        for line in published.lines().skip(1) {
            let label = line.split(',').nth(1).unwrap();
            assert!(background_by_label(label).is_some(), "{label}");
        }
        for list in [BACKGROUNDS, SECTORS] {
            let mut codes: Vec<_> = list.iter().map(|entry| entry.code).collect();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), list.len());
        }
    }
}
