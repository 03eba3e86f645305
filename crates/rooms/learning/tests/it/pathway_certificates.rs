//! A certificate of a pathway: for who has done every step, checked like every other, and withdrawn.

use crate::alike::{Booked, book};
use crate::certificates::valid;
use crate::pages::Browser;
use crate::pathways::{add, pathway, people, put_on, sign};
use crate::press::PRESS;
use crate::world::World;
use access::actions::ManageBookings;
use http::StatusCode;
use kernel::{Clock, Id, Refusal, Stop};
use learning::model::{OnIt, Pathway, StepId};
use learning::own_record;
use learning::pathways::certify;
use store::values;

store::statements! {
    LEFT = "update pathway_learner set left_on = '2026-03-13' where id = ?1";
    JOINED = "update learner set joined_to = ?2 where id = ?1";
    SENT = "select count(*) from audit_event where record_kind = 'learner' and record_id = ?1 and change = 'sent the link to the record'";
    TOLD = "select count(*) from mail where template = 'certificate'";
}

struct Way {
    world: World,
    pathway: Pathway,
    step: StepId,
    ann: Booked,
    walker: Id,
}

/// Ann is on a pathway of one step, which she has still to do.
fn way() -> Way {
    let world = World::new();
    let session = world.session(9);
    let pathway = pathway(&world, |_| {});
    let step = add(&world, &pathway, 1, "Co-led a session", &[]);
    let ann = book(&world, session, "ann.one@work.example", "Housing");
    put_on(&world, &pathway, &ann.reference).unwrap();
    let walker = people(&world, &pathway, OnIt::Going)[0].0;
    Way {
        world,
        pathway,
        step,
        ann,
        walker,
    }
}

impl Way {
    fn issue(&self) -> Result<(), Stop> {
        let (pathway, walker) = (self.pathway.clone(), self.walker);
        self.world
            .act::<ManageBookings, _>(&self.world.coordinator.viewer, move |tx, scope, moment| {
                certify::issue(tx, scope, moment, PRESS, &pathway, walker)
            })
    }

    fn page(&self) -> String {
        format!("/pathways/{}/people/{}", self.pathway.reference, self.walker)
    }

    /// The way to her own pathways.
    fn own(&self) -> String {
        let until = self.world.clock.now().plus_seconds(86_400);
        let token = own_record::token(self.world.db.keys(), self.ann.learner, 0, until);
        format!("/record/{token}/pathways")
    }
}

/// Proves SH11: who has done every step gets one certificate; its code is valid until it is withdrawn, and the check page tells it from no
/// other certificate.
#[test]
fn a_finished_pathway_gives_one_certificate() {
    let way = way();
    let world = &way.world;
    let (staff, anybody) = (
        Browser::of(world, Some(&world.coordinator)),
        Browser::of(world, None),
    );
    assert!(matches!(way.issue(), Err(Stop::Refusal(Refusal::Closed(_)))));
    assert!(!staff.get(&way.page()).main().contains("Issue the certificate"));
    sign(world, &way.pathway, way.walker, way.step).unwrap();
    let issued = staff.send(&way.page(), "certify", &[]);
    assert_eq!(issued.status, StatusCode::SEE_OTHER, "{}", issued.main());
    assert!(
        staff
            .get(&issued.location)
            .main()
            .contains("The certificate is issued")
    );
    let file = staff.copy(&format!("{}/certificate", way.page()));
    assert_eq!(file.status, StatusCode::OK);
    let lines: Vec<String> = file.text().lines().map(str::to_owned).collect();
    assert_eq!(lines[1..3], ["Ann One", "Champion"], "{lines:?}");
    assert_eq!(lines[5], "Co-led a session");
    assert!(valid(world, &lines[8]));
    assert!(
        matches!(way.issue(), Err(Stop::Refusal(Refusal::Closed(_)))),
        "one at a time"
    );
    let told: i64 = world.one(&TOLD, values![], |row| row.get(0)).unwrap();
    assert_eq!(told, 1, "she is written to once");
    let sent: i64 = world
        .one(&SENT, values![way.ann.learner.0], |row| row.get(0))
        .unwrap();
    assert_eq!(sent, 1, "which stands in her own history");
    let own = anybody.get(&way.own());
    let link = format!("{}/{}", way.own(), way.walker);
    assert_eq!(
        own.attributes("main a[href*='/pathways/']", "href"),
        std::slice::from_ref(&link)
    );
    assert_eq!(anybody.get(&link).text().lines().nth(8), Some(lines[8].as_str()));
    let silent = staff.send(&way.page(), "uncertify", &[("uncertify_reason", "")]);
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = staff.send(
        &way.page(),
        "uncertify",
        &[("uncertify_reason", "The wrong person")],
    );
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.main());
    assert!(!valid(world, &lines[8]));
    assert_eq!(anybody.get(&link).status, StatusCode::NOT_FOUND);
    way.issue().unwrap();
    let again = staff.copy(&format!("{}/certificate", way.page())).text();
    assert_ne!(
        again.lines().nth(8),
        Some(lines[8].as_str()),
        "with a code of its own"
    );
}

/// A certificate is fetched with the link to the record of whose it is, and with no other.
#[test]
fn a_certificate_of_a_pathway_is_fetched_by_whose_it_is() {
    let way = way();
    sign(&way.world, &way.pathway, way.walker, way.step).unwrap();
    way.issue().unwrap();
    let session = way.world.session(9);
    let ben = book(&way.world, session, "ben.two@work.example", "Housing");
    let until = way.world.clock.now().plus_seconds(86_400);
    let token = own_record::token(way.world.db.keys(), ben.learner, 0, until);
    let anybody = Browser::of(&way.world, None);
    let own = anybody.get(&format!("{}/{}", way.own(), way.walker));
    assert_eq!(own.status, StatusCode::OK);
    let others = format!("/record/{token}/pathways");
    let certificate = format!("{others}/{}", way.walker);
    assert_eq!(anybody.get(&certificate).status, StatusCode::NOT_FOUND);
    // Also after she left the pathway, and from the record that hers is joined to.
    let listed = |page: &str| anybody.get(page).main().contains("Certificate of");
    let walker = way.walker;
    way.world.raw(move |tx| Ok(tx.run(&LEFT, values![walker])?));
    assert!(listed(&way.own()) && !listed(&others));
    let (ann, ben) = (way.ann.learner, ben.learner);
    way.world
        .raw(move |tx| Ok(tx.run(&JOINED, values![ann.0, ben.0])?));
    assert!(listed(&others));
    assert_eq!(anybody.get(&certificate).status, StatusCode::OK);
    let westerner = Browser::of(&way.world, Some(&way.world.westerner));
    assert_eq!(
        westerner.get(&format!("{}/certificate", way.page())).status,
        StatusCode::NOT_FOUND
    );
}
