//! What a handler does at its desk: reads, looks that the trail notes, writes, and forms that count once.

use crate::cache::Kept;
use crate::failure::{Answer, Failure};
use crate::path::LocalPath;
use crate::{Desk, Form, records};
use access::{Action, Scope, Who};
use audit::Done;
use axum::Extension;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};
use kernel::{Day, Entropy, Fault, Id, Refusal, Stop, hex};
use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use store::{Asked, Tx, values};

/// Records that a page shows, so that the trail can say who looked.
pub struct Seen<T> {
    /// What the page needs.
    pub value: T,
    /// Kind and id of each record.
    pub records: Vec<(&'static str, Id)>,
}

impl<T> Seen<T> {
    /// A value that shows one record.
    pub fn one(kind: &'static str, id: impl Into<Id>, value: T) -> Self {
        Self {
            value,
            records: vec![(kind, id.into())],
        }
    }
}

/// Days for which a form that was sent is known again (SR7).
pub(crate) const REMEMBERED: i64 = 30;
/// One look per person and record in so many seconds goes into the trail.
const LOOK: i64 = 15 * 60;

impl<A: Action> Desk<A> {
    /// Reads. A record that turns out to be out of sight is noted in the trail before the answer (SA2).
    ///
    /// # Errors
    /// What the work stopped with.
    pub async fn read<T, F>(&self, work: F) -> Result<T, Stop>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>, &Scope<A>) -> Result<T, Stop> + Send + 'static,
    {
        let viewer = self.viewer.clone();
        let outcome = self
            .app
            .0
            .db
            .read(move |tx| {
                let scope = Scope::<A>::of(&viewer)?;
                let result = work(tx, &scope);
                Ok((result, scope.refused()))
            })
            .await?;
        self.note_refusal(outcome.1).await?;
        outcome.0
    }

