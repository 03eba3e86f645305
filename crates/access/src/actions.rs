//! Every action of the house, as a type: a handler names it in its signature.

use crate::Role::{self, Administrator, Adviser, Coordinator, Evaluator, Practitioner, Trainer};

/// Who may do an action somewhere at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    /// Anybody, signed in or not.
    Anyone,
    /// Accounts with one of these roles.
    Roles(&'static [Role]),
    /// Jobs of the system itself.
    System,
}

/// Something that can be done.
pub trait Action: Send + Sync + 'static {
    /// Its name, as the audit trail and the access matrix print it.
    const NAME: &'static str;
    /// Who may do it somewhere.
    const WHO: Who;
}

/// An action that nobody may do without being able to do `B` as well.
pub trait Includes<B: Action>: Action {}

macro_rules! actions {
    ($($(#[$meta:meta])* $name:ident = $text:literal : $who:expr;)*) => {
        $($(#[$meta])* #[derive(Clone, Copy, Debug)] pub struct $name;
        impl Action for $name {
            const NAME: &'static str = $text;
            const WHO: Who = $who;
        })*
        /// All actions: name and who.
        pub const ALL: &[(&str, Who)] = &[$(($text, $who)),*];
    };
}

const EVERYBODY: &[Role] = &Role::ALL;

actions! {
    /// Look at what is published.
    BrowsePublicly = "browse publicly": Who::Anyone;
    /// Book a place.
    BookPublicly = "book publicly": Who::Anyone;
    /// See, change or cancel one's own booking by its link.
    ManageOwnBooking = "manage own booking": Who::Anyone;
    /// See one's own record by its link, or ask for that link.
    SeeOwnRecord = "see own record": Who::Anyone;
    /// Sign in at the door of a session.
    SignInAtDoor = "sign in at the door": Who::Anyone;
    /// Fill in a questionnaire.
    AnswerInstrument = "answer an instrument": Who::Anyone;
    /// Sign in to an account, or use a link that sets it up.
    SignIn = "sign in": Who::Anyone;
    /// See what waits for oneself.
    SeeToday = "see today": Who::Roles(EVERYBODY);
    /// Look after one's own account.
    OwnAccount = "look after own account": Who::Roles(EVERYBODY);
    /// Read courses and sessions.
    ReadCourses = "read courses": Who::Roles(&[Coordinator, Trainer, Administrator]);
    /// Plan courses and sessions.
    PlanCourses = "plan courses": Who::Roles(&[Coordinator]);
    /// Read who booked.
    ReadBookings = "read bookings": Who::Roles(&[Coordinator, Trainer]);
    /// Add, move and cancel bookings.
    ManageBookings = "manage bookings": Who::Roles(&[Coordinator]);
    /// Say that two records are of one person, or of two.
    JoinLearners = "join learners": Who::Roles(&[Coordinator, Administrator]);
    /// Read who is mentored, and how far.
    ReadMentoring = "read mentoring": Who::Roles(&[Coordinator, Trainer]);
    /// Keep a mentoring of one's own: what the two did, stages, dates.
    LogMentoring = "keep a mentoring": Who::Roles(&[Coordinator, Trainer]);
    /// Agree on mentorings, change mentors, pause and end them.
    PlanMentoring = "plan mentoring": Who::Roles(&[Coordinator]);
    /// Run the door: show its codes, keep the register.
    RunDoor = "run the door": Who::Roles(&[Coordinator, Trainer]);
    /// Key in questionnaires that were filled in on paper.
    KeyAnswers = "key answers in": Who::Roles(&[Coordinator, Trainer]);
    /// Raise faults of venues, and mend them.
    ManageFaults = "look after faults": Who::Roles(&[Coordinator, Trainer]);
    /// Issue and withdraw certificates.
    IssueCertificates = "issue certificates": Who::Roles(&[Coordinator, Trainer]);
    /// Read evidence.
    ReadEvidence = "read evidence": Who::Roles(&[Coordinator, Evaluator]);
    /// Take evidence out of the system.
    ExportEvidence = "export evidence": Who::Roles(&[Coordinator, Evaluator]);
    /// Read what people wrote in their own words.
    ReadComments = "read comments": Who::Roles(&[Coordinator, Trainer, Evaluator]);
    /// Decide which comments may leave as quotes.
    MarkQuotes = "decide on quotes": Who::Roles(&[Coordinator, Evaluator]);
    /// Read comments one by one for themes, and look after the themes.
    CodeComments = "code comments": Who::Roles(&[Coordinator, Evaluator]);
    /// Blank passages of comments that show who somebody is.
    BlankComments = "blank comments": Who::Roles(&[Coordinator, Evaluator]);
    /// Read who left a way to be reached with an answer: that somebody did, never who.
    ReadContacts = "read who wants to be reached": Who::Roles(&[Coordinator, Administrator]);
    /// Ask to see who gave an answer, see it once a second person agreed, and erase it.
    AskWhoAnswered = "ask who answered": Who::Roles(&[Coordinator]);
    /// Agree, as the second person, that somebody sees who gave an answer, or refuse.
    AgreeWhoAnswered = "agree to show who answered": Who::Roles(&[Coordinator, Administrator]);
    /// Read questionnaires.
    ReadInstruments = "read instruments": Who::Roles(&[Coordinator, Trainer, Evaluator]);
    /// Write, publish and retire questionnaires.
    ManageInstruments = "manage instruments": Who::Roles(&[Coordinator]);
    /// Open questionnaires to anybody by a link.
    OpenQuestionnaires = "open questionnaires to anybody": Who::Roles(&[Coordinator]);
    /// Read what is owed.
    ReadLedger = "read the ledger": Who::Roles(&[Coordinator, Trainer]);
    /// Waive what is owed.
    WaiveOwed = "waive what is owed": Who::Roles(&[Coordinator]);
    /// Ask for what is owed.
    ChaseOwed = "chase what is owed": Who::Roles(&[Coordinator]);
    /// Say who owes something.
    AssignOwed = "say who owes": Who::Roles(&[Coordinator]);
    /// Set where the house itself asks for what is owed.
    PlanChasing = "plan the chasing": Who::Roles(&[Coordinator, Administrator]);
    /// See which copies of personal data left, and say that one is deleted.
    SeeCopies = "see copies that left": Who::Roles(&[Administrator, Coordinator, Trainer, Evaluator]);
    /// Look after accounts.
    ManageAccounts = "manage accounts": Who::Roles(&[Administrator]);
    /// Read the audit trail.
    ReadAudit = "read the audit trail": Who::Roles(&[Administrator]);
    /// Look after jobs and mail that failed.
    ReadJobs = "look after jobs": Who::Roles(&[Administrator]);
    /// Look after areas, organisations and programmes.
    ManageDirectory = "manage the directory": Who::Roles(&[Administrator, Coordinator]);
    /// Work of the system itself.
    SystemJob = "work as the system": Who::System;
}

impl<A: Action> Includes<A> for SystemJob {}
impl Includes<Self> for ReadEvidence {}
impl Includes<ReadEvidence> for ExportEvidence {}

/// Roles whose actions are about the whole partnership and not about areas.
pub(crate) const fn sees_everything(role: Role) -> bool {
    match role {
        Administrator | Evaluator => true,
        Coordinator | Trainer | Adviser | Practitioner => false,
    }
}
