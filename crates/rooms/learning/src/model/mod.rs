//! The words of this room and the values they carry. Nothing here reads or writes storage.

mod booking;
mod cause;
mod certificate;
mod clash;
mod commitment;
mod course;
mod days;
mod fault;
mod held;
mod learner_record;
mod line;
mod mentoring;
mod pair;
mod passed_on;
mod pathway;
mod people_list;
mod photograph;
mod refresher;
mod rhythm;
mod rules;
mod session;
mod target;
mod trainer;
mod turn_out;
mod words;

pub use booking::{Booking, BookingDraft, OwnBooking, Person, Workplace, normal_email, normal_name};
pub(crate) use booking::{name, takes_mail};
pub use cause::Why;
pub(crate) use cause::in_words;
pub use certificate::{
    Attender, Certificate, CertificateId, Content, Reach, RecordLine, Refresher, hours_text,
};
pub(crate) use clash::overlap;
pub use clash::{Clash, Other, venue_key};
pub(crate) use commitment::by_problems;
pub use commitment::{Commitment, CommitmentDraft, CommitmentId, CommitmentState};
pub use course::{Course, CourseDraft, CourseLine, FollowUpMonths, TakeUp};
pub(crate) use course::{limit, text};
pub use days::{DayDraft, MOST_DAYS};
pub(crate) use days::{day_problems, days_out_of_reach, normal_time};
pub use fault::{FaultDraft, FaultId, FaultKind, FaultState, VenueFault};
pub(crate) use fault::{due_problem, words_problem};
pub use held::{HeldDraft, HeldFor, HeldPlaces, normal_code};
pub(crate) use held::{normal_host, number_problems};
pub use learner_record::{LearnerRecord, Needs, Recognised, RecognisedDraft, Showed, Visit};
pub use line::{FewLine, PublicLine, SessionLine, TodayLine};
pub use mentoring::{
    Agreement, Entry, EntryDraft, EntryKind, Load, MENTORED_FOR, Meeting, Mentor, Mentoring, MentoringId,
    MentoringLine, MentoringState, NextDraft, Outcome, Stage, USUAL_STAGES, minutes_text,
};
pub use pair::{Fact, Facts, Pair, PairId, PairLine, PairList, PairState, Said, Shared, Side, Since};
pub use passed_on::{PassedDraft, PassedKind, PassedOn, PassedOnId, PassedState};
pub use pathway::{
    MOST_STEPS, OnIt, Pathway, PathwayDraft, PathwayId, PathwayLine, Progress, Standing, StepId, StepKind,
    Taken, Walker, WayStep, WayStepDraft, WaysOn,
};
pub(crate) use pathway::{counts_until, reason_problems};
pub use people_list::{BadLine, Listed, MOST_PEOPLE, read_people};
pub(crate) use people_list::{as_problem, column_of};
pub use photograph::{Photograph, PhotographId, Scan};
pub use refresher::{ComingAgain, Place, Turn};
pub use rhythm::{MOST_REPEATS, first_days};
pub use rules::{Awaits, MOST_NEEDS, Rules};
pub(crate) use session::closing;
pub use session::{Session, SessionDay, SessionDraft};
pub use target::{Reached, Target, TargetDraft, TargetId, TargetLine, TargetOf};
pub use trainer::{StepDraft, TrainerStep, approved_for};
pub use turn_out::{LATE_DAYS, TurnOut, TurnOutLine, TurnOutQuery, TurnOutTime};
pub use words::{
    AskedBy, BookingState, Cause, FIRST_DAY, How, KINDS, Mode, Purpose, Rhythm, SECOND_DAY, SessionState,
    SignOff, Source, TodayList,
};

kernel::id!(
    /// A course.
    CourseId
);
kernel::id!(
    /// A session.
    SessionId
);
kernel::id!(
    /// A day of a session.
    SessionDayId
);
kernel::id!(
    /// A person who books or comes.
    LearnerId
);
kernel::id!(
    /// A booking.
    BookingId
);
kernel::id!(
    /// Somebody's being there on a day.
    AttendanceId
);
