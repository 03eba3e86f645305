//! A house with one organisation and people in it.

use access::Role;
use audit::Done;
use identity::accounts::{self, Invitation};
use identity::factor::{Secret, recovery_codes};
use identity::history::Origin;
use identity::password::{self, Cost};
use identity::sign_in::{self, Code, Draw, Outcome, Try};
use identity::{AccountId, links, token};
use kernel::{Clock, FixedClock, Id, Instant, Personal, SeededEntropy, Stop};
use std::sync::Arc;
use store::testing::Database;
use store::{Stmt, Tx, values};

pub(crate) const PASSWORD: &str = "lamp otter brick violet";
pub(crate) const CHEAP: Cost = Cost {
    memory: 64,
    passes: 1,
    lanes: 1,
};

pub(crate) struct House {
    pub(crate) db: Database,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) entropy: Arc<SeededEntropy>,
    pub(crate) organisation: Id,
    pub(crate) area: Id,
}

/// A person with everything needed to sign in.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) account: AccountId,
    pub(crate) email: String,
    pub(crate) secret: Secret,
    pub(crate) recovery: Vec<String>,
    pub(crate) session: String,
    pub(crate) device: String,
}

static ORGANISATION: Stmt = Stmt {
    name: "test organisation",
    sql: "insert into organisation (id, name, sector, by_and_for) values (?1, 'Homerton Hospital', 'health', ?2)",
    optional: &[],
};
static AREA: Stmt = Stmt {
    name: "test area",
    sql: "insert into area (id, name, kind) values (?1, 'Hackney', 'borough')",
    optional: &[],
};

impl House {
    pub(crate) fn new() -> Self {
        let clock = Arc::new(FixedClock::at(Instant::from_millis(1_780_000_000_000)));
        let entropy = Arc::new(SeededEntropy::new(21));
        let (organisation, area) = (
            Id::fresh(clock.as_ref(), entropy.as_ref()),
            Id::fresh(clock.as_ref(), entropy.as_ref()),
        );
        let house = Self {
            db: store::testing::database(),
            clock,
            entropy,
            organisation,
            area,
        };
        house
            .write(move |tx| {
                tx.run(&ORGANISATION, values![organisation, false])?;
                tx.run(&AREA, values![area])?;
                Ok(())
            })
            .unwrap();
        house
    }

    pub(crate) fn now(&self) -> Instant {
        self.clock.now()
    }

