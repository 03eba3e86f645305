//! Records and people in other states than the paths of the routes show, so that every form of the house stands on some page.

use super::World;
use access::{Role, Scope, Viewer, actions::ManageOwnBooking};
use identity::AccountId;
use identity::accounts;
use identity::factor::Secret;
use identity::links::{self, Purpose};
use identity::sessions::Keep;
use kernel::{Clock, Id};
use learning::Moment;
use std::sync::Arc;
use store::values;

/// People between two steps of signing in: the password was given, a code is owed.
pub(in super::super) const HALF_IN: [&str; 2] = ["at the code", "at the first code"];

store::statements! {
    SESSION_CANCELLED = "update session set state = 'cancelled', cancel_reason = 'The trainer is ill' where id = ?1";
    OWED_LAST = "select o.id from owed o join session s on s.id = o.session_id where s.area_id = ?1 and o.received_at is null and o.waived_at is null order by o.id desc limit 1";
    OWED_WAIVED = "update owed set waived_at = ?2, waived_by = ?3 where id = ?1";
    MAIL_GIVEN_UP = "update mail set state = 'dead', last_error = 'no such mailbox', ended_at = ?1";
    STEP_OPEN = "insert into sign_in_step (id, account_id, token_hash, expires_at) values (?1, ?2, ?3, ?4)";
    DRAFT_KEPT = "insert into draft (account_id, path, form_sealed, at) values (?1, ?2, ?3, ?4)";
}

impl World {
    /// Makes them, and notes on which pages their forms stand and who gets those.
    pub(super) fn make_states(&mut self) {
        let mut pages = self.accounts_in_states();
        let (east, now) = (self.area("East"), self.clock.now());
        let coordinator = self.account_of("coordinator");
        let session = self.session_on(east, self.clock.today().plus(30));
        let coming = self.session_on(east, self.clock.today().plus(9));
        let owed: Id = self.one(&OWED_LAST, values![east], |row| row.get(0));
        let (_, booking) = self.book(coming.id, east, "given-back");
        let link = learning::places::link::token(self.db.db.keys(), booking, 0);
        let path = format!("/courses/{}/edit", coming.course);
        let entropy = Arc::clone(&self.entropy);
        self.write(move |tx| {
            tx.run(&SESSION_CANCELLED, values![session.id])?;
            tx.run(&OWED_WAIVED, values![owed, now, coordinator.0])?;
            tx.run(&MAIL_GIVEN_UP, values![now])?;
            let kept = tx
                .keys()
                .seal("draft", &path, coordinator.0, b"title=Kept", &*entropy);
            tx.run(&DRAFT_KEPT, values![coordinator.0, &path, kept, now])?;
            Ok(())
        });
        let entropy = Arc::clone(&self.entropy);
        self.db
            .db
            .write_now(move |tx| {
                let scope = Scope::<ManageOwnBooking>::of(&Viewer::public())?;
                let moment = Moment::new(now, &*entropy, super::BASE);
                learning::places::own::cancel(tx, &scope, &moment, booking)
            })
            .unwrap();
        pages.extend([
            ("coordinator", format!("/ledger/{owed}/restore")),
            ("stranger", format!("/booking/{link}")),
            (
                "coordinator",
                format!("/sessions/{}/repeat?rhythm=week&times=2", coming.reference),
            ),
        ]);
        self.places.insert(
            "/sessions/{reference}/restore",
            format!("/sessions/{}/restore", session.reference),
        );
        self.more.extend(pages);
    }

    /// Accounts that nobody of the house is signed in with: one in use, one on hold, one with a link to set a password, one invited, and two
    /// between the steps of signing in.
    fn accounts_in_states(&mut self) -> Vec<(&'static str, String)> {
        let now = self.clock.now();
        let spare = self.account_for("spare", Role::Practitioner, None);
        let held = self.account_for("held", Role::Practitioner, None);
        let reset = self.account_for("forgetful", Role::Practitioner, None);
        let invited = self.account_for("invited", Role::Practitioner, None);
        let link = identity::token::fresh(&*self.entropy);
        let path = format!("/set-password/{}", link.reveal());
        let id = Id::fresh(&self.clock, &*self.entropy);
        for account in [spare, held, reset] {
            self.make_ready(account);
        }
        self.write(move |tx| {
            accounts::suspend(tx, held, true, now)?;
            Ok(links::make(tx, reset, Purpose::Reset, id, &link, now)?)
        });
        // Sessions in other browsers, which can be ended from afar.
        self.open_session("spare", spare);
        let coordinator = self.account_of("coordinator");
        self.open_session("coordinator's other browser", coordinator);
        let [at_code, at_first] = HALF_IN;
        let known = self.account_for(at_code, Role::Practitioner, None);
        self.make_ready(known);
        self.open_step(at_code, known);
        let new = self.account_for(at_first, Role::Practitioner, None);
        let entropy = Arc::clone(&self.entropy);
        self.write(move |tx| {
            accounts::set_password(tx, new, "$not-a-hash", Keep::default(), now)?;
            identity::sign_in::offer(tx, new, &Secret::from_bytes(vec![9; 20]), &*entropy)?;
            Ok(())
        });
        self.open_step(at_first, new);
        vec![
            ("administrator", format!("/accounts/{spare}")),
            ("administrator", format!("/accounts/{spare}/hold")),
            ("administrator", format!("/accounts/{spare}/leave")),
            ("administrator", format!("/accounts/{spare}/start-again")),
            ("administrator", format!("/accounts/{held}")),
            ("administrator", format!("/accounts/{invited}")),
            ("stranger", path),
            (at_code, "/sign-in/code".to_owned()),
            (at_first, "/sign-in/set-up".to_owned()),
        ]
    }

    fn open_step(&mut self, who: &'static str, account: AccountId) {
        let token = identity::token::fresh(&*self.entropy);
        self.cookies
            .insert(who, format!("__Host-step={}", token.reveal()));
        let id = Id::fresh(&self.clock, &*self.entropy);
        let ends = self.clock.now().plus_seconds(600);
        self.write(move |tx| {
            let hash = identity::token::hash(token.reveal());
            Ok(tx.run(&STEP_OPEN, values![id, account.0, hash, ends])?)
        });
    }
}
