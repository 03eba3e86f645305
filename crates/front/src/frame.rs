//! Who a request turned out to come from, left by the desk for the edge: a page for what went wrong keeps her menu and her way out.

use crate::guard::Session;
use access::Viewer;
use std::sync::{Arc, OnceLock};

/// A place for the viewer of one request, shared between the edge and the desk.
#[derive(Clone, Default)]
pub(crate) struct Frame(Arc<OnceLock<(Viewer, Session)>>);

impl Frame {
    /// Keeps who asks, if somebody is signed in.
    pub(crate) fn keep(&self, viewer: &Viewer, session: Option<&Session>) {
        if let (Some(_), Some(session)) = (viewer.account_id(), session) {
            // A request has one desk: a second one would say the same.
            let _ = self.0.set((viewer.clone(), session.clone()));
        }
    }

    /// Who asked, and with which session.
    pub(crate) fn kept(&self) -> Option<(&Viewer, &Session)> {
        self.0.get().map(|(viewer, session)| (viewer, session))
    }
}
