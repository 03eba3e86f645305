//! Who a request turned out to come from, left by the desk for the edge: a page for what went wrong keeps her menu and her way out.

use crate::guard::Session;
use access::Viewer;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// A place for the viewer of one request, shared between the edge and the desk.
#[derive(Clone, Default)]
pub(crate) struct Frame {
    who: Arc<OnceLock<(Viewer, Session)>>,
    turned_away: Arc<AtomicBool>,
}

impl Frame {
    /// Keeps who asks, if somebody is signed in.
    pub(crate) fn keep(&self, viewer: &Viewer, session: Option<&Session>) {
        if let (Some(_), Some(session)) = (viewer.account_id(), session) {
            // A request has one desk: a second one would say the same.
            let _ = self.who.set((viewer.clone(), session.clone()));
        }
    }

    /// Notes that a page for people who are signed in found no living session.
    pub(crate) fn turn_away(&self) {
        self.turned_away.store(true, Ordering::Relaxed);
    }

    /// Such a page turned the request away.
    pub(crate) fn turned_away(&self) -> bool {
        self.turned_away.load(Ordering::Relaxed)
    }

    /// Who asked, and with which session.
    pub(crate) fn kept(&self) -> Option<(&Viewer, &Session)> {
        self.who.get().map(|(viewer, session)| (viewer, session))
    }
}
