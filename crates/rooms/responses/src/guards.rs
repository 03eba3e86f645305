//! Guards of the room's records.

use crate::model::{InstrumentVersionId, ResponseId};
use crate::records;
use access::Guarded;
use learning::model::SessionId;
use store::Stmt;

/// A published version.
#[derive(Clone, Copy, Debug)]
pub struct VersionRecord;
impl Guarded for VersionRecord {
    type Id = InstrumentVersionId;
    const KIND: &'static str = "instrument_version";
    const GUARD: &'static Stmt = &records::VERSION_GUARD;
}

/// A session somebody answers for, by the code of its day.
#[derive(Clone, Copy, Debug)]
pub struct AnsweredSession;
impl Guarded for AnsweredSession {
    type Id = SessionId;
    const KIND: &'static str = "session";
    const GUARD: &'static Stmt = &records::ANSWER_GUARD;
}

/// Responses that come in bulk.
#[derive(Clone, Copy, Debug)]
pub struct LoadedResponse;
impl Guarded for LoadedResponse {
    type Id = ResponseId;
    const KIND: &'static str = "response";
    const GUARD: &'static Stmt = &records::LOAD_GUARD;
}
