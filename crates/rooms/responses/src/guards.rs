//! Guards of the room's records.

use crate::model::{BankQuestionId, BatchId, ContactId, DraftId, InstrumentVersionId, LinkId, ResponseId};
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

/// A draft that is being written.
#[derive(Clone, Copy, Debug)]
pub struct DraftRecord;
impl Guarded for DraftRecord {
    type Id = DraftId;
    const KIND: &'static str = "instrument_draft";
    const GUARD: &'static Stmt = &records::draft::DRAFT_GUARD;
}

/// A draft that was put aside.
#[derive(Clone, Copy, Debug)]
pub struct AsideDraft;
impl Guarded for AsideDraft {
    type Id = DraftId;
    const KIND: &'static str = "instrument_draft";
    const GUARD: &'static Stmt = &records::draft::ASIDE_GUARD;
}

/// A question that somebody keeps in the bank.
#[derive(Clone, Copy, Debug)]
pub struct BankRecord;
impl Guarded for BankRecord {
    type Id = BankQuestionId;
    const KIND: &'static str = "bank_question";
    const GUARD: &'static Stmt = &records::shelf::BANK_GUARD;
}

/// Sheets of a session in sight that are keyed in together.
#[derive(Clone, Copy, Debug)]
pub struct BatchRecord;
impl Guarded for BatchRecord {
    type Id = BatchId;
    const KIND: &'static str = "paper_batch";
    const GUARD: &'static Stmt = &records::paper::BATCH_GUARD;
}

/// A link in sight, for staff.
#[derive(Clone, Copy, Debug)]
pub struct LinkRecord;
impl Guarded for LinkRecord {
    type Id = LinkId;
    const KIND: &'static str = "answer_link";
    const GUARD: &'static Stmt = &records::link::LINK_GUARD;
}

/// A link that nobody closed, for whoever has its address.
#[derive(Clone, Copy, Debug)]
pub struct OpenLink;
impl Guarded for OpenLink {
    type Id = LinkId;
    const KIND: &'static str = "answer_link";
    const GUARD: &'static Stmt = &records::link::OPEN_GUARD;
}

/// A way to be reached that somebody left with her answers, in sight.
#[derive(Clone, Copy, Debug)]
pub struct ContactRecord;
impl Guarded for ContactRecord {
    type Id = ContactId;
    const KIND: &'static str = "contact left with an answer";
    const GUARD: &'static Stmt = &records::contact::CONTACT_GUARD;
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
