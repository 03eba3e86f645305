//! The desk: where a handler gets storage, after the person was signed in and the action checked.

use crate::app::App;
use crate::csrf::Proof;
use crate::failure::Failure;
use crate::frame::Frame;
use crate::guard::Session;
use crate::{Allowance, csrf, records};
use access::{Action, Viewer};
use audit::Done;
use axum::extract::FromRequestParts;
use govuk::Html;
use http::request::Parts;
use http::{HeaderName, HeaderValue, header};
use kernel::{Clock, Entropy, Instant, Refusal, Stop};
use std::collections::HashSet;
use std::marker::PhantomData;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use store::values;
use ticket::Minor;

/// Leave to do `A` somewhere, with storage behind it.
pub struct Desk<A> {
    pub(crate) app: App,
    pub(crate) viewer: Viewer,
    pub(crate) session: Option<Session>,
    pub(crate) path: String,
    query: String,
    source: String,
    user_agent: String,
    cookies: String,
    action: PhantomData<A>,
}

/// Where a request comes from.
fn source(app: &App, parts: &Parts) -> String {
    let Some(peer) = parts.extensions.get::<SocketAddr>().map(SocketAddr::ip) else {
        return "local".to_owned();
    };
    let told: Vec<&str> = parts
        .headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    origin(peer, app.0.settings.proxy, &told).to_string()
}

/// The other end of the connection, or, where that is our own proxy, the last address that the proxy itself wrote down. What anybody
/// else claims is not read (SK7).
fn origin(peer: IpAddr, proxy: Option<IpAddr>, told: &[&str]) -> IpAddr {
    if proxy != Some(peer) {
        return peer;
    }
    told.last()
        .and_then(|line| line.rsplit(',').next()?.trim().parse().ok())
        .unwrap_or(peer)
}

impl<A: Action> FromRequestParts<App> for Desk<A> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let text = |name: HeaderName| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        let session = parts.extensions.get::<Session>().cloned();
        let public = matches!(A::WHO, access::Who::Anyone);
        let query = parts.uri.query().unwrap_or_default();
        refuse_repeats(query)?;
        let mut desk = Self {
            app: app.clone(),
            viewer: Viewer::public(),
            session: None,
            path: parts.uri.path().to_owned(),
            query: query.to_owned(),
            source: source(app, parts),
            user_agent: text(header::USER_AGENT),
            cookies: text(header::COOKIE),
            action: PhantomData,
        };
        if !public {
            let session = session.ok_or(Refusal::SignIn)?;
            // A form of our own staff pages carries its session's token; what any stranger's page carries is not enough (SE3).
            if parts.extensions.get() == Some(&Proof::Public) {
                return Err(Refusal::Malformed(csrf::OUT_OF_DATE).into());
            }
            let signed_in = desk.sign_in(session).await;
            if let (Err(Failure(Stop::Refusal(Refusal::SignIn))), Some(frame)) =
                (&signed_in, parts.extensions.get::<Frame>())
            {
                frame.turn_away();
            }
            signed_in?;
        } else if let Some(session) = session
            && A::NAME == access::actions::SignIn::NAME
        {
            // Sign-in pages know who is there already, but do not ask for it.
            let _ = desk.sign_in(session).await;
        }
        if let Some(frame) = parts.extensions.get::<Frame>() {
            frame.keep(&desk.viewer, desk.session.as_ref());
        }
        desk.viewer.may::<A>()?;
        Ok(desk)
    }
}

/// A query names each of its values once: of two the one could be checked and the other used (SE10).
fn refuse_repeats(query: &str) -> Result<(), Refusal> {
    let mut known = HashSet::new();
    if form_urlencoded::parse(query.as_bytes()).all(|(name, _)| known.insert(name)) {
        Ok(())
    } else {
        Err(Refusal::Malformed("This address has a value twice."))
    }
}

impl<A: Action> Desk<A> {
    async fn sign_in(&mut self, session: Session) -> Result<(), Failure> {
        let (now, idle, hash) = (
            self.app.0.clock.now(),
            self.app.0.settings.idle_seconds,
            session.hash.clone(),
        );
        let found = self
            .app
            .0
            .db
            .read(move |tx| Ok(access::viewer_by_session(tx, &hash, now, idle)?))
            .await?;
        let found = found.ok_or(Refusal::SignIn)?;
        if now.seconds_since(found.seen_at) >= 60 {
            let hash = session.hash.clone();
            let touched = self
                .app
                .0
                .db
                .write(move |tx| {
                    tx.run(&records::SESSION_TOUCH, values![hash.clone(), now])?;
                    Ok(Done::minor(Minor::SessionUsed, ()))
                })
                .await;
            match touched {
                // SR4: where nothing can be written people go on reading. The session then ends earlier, never later.
                Ok(()) | Err(Stop::Refusal(Refusal::Busy)) => {}
                Err(stop) => return Err(stop.into()),
            }
        }
        self.viewer = found.viewer;
        self.session = Some(session);
        Ok(())
    }

