//! The link to the questions of one time of asking, for one person. It names the session and no person, and the same person's link is
//! the same whenever it is made.

use crate::door::code::{mark, same};
use crate::model::{LearnerId, SessionId};
use kernel::Id;
use store::Keys;

/// What a genuine link opens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FollowUpLink {
    /// The session.
    pub session: SessionId,
    /// 1: the first time of asking; 2: the second.
    pub wave: i64,
    /// What stands for its person this time.
    pub nonce: String,
}

/// What stands for a person at one time of asking.
pub fn nonce(keys: &Keys, session: SessionId, wave: i64, learner: LearnerId) -> String {
    mark(keys, &format!("asked {session} {wave} {learner}"))
}

/// What is kept of having asked her.
pub(super) fn asked_mark(keys: &Keys, nonce: &str) -> Vec<u8> {
    keys.blind("follow-up asked", nonce)
}

/// The last part of the link: session, which time, who, and 128 bits of keyed hash over all three.
pub fn token(keys: &Keys, session: SessionId, wave: i64, learner: LearnerId) -> String {
    let nonce = nonce(keys, session, wave, learner);
    format!(
        "{}{wave}{nonce}{}",
        session.to_string().replace('-', ""),
        signature(keys, session, wave, &nonce)
    )
}

fn signature(keys: &Keys, session: SessionId, wave: i64, nonce: &str) -> String {
    mark(keys, &format!("follow-up {session} {wave} {nonce}"))
}

/// What a token opens; nothing when it is wrong in any way.
pub fn read(keys: &Keys, token: &str) -> Option<FollowUpLink> {
    if token.len() != 97 || !token.is_ascii() {
        return None;
    }
    let session = SessionId(Id::parse(token.get(..32)?)?);
    let wave = token.get(32..33)?.parse::<i64>().ok()?;
    let nonce = token.get(33..65)?;
    same(token.get(65..)?, &signature(keys, session, wave, nonce)).then(|| FollowUpLink {
        session,
        wave,
        nonce: nonce.to_owned(),
    })
}
