//! Forms and pages of every route: what may change something, and what may not.

use super::crawl::{body, forms};
use super::hostile::fill;
use super::rows::unchanged;
use super::world::{PEOPLE, World};
use access::Who;
use http::{Method, Request, StatusCode, header};
use std::collections::{BTreeMap, BTreeSet};

/// Proves SE3: each form of the house without a token, with a wrong one, with somebody else's, with what any stranger is given, and from another site is refused and
/// changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn no_form_is_taken_that_is_not_ours() {
    let world = World::new();
    let before = world.contents();
    let of_another = world.hidden("evaluator").await;
    let of_anybody = world.hidden("stranger").await;
    let mut tried = 0;
    for entry in world.entries.iter().filter(|entry| entry.method == Method::POST) {
        let path = world.path(entry.path);
        for who in ["stranger", "administrator", "coordinator"] {
            let own = world.hidden(who).await;
            let wrong = own.replacen("form-token=", "form-token=0", 1);
            let cut = own.split('&').next().unwrap().to_owned();
            for (what, body) in [
                ("no token", ""),
                ("a wrong token", &wrong),
                ("half a token", &cut),
                ("another's token", &of_another),
                ("what any stranger is given", &of_anybody),
            ] {
                // A public form is open to whoever a page of ours was shown to; who is nobody is sent to sign in.
                let open = matches!(entry.who, Who::Anyone) || who == "stranger";
                if what == "what any stranger is given" && open {
                    continue;
                }
                let seen = world.ask(who, Method::POST, &path, body).await;
                assert_eq!(
                    seen.status,
                    StatusCode::BAD_REQUEST,
                    "{path} as {who} with {what}"
                );
                tried += 1;
            }
            for (name, from) in [
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-site", "same-site"),
                ("origin", "https://elsewhere.example"),
            ] {
                let mut request = Request::builder()
                    .method(Method::POST)
                    .uri(&path)
                    .header(header::HOST, "trellis.example")
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .header(name, from);
                if let Some(cookie) = world.cookie(who) {
                    request = request.header(header::COOKIE, cookie);
                }
                let seen = world
                    .send(request.body(axum::body::Body::from(own.clone())).unwrap())
                    .await;
                assert_eq!(
                    seen.status,
                    StatusCode::BAD_REQUEST,
                    "{path} as {who} from {from}"
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 800, "{tried}");
    unchanged(&before, &world.contents(), "a refused form changed something");
}

/// Proves SE3: looking at every page, as everybody, changes no row of any table but the trail. (Looks themselves are in the trail.)
#[tokio::test(flavor = "multi_thread")]
async fn looking_changes_no_record() {
    let world = World::new();
    let before = world.contents();
    for entry in world.entries.iter().filter(|entry| entry.method == Method::GET) {
        for who in PEOPLE {
            world.ask(who, Method::GET, &world.path(entry.path), "").await;
        }
    }
    unchanged(&before, &world.contents(), "a look changed something");
}

/// Proves SA11: the field names that any form of the house has, sent along with forms that do not have them, are refused; so
/// nobody writes a field that the form of her role does not offer.
#[tokio::test(flavor = "multi_thread")]
async fn no_form_takes_a_field_of_another() {
    let mut world = World::new();
    let forms = forms(&world).await;
    let names: BTreeSet<&String> = forms.iter().flat_map(|form| form.fields.keys()).collect();
    assert!(names.len() > 60, "{} names", names.len());
    let mut offered: BTreeMap<(&str, &str), BTreeSet<&String>> = BTreeMap::new();
    for form in &forms {
        offered
            .entry((form.who, form.action.as_str()))
            .or_default()
            .extend(form.fields.keys());
    }
    // A name is refused before anything is asked of the database: on the slower engine every fourth is tried.
    let step = match world.db.db.engine() {
        store::Engine::Sqlite => 1,
        store::Engine::Postgres => 4,
    };
    let (mut tried, mut taken) = (0, Vec::new());
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, form) in forms.iter().enumerate() {
        let hidden = world.hidden(form.who).await;
        let own = &offered[&(form.who, form.action.as_str())];
        // Every name with each address: the people who get its form share them.
        let share = forms.iter().filter(|other| other.action == form.action).count();
        let next = met.entry(form.action.as_str()).or_default();
        let turn = *next;
        *next += 1;
        let others = names
            .iter()
            .enumerate()
            .filter(|(place, name)| place % share == turn && !own.contains(*name))
            .step_by(step);
        for (_, name) in others {
            let mut fields = fill(form, "More", number);
            fields.push(((*name).clone(), "yes".to_owned()));
            let seen = world
                .ask(form.who, Method::POST, &form.action, &body(&hidden, &fields))
                .await;
            tried += 1;
            if seen.status != StatusCode::BAD_REQUEST {
                taken.push(format!(
                    "{} with {name} as {}: {}",
                    form.action, form.who, seen.status
                ));
                world.keep_signed_in(form.who).await;
            }
        }
    }
    assert!(tried > 1500 / step, "{tried}");
    assert!(
        taken.is_empty(),
        "{} of {tried}:\n{}",
        taken.len(),
        taken.join("\n")
    );
}
