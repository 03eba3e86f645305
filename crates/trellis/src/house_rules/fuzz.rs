//! Every form of the house, filled in by chance.

use super::crawl::{Form, Kind, body, forms};
use super::world::{Seen, World};
use http::{Method, StatusCode};
use kernel::{Entropy, SeededEntropy};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// What people and machines type into boxes.
const TYPED: [&str; 30] = [
    "",
    " ",
    "Robin Example",
    "robin@work.example",
    "not an address@",
    "3",
    "0",
    "-1",
    "99999999999999999999999999",
    "1e309",
    "NaN",
    "2026-03-31",
    "2026-02-30",
    "31/13/2026",
    "29 February 2027",
    "0000-00-00",
    "09:30",
    "25:61",
    "=cmd|' /C calc'!A1",
    "'; drop table booking; --",
    "<script>alert(7)</script>",
    "{{7*7}}",
    "%00%0d%0aBcc: all@example.org",
    "\u{202e}gnp.exe",
    "\u{0}\u{1}\u{7f}",
    "e\u{301}\u{200d}\u{feff}",
    "🧵🪴🛶",
    "../../etc/passwd",
    "https://example.org/",
    "C-2222222",
];

struct Dice(SeededEntropy);

impl Dice {
    fn below(&self, most: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % u64::try_from(most.max(1)).unwrap()).unwrap()
    }

    fn one<'t, T>(&self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }

    fn typed(&self) -> String {
        match self.below(12) {
            0 => "x".repeat(1 + self.below(20_000)),
            1 => TYPED.concat(),
            2 => self.0.token(),
            _ => (*self.one(&TYPED)).to_owned(),
        }
    }

    /// Values for a form: mostly sensible, sometimes missing, doubled, or from another world.
    fn fill(&self, form: &Form) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        for (name, kind) in &form.fields {
            let value = match kind {
                _ if self.below(25) == 0 => continue,
                _ if self.below(12) == 0 => self.typed(),
                Kind::Hidden(value) => value.clone(),
                Kind::One(of) | Kind::Many(of) if !of.is_empty() => self.one(of).clone(),
                Kind::Line(_) | Kind::Lines | Kind::One(_) | Kind::Many(_) => self.typed(),
            };
            if self.below(30) == 0 {
                fields.push((name.clone(), self.typed()));
            }
            fields.push((name.clone(), value));
        }
        fields
    }
}

/// What was accepted although the form does not offer it: a choice that is not there, or a line longer than any line.
fn broken(form: &Form, fields: &[(String, String)]) -> Option<String> {
    // What no person sees is filled in: it was thanked, and nothing is kept.
    if fields
        .iter()
        .any(|(name, value)| name == "website" && !value.trim().is_empty())
    {
        return None;
    }
    fields.iter().find_map(|(name, value)| {
        let wrong = match form.fields.get(name)? {
            Kind::One(of) | Kind::Many(of) => !value.is_empty() && !of.contains(value),
            Kind::Line(_) => value.len() > 4000,
            Kind::Hidden(_) | Kind::Lines => false,
        };
        wrong.then(|| format!("{name} = {value:.60}"))
    })
}

/// Cases for the whole house; `TRELLIS_CASES` asks for so many for each form instead.
#[expect(
    clippy::disallowed_methods,
    reason = "the long proof asks for more cases this way"
)]
fn wanted() -> Option<usize> {
    std::env::var("TRELLIS_CASES")
        .ok()
        .and_then(|text| text.parse().ok())
}

/// An answer that says the form got to where it is read, and not that its sender or its record did.
fn read(seen: &Seen) -> bool {
    match seen.status {
        StatusCode::SEE_OTHER => !["/sign-in", "/sign-in/code"].contains(&World::location(seen)),
        status => [200, 409, 410, 422, 429].contains(&status.as_u16()),
    }
}

/// Proves SF2 and SE9: forms filled in by chance are refused or taken, never answered with a fault and never left hanging; nothing is taken
/// that its form does not offer. Every route that takes a form is among them.
#[tokio::test(flavor = "multi_thread")]
async fn no_form_breaks_the_house() {
    let mut world = World::new();
    let forms = forms(&world).await;
    let actions: BTreeSet<&str> = forms.iter().map(|form| form.action.as_str()).collect();
    assert!(
        forms.len() > 60 && actions.len() > 30,
        "{} forms, {} addresses",
        forms.len(),
        actions.len()
    );
    let dice = Dice(SeededEntropy::new(2026));
    let cases = wanted().map_or(800, |each| each * forms.len());
    let mut reached = BTreeSet::new();
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for case in 0..cases {
        let form = &forms[case % forms.len()];
        let fields = dice.fill(form);
        let body = body(&world.hidden(form.who).await, &fields);
        let what = format!("case {case}: {} as {} with {fields:.300?}", form.action, form.who);
        let asked = world.ask(form.who, Method::POST, &form.action, &body);
        let seen = tokio::time::timeout(Duration::from_secs(20), asked)
            .await
            .unwrap_or_else(|_| panic!("{what}: no answer"));
        // Too busy is an answer; a fault of ours is none.
        assert!(
            !seen.status.is_server_error() || seen.status == StatusCode::SERVICE_UNAVAILABLE,
            "{what}: {}",
            seen.status
        );
        if seen.status == StatusCode::SEE_OTHER
            && !World::location(&seen).starts_with("/sign-in")
            && let Some(wrong) = broken(form, &fields)
        {
            panic!("{what}: was taken although {wrong}");
        }
        if read(&seen) {
            reached.extend(world.route_of(&form.action));
        }
        *statuses.entry(seen.status.as_u16()).or_default() += 1;
        // Some forms end sessions: whoever was signed out signs in again.
        world.keep_signed_in(form.who).await;
    }
    println!(
        "{cases} cases over {} forms at {} addresses: {statuses:?}",
        forms.len(),
        actions.len()
    );
    let posts = world.entries.iter().filter(|entry| entry.method == Method::POST);
    let left: Vec<&str> = posts
        .map(|entry| entry.path)
        .filter(|path| !reached.contains(path))
        .collect();
    assert!(left.is_empty(), "no form was read at {left:?}");
    for status in [303, 400, 422] {
        assert!(
            statuses.contains_key(&status),
            "none of the cases met {status}: {statuses:?}"
        );
    }
}