    /// Hidden fields that every form of ours carries.
    pub fn hidden(&self) -> Html {
        csrf::fields(&self.app, self.session_token())
    }

    /// Takes one try of a source (SH10).
    ///
    /// # Errors
    /// Too many.
    pub fn allow(&self, allowance: Allowance, key: &str) -> Result<(), Refusal> {
        self.app.0.allowances.take(allowance, key, self.app.0.clock.now())
    }

    /// Who asks.
    pub const fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// Now.
    pub fn now(&self) -> Instant {
        self.app.0.clock.now()
    }

    /// The clock.
    pub fn clock(&self) -> &dyn Clock {
        &*self.app.0.clock
    }

    /// The source of randomness.
    pub fn entropy(&self) -> &dyn Entropy {
        &*self.app.0.entropy
    }

    /// The source of randomness, to take into a unit of work that makes its values before it runs.
    pub fn shared_entropy(&self) -> Arc<dyn Entropy> {
        Arc::clone(&self.app.0.entropy)
    }

    /// The deployment's keys.
    pub fn keys(&self) -> &store::Keys {
        self.app.0.db.keys()
    }

    /// Grows with each commit.
    pub fn version(&self) -> u64 {
        self.app.0.db.version()
    }

    /// The address people use, for links in mail.
    pub fn public_url(&self) -> &str {
        &self.app.0.settings.public_url
    }

    /// Cookies may only travel over https.
    pub fn secure(&self) -> bool {
        self.app.secure()
    }

    /// The request's path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// One value of the request's query.
    pub fn query(&self, name: &str) -> String {
        form_urlencoded::parse(self.query.as_bytes())
            .find(|(known, _)| known == name)
            .map(|(_, value)| crate::form::plain(value.trim()))
            .unwrap_or_default()
    }

    /// The request's whole query, for cache keys and for links to the next page.
    pub fn query_text(&self) -> &str {
        &self.query
    }

    /// Where the request came from, for allowances only.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// A virus scanner looks at what people send (SG5).
    pub fn scans(&self) -> bool {
        self.app.0.settings.scans
    }

    /// Somebody tries a demonstration on the machine that it runs on.
    pub fn rehearses(&self) -> bool {
        self.app.0.settings.demonstration
            && self
                .source
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    }

    /// The browser's name for itself.
    pub fn user_agent(&self) -> &str {
        &self.user_agent
    }

    /// A cookie's value.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        crate::guard::cookie(&self.cookies, name)
    }

    /// The browser says that a register is kept on its device.
    pub fn keeps_register(&self) -> bool {
        self.cookie(crate::guard::KEPT) == Some("1")
    }

    /// The session's token, if somebody is signed in.
    pub fn session_token(&self) -> Option<&str> {
        self.session.as_ref().map(|session| session.token.as_str())
    }

    /// A cookie that signs this browser in.
    pub fn session_cookie(&self, token: &str) -> HeaderValue {
        crate::guard::session_cookie(&self.app, token)
    }

    /// A cookie that signs this browser out.
    pub fn no_session_cookie(&self) -> HeaderValue {
        crate::guard::no_session_cookie(&self.app)
    }

    pub(crate) const fn app(&self) -> &App {
        &self.app
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves SK7: only the named proxy is believed, and only the last address, which it wrote itself.
    #[test]
    fn nobody_but_the_proxy_says_where_a_request_comes_from() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let (proxy, client, other) = (
            address("127.0.0.1"),
            address("192.0.2.7"),
            address("198.51.100.9"),
        );
        let spoofed = ["10.0.0.1, 192.0.2.7"];
        assert_eq!(origin(proxy, Some(proxy), &spoofed), client);
        assert_eq!(origin(proxy, Some(proxy), &["10.0.0.1", "192.0.2.7"]), client);
        assert_eq!(origin(other, Some(proxy), &spoofed), other, "not our proxy");
        assert_eq!(origin(proxy, None, &spoofed), proxy, "no proxy was named");
        assert_eq!(origin(proxy, Some(proxy), &[]), proxy);
        assert_eq!(origin(proxy, Some(proxy), &["unknown"]), proxy);
    }
}
