//! How much stands in each table: what changes only when somebody changes something. The trail, sessions, and tries to sign in are
//! left out; versions count where a table has them.

store::statements! {
    N_AREA = "select count(*) from area";
    N_PROGRAMME = "select count(*) + coalesce(cast(sum(version) as bigint), 0) from programme";
    N_ORGANISATION = "select count(*) + coalesce(cast(sum(version) as bigint), 0) from organisation";
    N_WORKER = "select count(*) from worker";
    N_ACCOUNT = "select count(*) + coalesce(cast(sum(version) as bigint), 0) from account";
    N_ACCOUNT_AREA = "select count(*) from account_area";
    N_RECOVERY = "select count(*) from recovery_code";
    N_DEVICE = "select count(*) from known_device";
    N_LINK = "select count(*) from account_link";
    N_SUBMISSION = "select count(*) from submission";
    N_DRAFT = "select count(*) from draft";
    N_JOB = "select count(*) from job";
    N_MAIL = "select count(*) from mail";
    N_COURSE = "select count(*) + coalesce(cast(sum(version) as bigint), 0) from course";
    N_COURSE_AREA = "select count(*) from course_area";
    N_SESSION = "select count(*) + coalesce(cast(sum(version) as bigint), 0) from session";
    N_DAY = "select count(*) from session_day";
    N_TRAINER = "select count(*) from session_trainer";
    N_LEARNER = "select count(*) from learner";
    N_BOOKING = "select count(*) + coalesce(cast(sum(version) as bigint), 0) from booking";
    N_ATTENDANCE = "select count(*) from attendance";
    N_INSTRUMENT = "select count(*) from instrument_version";
    N_RESPONSE = "select count(*) from response";
    N_OWED = "select count(*) + coalesce(cast(sum(version) as bigint), 0) from owed";
    N_RELEASE = "select count(*) from release";
}
