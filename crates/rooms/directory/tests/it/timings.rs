//! What a stranger could learn from how long an answer takes.

use crate::browser::House;
use access::Role;
use http::StatusCode;

/// Proves SD4: 2,000 timings each of the page that is asked for a link, printed in milliseconds and compared by
/// `cargo xtask prove timing`.
#[tokio::test]
#[ignore = "long: run by cargo xtask prove timing"]
async fn asking_for_a_link_tells_nothing_in_two_thousand_timings() {
    let house = House::new();
    house.person("amara@x.example", Role::Coordinator);
    let mut browser = house.browser();
    let form = "/sign-in/forgotten";
    for number in 0..2000 {
        let mut both = [("known", "amara@x.example"), ("unknown", "nobody@x.example")];
        // Each comes as often after itself as after the other, so that what one leaves behind weighs on both.
        if number % 2 == 1 {
            both.reverse();
        }
        for (whose, email) in both {
            house.clock.advance(600);
            let hidden = browser.get(form).await.hidden(form);
            let begun = std::time::Instant::now();
            let seen = browser.post(form, &hidden, &[("email", email)]).await;
            println!("{whose} {}", begun.elapsed().as_secs_f64() * 1000.0);
            assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
        }
    }
}