    pub(crate) fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        self.db.write_now(move |tx| {
            let value = work(tx)?;
            Ok(Done::minor(ticket::Minor::TryCounted, value))
        })
    }

    pub(crate) fn read<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, Stop>) -> T {
        self.db.read_now(work).unwrap()
    }

    pub(crate) fn draw(&self) -> Draw {
        Draw::fresh(self.clock.as_ref(), self.entropy.as_ref())
    }

    pub(crate) fn invite(&self, email: &str, role: Role) -> AccountId {
        let mut invitation = Invitation::new(
            self.clock.as_ref(),
            self.entropy.as_ref(),
            self.organisation,
            role,
        );
        invitation.name = Personal::new("Amara Okafor".to_owned());
        invitation.email = Personal::new(email.to_owned());
        invitation.areas = vec![self.area];
        let (entropy, now) = (Arc::clone(&self.entropy), self.now());
        self.write(move |tx| accounts::invite(tx, &invitation, entropy.as_ref(), now))
            .unwrap()
    }

    pub(crate) fn link(&self, account: AccountId) -> token::Token {
        let (draw, now) = (self.draw(), self.now());
        let text = draw.token.clone();
        self.write(move |tx| {
            accounts::link(tx, account, links::Purpose::Invite, &draw, now)?;
            Ok(())
        })
        .unwrap();
        text
    }

    pub(crate) fn set_password(&self, link: &token::Token, password: &str) -> Result<(), Stop> {
        self.set_password_by(link, password, &self.draw())
    }

    /// The same in a browser that takes the device token of `draw`.
    pub(crate) fn set_password_by(
        &self,
        link: &token::Token,
        password: &str,
        draw: &Draw,
    ) -> Result<(), Stop> {
        let hash = password::hash(password, CHEAP, self.entropy.as_ref()).unwrap();
        let (link, draw, now) = (link.reveal().clone(), draw.clone(), self.now());
        self.write(move |tx| {
            let link = links::find(tx, &link, now)?;
            links::set_password(tx, &link, &hash, &draw, now)
        })
    }

    /// The step token for the right password.
    pub(crate) fn give_password(
        &self,
        email: &str,
        password: &str,
        source: &str,
        device: Option<&str>,
    ) -> Result<Option<String>, Stop> {
        self.give_password_at(CHEAP, email, password, source, device)
    }

    pub(crate) fn give_password_at(
        &self,
        cost: Cost,
        email: &str,
        password: &str,
        source: &str,
        device: Option<&str>,
    ) -> Result<Option<String>, Stop> {
        let who = Try {
            email: Personal::new(email.to_owned()),
            origin: origin(source),
            device: device.map(str::to_owned),
        };
        let now = self.now();
        let asked = self.write(move |tx| sign_in::ask(tx, &who, now))?;
        let checked = asked.check(password, cost, self.entropy.as_ref())?;
        let (draw, entropy, origin) = (self.draw(), Arc::clone(&self.entropy), origin(source));
        let token = draw.token.reveal().clone();
        let found =
            self.write(move |tx| sign_in::answer(tx, &checked, &origin, &draw, entropy.as_ref(), now))?;
        Ok(found.account().map(|_| token))
    }

    pub(crate) fn give_code(
        &self,
        step: &str,
        code: &str,
        source: &str,
        device: Option<&str>,
        setting_up: Option<Vec<(Id, Personal<String>)>>,
    ) -> Result<(Outcome, Draw), Stop> {
        let given = Code {
            code: Personal::new(code.to_owned()),
            setting_up,
            origin: origin(source),
            device: device.map(str::to_owned),
        };
        let (draw, entropy, now, step) = (
            self.draw(),
            Arc::clone(&self.entropy),
            self.now(),
            step.to_owned(),
        );
        let drawn = draw.clone();
        let outcome = self.write(move |tx| {
            let step = sign_in::step(tx, &step, now)?;
            sign_in::code(tx, &step, &given, &draw, entropy.as_ref(), now)
        })?;
        Ok((outcome, drawn))
    }

    /// A person who accepted an invitation, set up the factor and is signed in.
    pub(crate) fn person(&self, email: &str, role: Role) -> Person {
        let account = self.invite(email, role);
        self.set_password(&self.link(account), PASSWORD).unwrap();
        let step = self
            .give_password(email, PASSWORD, "10.0.0.1", None)
            .unwrap()
            .unwrap();
        let fresh = Secret::fresh(self.entropy.as_ref());
        let entropy = Arc::clone(&self.entropy);
        let secret = self
            .write(move |tx| sign_in::offer(tx, account, &fresh, entropy.as_ref()))
            .unwrap();
        let codes: Vec<(Id, Personal<String>)> = recovery_codes(self.entropy.as_ref())
            .into_iter()
            .map(|code| (Id::fresh(self.clock.as_ref(), self.entropy.as_ref()), code))
            .collect();
        let recovery = codes.iter().map(|(_, code)| code.reveal().clone()).collect();
        let code = secret.code_at(self.now());
        let (outcome, draw) = self
            .give_code(&step, &code, "10.0.0.1", None, Some(codes))
            .unwrap();
        assert!(
            matches!(
                outcome,
                Outcome::In {
                    recovery_left: 10,
                    new_device: true,
                    ..
                }
            ),
            "{outcome:?}"
        );
        self.clock.advance(60);
        Person {
            account,
            email: email.to_owned(),
            secret,
            recovery,
            session: draw.token.reveal().clone(),
            device: draw.device.reveal().clone(),
        }
    }

    /// Is this token's session alive?
    pub(crate) fn alive(&self, token: &str) -> bool {
        let (hash, now) = (token::hash(token), self.now());
        self.read(|tx| Ok(access::viewer_by_session(tx, &hash, now, 1200)?.is_some()))
    }
}

pub(crate) fn origin(source: &str) -> Origin {
    Origin {
        source: Personal::new(source.to_owned()),
        user_agent: "Mozilla/5.0 (Windows) Firefox/130".to_owned(),
    }
}
