//! What the columns of a file can be.

use super::Kind;

/// Something that a column can be.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its code.
    pub code: &'static str,
    /// In words.
    pub label: &'static str,
    /// A row is none without it.
    pub needed: bool,
    /// Headings that mean it.
    pub(super) means: &'static [&'static str],
}

const fn field(
    code: &'static str,
    label: &'static str,
    needed: bool,
    means: &'static [&'static str],
) -> Field {
    Field {
        code,
        label,
        needed,
        means,
    }
}

/// What the columns of sessions can be.
const SESSIONS: [Field; 17] = [
    field(
        "course",
        "Course",
        true,
        &[
            "course",
            "coursetitle",
            "title",
            "training",
            "coursename",
            "event",
        ],
    ),
    field(
        "area",
        "Area",
        true,
        &["area", "borough", "localauthority", "region"],
    ),
    field(
        "day",
        "Day",
        true,
        &[
            "day",
            "date",
            "sessiondate",
            "dateofsession",
            "coursedate",
            "dateheld",
        ],
    ),
    field(
        "starts",
        "Start",
        false,
        &["start", "starts", "starttime", "from"],
    ),
    field("ends", "End", false, &["end", "ends", "endtime", "finish", "to"]),
    field("venue", "Venue", false, &["venue", "location", "place", "where"]),
    field(
        "trainer",
        "Trainer",
        false,
        &["trainer", "trainers", "facilitator", "ledby", "deliveredby"],
    ),
    field(
        "host",
        "Host",
        false,
        &["host", "hostorganisation", "hostedby", "organisation"],
    ),
    field(
        "capacity",
        "Places",
        false,
        &["capacity", "places", "maxplaces", "spaces"],
    ),
    field(
        "booked",
        "Booked",
        false,
        &[
            "booked",
            "registered",
            "bookings",
            "noregistered",
            "numberbooked",
            "registrations",
        ],
    ),
    field(
        "signed-in",
        "Signed in",
        false,
        &[
            "signedin",
            "attended",
            "attendees",
            "attendance",
            "noattended",
            "numberattended",
            "present",
        ],
    ),
    field(
        "individuals",
        "Different people",
        false,
        &["individuals", "uniqueattendees", "differentpeople", "unique"],
    ),
    field(
        "state",
        "Held, rescheduled or cancelled",
        false,
        &["state", "status", "held", "outcome", "tookplace"],
    ),
    field(
        "reason",
        "Reason for that",
        false,
        &[
            "reason",
            "reasonforcancellation",
            "cancellationreason",
            "comment",
            "comments",
            "notes",
        ],
    ),
    field(
        "announced",
        "Day first announced",
        false,
        &[
            "originaldate",
            "firstannounced",
            "originallyplanned",
            "dayfirstannounced",
            "planneddate",
        ],
    ),
    field(
        "register",
        "Register received",
        false,
        &[
            "register",
            "registerreceived",
            "signinsheet",
            "signinsheetreceived",
            "paperwork",
        ],
    ),
    field(
        "feedback",
        "Feedback received",
        false,
        &[
            "feedback",
            "feedbackreceived",
            "feedbackforms",
            "evaluation",
            "evaluationsreceived",
        ],
    ),
];

/// What the columns of people and forms can be that say of which session they are.
const PLACE: [Field; 5] = [
    field(
        "reference",
        "Session reference",
        false,
        &["sessionreference", "reference", "ref", "sessionref", "session"],
    ),
    field(
        "course",
        "Course",
        false,
        &[
            "course",
            "coursetitle",
            "title",
            "training",
            "coursename",
            "event",
        ],
    ),
    field(
        "day",
        "Day",
        false,
        &[
            "day",
            "date",
            "sessiondate",
            "dateofsession",
            "coursedate",
            "dateattended",
        ],
    ),
    field(
        "area",
        "Area of the session",
        false,
        &["sessionarea", "areaofthesession", "sessionborough", "area"],
    ),
    field("venue", "Venue", false, &["venue", "location", "place", "where"]),
];

/// What the columns of people at sessions can be besides.
const PERSON: [Field; 6] = [
    field(
        "email",
        "Work e-mail",
        false,
        &["workemail", "email", "emailaddress", "workemailaddress", "mail"],
    ),
    field(
        "name",
        "Name",
        false,
        &[
            "name",
            "fullname",
            "participant",
            "delegate",
            "attendee",
            "learner",
        ],
    ),
    field(
        "organisation",
        "Organisation",
        false,
        &["organisation", "organization", "employer", "agency", "worksfor"],
    ),
    field(
        "borough",
        "Borough where the person works",
        false,
        &["borough", "boroughyouworkin", "workborough", "localauthority"],
    ),
    field(
        "background",
        "Professional background",
        false,
        &[
            "background",
            "professionalbackground",
            "profession",
            "role",
            "sector",
        ],
    ),
    field(
        "came",
        "Came",
        false,
        &["came", "attended", "attendance", "present", "signedin", "status"],
    ),
];

impl Kind {
    /// What the columns of such a file can be, but for the questions of a questionnaire.
    pub fn fields(self) -> impl Iterator<Item = &'static Field> {
        let (first, then): (&'static [Field], &'static [Field]) = match self {
            Self::Sessions => (&SESSIONS, &[]),
            Self::People => (&PLACE, &PERSON),
            Self::Forms => (&PLACE, &[]),
        };
        first.iter().chain(then)
    }

    /// What a field is called.
    pub fn label_of(self, code: &str) -> &'static str {
        self.fields()
            .find(|field| field.code == code)
            .map_or("", |field| field.label)
    }

    /// What has to be said of the columns before a row can be read; `has` tells whether a field is in a column.
    pub fn lacks(self, has: impl Fn(&str) -> bool) -> Vec<&'static str> {
        let mut lacks: Vec<&'static str> = self
            .fields()
            .filter(|field| field.needed && !has(field.code))
            .map(|field| field.label)
            .collect();
        if self != Self::Sessions && !(has("reference") || has("course") && has("day")) {
            lacks.push("the reference of the session, or course and day");
        }
        if self == Self::People && !(has("email") || has("name")) {
            lacks.push("work e-mail or name");
        }
        lacks
    }
}
