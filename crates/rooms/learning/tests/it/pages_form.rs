//! The booking form: what it takes, and from whom.

use crate::pages::Browser;
use crate::pages_public::{person, reference};
use crate::world::World;
use http::StatusCode;
use store::Engine;

/// Proves SH10.
///
/// Who fills in the field that people do not see gets the same answer and no booking; of ten thousand forms from one source
/// sixty are taken.
#[test]
fn machines_get_the_same_answer_and_nothing_else() {
    let world = World::new();
    let session = world.session(500);
    let (browser, mut area) = (Browser::of(&world, None), String::new());
    let page = browser.get(&format!("/sessions/{}/book", reference(&world, session)));
    let (target, mut fields) = page.form(
        "/book",
        &person(&world, "Ann One", "ann.one@work.example", &mut area),
    );
    fields.retain(|(name, _)| name != "website");
    fields.push(("website".to_owned(), "https://spam.example".to_owned()));
    let trapped = browser.post(&target, &fields);
    assert_eq!(
        (trapped.status, trapped.location),
        (StatusCode::SEE_OTHER, format!("{target}ed"))
    );
    assert_eq!(world.places(session), (500, 0));
    fields.retain(|(name, _)| name != "website");
    fields.push(("website".to_owned(), String::new()));
    // The limit knows no engine: PostgreSQL is asked less often.
    let posts = match world.db.engine() {
        Engine::Sqlite => 10_000,
        Engine::Postgres => 1_000,
    };
    let mut refused = 0;
    for number in 0..posts {
        let email = format!("person{number}@work.example");
        // The first few as a person would; nobody reads the page again for each of ten thousand.
        let seen = if number < 100 {
            browser.fill(&target, "/book", &person(&world, "Many", &email, &mut area))
        } else {
            for (_, value) in fields.iter_mut().filter(|(name, _)| name == "email") {
                value.clone_from(&email);
            }
            browser.post(&target, &fields)
        };
        refused += u32::from(seen.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!((refused, world.places(session).1), (posts - 60, 60));
}

/// Whoever answers for herself is not offered what only somebody else can say of her, and it is not taken from her either.
#[test]
fn nobody_says_of_herself_that_she_was_not_asked() {
    let world = World::new();
    let session = reference(&world, world.session(5));
    let own = format!("/sessions/{session}/book");
    let staff = format!("/sessions/{session}/bookings/new");
    let (anybody, coordinator) = (
        Browser::of(&world, None),
        Browser::of(&world, Some(&world.coordinator)),
    );
    let offered = |browser: &Browser, page: &str| {
        let offered = browser.get(page).attributes("input[name=background]", "value");
        (offered.len(), offered.last().cloned())
    };
    assert_eq!(
        offered(&anybody, &own),
        (13, Some("prefer-not".to_owned())),
        "twelve groups, and not to say"
    );
    assert_eq!(offered(&coordinator, &staff), (16, Some("prefer-not".to_owned())));
    let mut area = String::new();
    let mut filled = person(&world, "Ann One", "ann.one@work.example", &mut area);
    for field in &mut filled {
        if field.0 == "background" {
            field.1 = "not-asked";
        }
    }
    let form = anybody.get(&own);
    let (target, mut fields) = form.form("/book", &filled);
    fields.retain(|(name, _)| name != "background");
    fields.push(("background".to_owned(), "not-asked".to_owned()));
    let refused = anybody.post(&target, &fields);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.main().contains("Choose your professional background"));
    let added = coordinator.fill(&staff, "/new", &filled);
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.main());
}
