//! What the room hands to others.

use instrument::Published;
use kernel::{Id, Instant};

kernel::id!(
    /// A published version of a questionnaire.
    InstrumentVersionId
);
kernel::id!(
    /// A questionnaire that is being written.
    DraftId
);
kernel::id!(
    /// A question of the bank.
    BankQuestionId
);
kernel::id!(
    /// A link by which a questionnaire is open to anybody.
    LinkId
);
kernel::id!(
    /// Sheets of paper that are keyed in together.
    BatchId
);
kernel::id!(
    /// A filled-in questionnaire. Fully random: it must not tell when it was made.
    ResponseId
);

kernel::id!(
    /// A way to reach somebody that she left with her answers. Fully random, as the answers' own id.
    ContactId
);
kernel::id!(
    /// A request to see one.
    ContactRequestId
);

/// A published version.
#[derive(Clone, Debug)]
pub struct InstrumentVersion {
    /// Its id.
    pub id: InstrumentVersionId,
    /// When it was published.
    pub published_at: Instant,
    /// The questionnaire.
    pub published: Published,
}

impl ResponseId {
    /// A fully random id.
    pub fn random(entropy: &dyn kernel::Entropy) -> Self {
        Self(random(entropy))
    }
}

impl ContactId {
    /// A fully random id.
    pub(crate) fn random(entropy: &dyn kernel::Entropy) -> Self {
        Self(random(entropy))
    }
}

/// An id with no time in it, for what nobody is to be found by.
pub(crate) fn random(entropy: &dyn kernel::Entropy) -> Id {
    let mut bytes = [0_u8; 16];
    entropy.fill(&mut bytes);
    Id(uuid::Builder::from_random_bytes(bytes).into_uuid())
}