    /// Reads records that somebody looks at: who looked goes into the trail before the page is sent, once per person, record
    /// and quarter of an hour.
    ///
    /// # Errors
    /// What the work stopped with; when the trail cannot be written, nothing is shown.
    pub async fn view<T, F>(&self, work: F) -> Result<T, Stop>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>, &Scope<A>) -> Result<Seen<T>, Stop> + Send + 'static,
    {
        let seen = self.read(work).await?;
        let Some(account) = self.viewer.account_id() else {
            return Ok(seen.value);
        };
        let now = self.app.0.clock.now();
        let fresh: Vec<(&'static str, Id)> = {
            let mut known = self.app.0.seen.lock().unwrap_or_else(PoisonError::into_inner);
            if known.len() > 100_000 {
                known.retain(|_, at| now.seconds_since(*at) < LOOK);
            }
            seen.records
                .into_iter()
                .filter(|(kind, id)| {
                    known
                        .get(&(account, *kind, *id))
                        .is_none_or(|at| now.seconds_since(*at) >= LOOK)
                })
                .collect()
        };
        if !fresh.is_empty() {
            let (viewer, records) = (self.viewer.clone(), fresh.clone());
            self.app
                .0
                .db
                .write(move |tx| audit::looked(tx, &Scope::<A>::of(&viewer)?, "viewed", &records, now))
                .await?;
            // Only now: a look whose event was not written has not been noted.
            let mut known = self.app.0.seen.lock().unwrap_or_else(PoisonError::into_inner);
            known.extend(fresh.into_iter().map(|(kind, id)| ((account, kind, id), now)));
        }
        Ok(seen.value)
    }

    /// Reads what somebody searches through or takes out: each time a line in the trail, before the answer is sent (SB1).
    ///
    /// # Errors
    /// What the work stopped with; when the trail cannot be written, nothing is shown.
    pub async fn noted<T, F>(&self, what: &'static str, work: F) -> Result<T, Stop>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>, &Scope<A>) -> Result<Seen<T>, Stop> + Send + 'static,
    {
        let seen = self.read(work).await?;
        let (viewer, records, now) = (self.viewer.clone(), seen.records, self.app.0.clock.now());
        self.app
            .0
            .db
            .write(move |tx| audit::looked(tx, &Scope::<A>::of(&viewer)?, what, &records, now))
            .await?;
        Ok(seen.value)
    }

    /// Writes. The work may run more than once; it ends in a [`Done`].
    ///
    /// # Errors
    /// What the work stopped with.
    pub async fn write<T, F>(&self, work: F) -> Result<T, Stop>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>, &Scope<A>) -> Result<Done<T>, Stop> + Send + 'static,
    {
        let viewer = self.viewer.clone();
        let refused = Arc::new(Mutex::new(None));
        let told = Arc::clone(&refused);
        let result = self
            .app
            .0
            .db
            .write(move |tx| {
                let scope = Scope::<A>::of(&viewer)?;
                let result = work(tx, &scope);
                *told.lock().unwrap_or_else(PoisonError::into_inner) = scope.refused();
                result
            })
            .await;
        let refused = refused.lock().unwrap_or_else(PoisonError::into_inner).take();
        if result.is_err() {
            self.note_refusal(refused).await?;
        }
        result
    }

    /// Writes what a form asked for and goes where the work says. The same form sent again, also after a restart, gives the
    /// same answer and changes nothing (SR7). Sent again with something else in it, as from a page that the browser brought back,
    /// it is another form.
    ///
    /// # Errors
    /// What the work stopped with.
    pub async fn submit<F>(&self, form: &Form, work: F) -> Result<Response, Stop>
    where
        F: Fn(&mut Tx<'_>, &Scope<A>) -> Result<Done<LocalPath>, Stop> + Send + 'static,
    {
        self.submit_by(form, |_, _| Ok(()), move |tx, scope, ()| work(tx, scope))
            .await
    }

    /// [`Desk::submit`] for work that reads first and writes then: PostgreSQL answers what it reads together with whether the form was sent
    /// before.
    ///
    /// # Errors
    /// What the work stopped with.
    pub async fn submit_by<Q, P, F>(&self, form: &Form, read: P, work: F) -> Result<Response, Stop>
    where
        P: Fn(&mut Tx<'_>, &Scope<A>) -> Result<Q, Stop> + Send + 'static,
        F: Fn(&mut Tx<'_>, &Scope<A>, Q) -> Result<Done<LocalPath>, Stop> + Send + 'static,
    {
        let (once, account, path) = (self.once(form), self.viewer.account_id(), self.path.clone());
        let before = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&before);
        let result = self
            .write(move |tx, scope| {
                let before = once.ask(tx)?;
                let found = match read(tx, scope) {
                    // Nothing that was asked is answered after a fault of the engine.
                    Err(stop @ Stop::Fault(_)) => return Err(stop),
                    found => found,
                };
                if once.answer(tx, before)?.is_some() {
                    told.store(true, Ordering::Relaxed);
                    // Nothing to commit: the answer below takes the place of this refusal.
                    return Err(Refusal::Busy.into());
                }
                let done = work(tx, scope, found?)?;
                once.keep(tx, done.value())?;
                if let Some(account) = account {
                    tx.run(&records::DRAFT_DROP, values![account, &path])?;
                }
                Ok(done)
            })
            .await;
        match (before.load(Ordering::Relaxed), result) {
            (_, Ok(location)) => Ok(redirect(&location)),
            // It may have been seen in a group that was not saved: only what is saved is an answer.
            (true, Err(stop)) => self.answered(form).await?.ok_or(stop),
            (false, Err(stop)) => Err(stop),
        }
    }

    /// The answer of a form that was sent before and counted; for forms that are tried before they are taken, like a password.
    ///
    /// # Errors
    /// A fault of the engine.
    pub async fn answered(&self, form: &Form) -> Result<Option<Response>, Stop> {
        let once = self.once(form);
        let before = self.app.0.db.read(move |tx| once.before(tx)).await?;
        Ok(before.map(|location| redirect(&LocalPath::of(location))))
    }

    /// A form that counts once, to take into a unit of work that is no [`Desk::submit`].
    pub fn once(&self, form: &Form) -> Once {
        // At the door a form is of whoever holds it: its first sending signs in, and the second comes from who is in by then.
        let who = match A::WHO {
            Who::Anyone => None,
            Who::Roles(_) | Who::System => self.viewer.account_id(),
        };
        let who = who.map_or_else(String::new, |id| id.to_string());
        Once {
            key: self.app.0.db.keys().blind(
                "submission",
                &format!("{}\n{}\n{who}\n{}", form.submission(), self.path, form.content()),
            ),
            today: self.app.0.clock.now().day(),
            entropy: self.shared_entropy(),
        }
    }

    /// A public page kept as bytes for as long as nothing is written. `key` names everything the page depends on. A page with problems is
    /// made anew each time.
    ///
    /// # Errors
    /// What making the page stopped with.
    pub async fn cached<M, F>(&self, key: &str, make: M) -> Answer
    where
        M: FnOnce() -> F,
        F: Future<Output = Result<crate::Page, Failure>>,
    {
        let (version, now) = (self.app.0.db.version(), self.app.0.clock.now());
        // A page kept from before writing stopped does not say so.
        let key = if self.app.0.db.halted() {
            Cow::Owned(format!("{key} halted"))
        } else {
            Cow::Borrowed(key)
        };
        let cache = &self.app.0.cache;
        let kept = if let Some(kept) = cache.pages.get(&key, version, now) {
            kept
        } else {
            let _turn = cache.turns.of(&key).await;
            // Who had the turn before may have made it, of what was written when this request came or later.
            if let Some(kept) = cache.pages.get(&key, version, now) {
                kept
            } else {
                let version = self.app.0.db.version();
                let made = make().await?;
                if !made.keeps() {
                    return made.answer();
                }
                let kept = Kept {
                    version,
                    made_at: now,
                    page: Bytes::from(made.text()),
                };
                cache.pages.put(key.into_owned(), kept.clone());
                kept
            }
        };
        let headers = [
            (
                header::CONTENT_TYPE,
                HeaderValue::from_static("text/html; charset=utf-8"),
            ),
            (
                HeaderName::from_static("x-robots-tag"),
                HeaderValue::from_static("all"),
            ),
        ];
        let page = kept.page.clone();
        Ok((StatusCode::OK, headers, Extension(kept), page).into_response())
    }

    async fn note_refusal(&self, refused: Option<(&'static str, Id)>) -> Result<(), Stop> {
        let (Some((kind, id)), Some(_)) = (refused, self.viewer.account_id()) else {
            return Ok(());
        };
        let (viewer, now) = (self.viewer.clone(), self.app.0.clock.now());
        self.app
            .0
            .db
            .write(move |tx| audit::refused(tx, &Scope::<A>::of(&viewer)?, kind, id, now))
            .await
    }
}

/// A form that counts once (SR7).
pub struct Once {
    key: Vec<u8>,
    today: Day,
    entropy: Arc<dyn Entropy>,
}

impl Once {
    /// Under which it is known again.
    pub(crate) fn key(&self) -> &[u8] {
        &self.key
    }

    /// Where the form led when it was sent before.
    pub(crate) fn before(&self, tx: &mut Tx<'_>) -> Result<Option<String>, Stop> {
        let asked = self.ask(tx)?;
        self.answer(tx, asked)
    }

    fn ask(&self, tx: &mut Tx<'_>) -> Result<Asked<Vec<u8>>, Fault> {
        tx.ask(&records::SUBMISSION_FETCH, values![self.key.clone()], |row| {
            row.get::<Vec<u8>>(0)
        })
    }

    fn answer(&self, tx: &mut Tx<'_>, asked: Asked<Vec<u8>>) -> Result<Option<String>, Stop> {
        let known = asked.one(tx)?;
        let row = row_of(&self.key)?;
        known
            .map(|sealed| {
                Ok(tx
                    .keys()
                    .open_text("submission", "location_sealed", row, &sealed)?)
            })
            .transpose()
    }

    /// Remembers where the form leads.
    ///
    /// # Errors
    /// A fault of the engine, also when the form was taken a moment ago.
    pub fn keep(&self, tx: &mut Tx<'_>, location: &LocalPath) -> Result<(), Stop> {
        let row = row_of(&self.key)?;
        // The location may be somebody's own link.
        let sealed = tx.keys().seal(
            "submission",
            "location_sealed",
            row,
            location.as_str().as_bytes(),
            &*self.entropy,
        );
        tx.run(
            &records::SUBMISSION_INSERT,
            values![self.key.clone(), sealed, self.today],
        )?;
        Ok(())
    }
}

/// The id under which a submission's location is sealed: the first half of its key.
fn row_of(key: &[u8]) -> Result<Id, Stop> {
    let digits = hex::encode(key.iter().take(16));
    Ok(Id::parse(&digits).ok_or_else(|| Fault::new("a submission's key is too short"))?)
}

/// Goes to another page of ours.
pub(crate) fn redirect(path: &LocalPath) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(value) = HeaderValue::from_str(path.as_str()) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}

impl IntoResponse for LocalPath {
    fn into_response(self) -> Response {
        redirect(&self)
    }
}
