//! Everybody who may ask, and how they are signed in.

use super::World;
use super::states::HALF_IN;
use access::Role;
use http::{Method, StatusCode};
use identity::AccountId;
use identity::accounts::Invitation;
use identity::factor::Secret;
use kernel::{Clock, Id, Personal};
use std::sync::Arc;
use store::values;

/// Everybody who may ask. The area of the record asked for is East; those "elsewhere" work in Tri-borough.
pub(in super::super) const PEOPLE: [&str; 11] = [
    "stranger",
    "administrator",
    "coordinator",
    "coordinator elsewhere",
    "trainer",
    "trainer elsewhere",
    "adviser",
    "practitioner",
    "evaluator",
    "no second factor",
    "left",
];

store::statements! {
    ORGANISATION = "select id from organisation order by name limit 1";
    NO_FACTOR = "update session_token set factor_at = null where token_hash = ?1";
    LEFT = "update account set state = 'left' where id = ?1";
}

impl World {
    pub(super) fn sign_in(&mut self, who: &'static str) {
        let (role, area) = match who {
            "stranger" => return,
            "coordinator elsewhere" => (Role::Coordinator, Some("Tri-borough")),
            "trainer elsewhere" => (Role::Trainer, Some("Tri-borough")),
            "coordinator" | "no second factor" | "left" => (Role::Coordinator, None),
            word => (Role::parse(word).unwrap(), None),
        };
        let account = if who == "trainer" {
            // The demonstration's trainer is the one whose sessions these are.
            let known = self
                .db
                .db
                .read_now(|tx| identity::accounts::list(tx, &identity::accounts::Filter::default()))
                .unwrap();
            known
                .accounts
                .into_iter()
                .find(|account| account.role == role)
                .unwrap()
                .id
        } else {
            let id = self.account_for(who, role, area);
            self.make_ready(id);
            id
        };
        self.account = account.0;
        self.accounts.insert(who, account);
        self.open_session(who, account);
    }

    /// An invited account for somebody.
    pub(super) fn account_for(&self, who: &str, role: Role, area: Option<&str>) -> AccountId {
        let organisation: Id = self.one(&ORGANISATION, &[], |row| row.get(0));
        let mut invitation = Invitation::new(&self.clock, &*self.entropy, organisation, role);
        invitation.name = Personal::new(format!("Someone {who}"));
        invitation.email = Personal::new(format!("{}@house.example", who.replace(' ', "-")));
        invitation.all_areas = area.is_none();
        invitation.areas = area.map(|name| self.area(name)).into_iter().collect();
        let (id, now, entropy) = (invitation.id, self.clock.now(), Arc::clone(&self.entropy));
        self.write(move |tx| identity::accounts::invite(tx, &invitation, &*entropy, now).map(drop));
        id
    }

    /// With a password and a second factor, as if somebody had set them.
    pub(super) fn make_ready(&self, account: AccountId) {
        let (now, entropy) = (self.clock.now(), Arc::clone(&self.entropy));
        let secret = Secret::from_bytes(vec![7; 20]);
        self.write(move |tx| {
            identity::accounts::make_ready(tx, account, "$not-a-hash", &secret, &*entropy, now)
        });
    }

    /// Somebody's account.
    pub(in super::super) fn account_of(&self, who: &str) -> AccountId {
        self.accounts.get(who).copied().unwrap()
    }

    /// Somebody with a session of the house.
    pub(super) fn signed_in(who: &str) -> bool {
        !["stranger", "left"].contains(&who) && !HALF_IN.contains(&who)
    }

    pub(super) fn open_session(&mut self, who: &'static str, account: AccountId) {
        let now = self.clock.now();
        let token = identity::token::fresh(&*self.entropy);
        self.cookies
            .insert(who, format!("__Host-trellis={}", token.reveal()));
        let session = Id::fresh(&self.clock, &*self.entropy);
        self.write(move |tx| {
            identity::sessions::open(tx, account, session, &token, "Firefox", now)?;
            let hash = identity::token::hash(token.reveal());
            match who {
                "no second factor" => drop(tx.changed(&NO_FACTOR, values![hash])?),
                "left" => drop(tx.changed(&LEFT, values![account.0])?),
                _ => {}
            }
            Ok(())
        });
    }

    /// Somebody's cookie.
    pub(in super::super) fn cookie(&self, who: &str) -> Option<&str> {
        self.cookies.get(who).map(String::as_str)
    }

    /// Signs somebody in again whose session was ended by what was sent.
    pub(in super::super) async fn keep_signed_in(&mut self, who: &'static str) {
        if !Self::signed_in(who) {
            return;
        }
        let seen = self.ask(who, Method::GET, "/account", "").await;
        if seen.status != StatusCode::OK
            && let Some(account) = self.accounts.get(who).copied()
        {
            self.open_session(who, account);
        }
    }
}
