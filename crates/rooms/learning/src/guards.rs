//! What a pass is asked for: each kind of record names the one statement that decides whether it is in sight.

use crate::model::{
    BookingId, CertificateId, CommitmentId, CourseId, FaultId, LearnerId, MentoringId, PairId, PassedOnId,
    PathwayId, PhotographId, SessionDayId, SessionId, TargetId,
};
use crate::records::{
    booking, certificate, commitment, course, door, earlier, fault, follow_up, kept, learner, mentoring,
    pair, passed_on, pathway, photograph, public, session, target, trainer,
};
use access::Guarded;
use store::Stmt;

/// A record kind with its guard.
macro_rules! guarded {
    ($($(#[$meta:meta])* $name:ident: $id:ty, $kind:literal, $guard:expr;)*) => {
        $($(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;
        impl Guarded for $name {
            type Id = $id;
            const KIND: &'static str = $kind;
            const GUARD: &'static Stmt = $guard;
        })*
    };
}

guarded! {
    /// A course, for staff.
    CourseRecord: CourseId, "course", &course::COURSE_GUARD;
    /// A session, for staff.
    SessionRecord: SessionId, "session", &session::SESSION_GUARD;
    /// A session, for the public.
    PublicSession: SessionId, "session", &public::PUBLIC_SESSION_GUARD;
    /// A booking, for staff.
    BookingRecord: BookingId, "booking", &booking::BOOKING_GUARD;
    /// A booking, for the holder of its signed link.
    OwnBookingRecord: BookingId, "booking", &booking::BOOKING_OWN_GUARD;
    /// A day, for the holder of one of its codes.
    DoorRecord: SessionDayId, "session_day", &door::DOOR_GUARD;
    /// A day, for staff.
    DayRecord: SessionDayId, "session_day", &door::DAY_GUARD;
    /// A photograph of a day's paper sheet, for staff.
    PhotographRecord: PhotographId, "sheet photograph", &photograph::PHOTOGRAPH_GUARD;
    /// A copy of a register on a device, for whoever holds what the device proves itself with.
    KeptRecord: kernel::Id, "kept_register", &kept::KEPT_GUARD;
    /// A trainer, for who plans.
    TrainerRecord: kernel::Id, "trainer", &trainer::TRAINER_GUARD;
    /// A fault of a venue, for staff.
    VenueFaultRecord: FaultId, "venue fault", &fault::FAULT_GUARD;
    /// A certificate, for staff.
    CertificateRecord: CertificateId, "certificate", &certificate::CERTIFICATE_GUARD;
    /// A person's record, for the holder of the signed link to it.
    OwnRecord: LearnerId, "learner", &certificate::RECORD_GUARD;
    /// A commitment, for the holder of its signed link.
    OwnCommitment: CommitmentId, "commitment", &commitment::COMMITMENT_OWN_GUARD;
    /// A person all of whose sessions are in sight, for staff.
    StaffLearner: LearnerId, "learner", &pair::LEARNER_GUARD;
    /// A person who booked or came to a session in sight, for who manages bookings.
    LearnerInSight: LearnerId, "learner", &learner::RECORD_IN_SIGHT;
    /// Two records that may be of one person, for staff.
    PairRecord: PairId, "learner_pair", &pair::PAIR_GUARD;
    /// One time at which somebody passed it on, for staff.
    PassedOnRecord: PassedOnId, "passed_on", &passed_on::PASSED_ON_GUARD;
    /// The same, for who told of it.
    OwnPassedOn: PassedOnId, "passed_on", &passed_on::PASSED_ON_OWN_GUARD;
    /// A pathway, for staff.
    PathwayRecord: PathwayId, "pathway", &pathway::PATHWAY_GUARD;
    /// Somebody on a pathway, for who reads bookings of hers.
    WalkerRecord: kernel::Id, "pathway_learner", &pathway::WALKER_GUARD;
    /// A mentoring, for who has it in sight.
    MentoringRecord: MentoringId, "mentoring", &mentoring::MENTORING_GUARD;
    /// A mentoring, for its mentor.
    MentorRecord: MentoringId, "mentoring", &mentoring::MENTOR_GUARD;
    /// What a mentor offers.
    MentorOfferRecord: kernel::Id, "mentor_offer", &mentoring::OFFER_GUARD;
    /// Somebody's wish for the link to a record: always new, never in sight.
    WishRecord: kernel::Id, "record link", &certificate::WISH_GUARD;
    /// Somebody's wish not to be asked, or to be asked again: always new, never in sight.
    StopRecord: kernel::Id, "follow-up link", &follow_up::STOP_GUARD;
    /// A target of an area, for staff.
    TargetRecord: TargetId, "target", &target::TARGET_GUARD;
    /// A file with sessions of earlier years.
    EarlierRecord: kernel::Id, "earlier import", &earlier::EARLIER_GUARD;
    /// A load in bulk: always new, never in sight.
    LoadRecord: kernel::Id, "load", &course::LOAD_GUARD;
}
