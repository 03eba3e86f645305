//! Quotes that leave: those of a list that may go where somebody says. They are people's words, so they leave as a copy.

use super::pages::{address, listed, narrowed};
use super::{Narrowed, Quote, QuoteRecord, Reach, quotes};
use access::actions::ExportEvidence;
use access::{Action, Guarded, Scope};
use evidence::Noun;
use front::copies::{self, CopyOut, Leaving};
use front::parts::Page;
use front::{Answer, Desk, Form};
use govuk::{Cell, Table};
use kernel::{Problems, Refusal, Stop};
use store::Tx;

/// Quotes of a file at most.
const MOST: usize = 10_000;
const WHAT: &str = "Quotes";

/// The ways out of the list, for whoever may take quotes out: those on which something of a list narrowed so can go.
pub(super) fn ways<A: Action>(desk: &Desk<A>, of: &Narrowed) -> Vec<(String, String)> {
    if desk.viewer().may::<ExportEvidence>().is_err() {
        return Vec::new();
    }
    let own = address(|name| desk.query(name));
    let to = |reach: Reach| {
        let way = format!("/quotes/export?where={}&", reach.code());
        own.replacen("/quotes?", &way, 1).trim_end_matches('&').to_owned()
    };
    let ways = [
        (
            Reach::Partnership,
            "Take out those that may go inside the partnership",
        ),
        (
            Reach::Published,
            "Take out those that may go into published reports",
        ),
    ];
    ways.into_iter()
        .filter(|(reach, _)| of.kept != Some(false) && of.reach.is_none_or(|own| own >= *reach))
        .map(|(reach, words)| (to(reach), words.to_owned()))
        .chain([("/copies".to_owned(), "Copies that left".to_owned())])
        .collect()
}

/// Which quotes are asked for, and how far they are to go.
fn asked(desk: &Desk<ExportEvidence>) -> Result<(Narrowed, Reach), Refusal> {
    let wanted = narrowed(|name| desk.query(name))?;
    let reach = match desk.query("where").as_str() {
        "partnership" => Reach::Partnership,
        // The fewest.
        "" | "published" => Reach::Published,
        _ => {
            return Err(Refusal::Malformed(
                "This address does not say where the quotes go.",
            ));
        }
    };
    let of = Narrowed {
        before: None,
        leaves: true,
        // What may be published may go to the partnership as well.
        reach: match (wanted.reach, reach) {
            (None, Reach::Partnership) => None,
            (None, _) => Some(Reach::Published),
            (narrow, _) => narrow,
        },
        ..wanted
    };
    Ok((of, reach))
}

fn leaving(
    (of, reach): (Narrowed, Reach),
) -> impl Fn(&mut Tx<'_>, &Scope<ExportEvidence>, &str) -> Result<Leaving, Stop> + Send + 'static {
    move |tx, scope, _| {
        let (mut found, more) = quotes(tx, scope, of, MOST)?;
        copies::whole(more, MOST)?;
        found.retain(|quote| quote.reach >= reach);
        if found.is_empty() {
            return Err(Problems::one("scope", "None of these quotes may go there").into());
        }
        let head = ["Quote", "Question", "From", "Programme", "How far it goes"];
        let mut grid = paper::Grid::new("Quotes", head);
        for quote in &found {
            let cells = [
                quote.words.as_str(),
                &quote.question,
                &quote.origin,
                &quote.programme,
                quote.reach.label(),
            ];
            grid.row(cells.map(paper::Cell::from).to_vec());
        }
        grid.note("Whoever wrote these words agreed that they are quoted, as far as each row says. Others are not in this file.");
        let rows = found.iter().map(|quote| quote.id);
        Ok(Leaving::list(grid, QuoteRecord::KIND, rows))
    }
}

/// `GET /quotes/export?where=..`, with the filters of the list.
pub(super) async fn ask(desk: Desk<ExportEvidence>) -> Answer {
    let answer = copies::ask(&desk, WHAT, leaving(asked(&desk)?)).await;
    or_list(&desk, answer).await
}

/// Where nothing may go there, or too much, the list says so.
async fn or_list(desk: &Desk<ExportEvidence>, answer: Answer) -> Answer {
    match answer {
        Err(failure) => match failure.stop() {
            Stop::Problems(problems) => listed(desk, problems).await,
            _ => Err(failure),
        },
        answer => answer,
    }
}

/// `POST /quotes/export?where=..`
pub(super) async fn take(desk: Desk<ExportEvidence>, form: Form) -> Answer {
    let answer = copies::take(&desk, WHAT, &form, leaving(asked(&desk)?)).await;
    or_list(&desk, answer).await
}

/// The page of a quote, with the files in which it left: for whoever has to ask for it back. Of copies out of her sight it says how many there are.
pub(super) fn left(page: Page, quote: &Quote, (left, more): &(Vec<CopyOut>, i64)) -> Page {
    let rows = left.iter().map(|copy| {
        vec![
            Cell::text(&copy.made_at.text()),
            Cell::text(&copy.recipient),
            Cell::text(&copy.by),
            Cell::text(&copy.mark),
            Cell::text(&match copy.deleted_at {
                Some(at) => format!("Deleted on {}", at.day().text()),
                None => format!("Needed until {}", copy.until.text()),
            }),
        ]
    });
    let table = Table::new("Files in which it left")
        .column("When")
        .column("For whom")
        .column("Who took it")
        .column("Mark")
        .column("State")
        .rows(rows);
    let page = if quote.kept || (left.is_empty() && *more == 0) {
        page
    } else {
        page.text("It is withdrawn, and there are files that hold it. Ask whoever has them to take it out.")
    };
    let page = if left.is_empty() { page } else { page.html(&table) };
    if *more == 0 {
        return page;
    }
    let files = if left.is_empty() {
        Noun::new("file that is", "files that are")
    } else {
        Noun::new("more file that is", "more files that are")
    };
    let files = files.counted(u64::try_from(*more).unwrap_or(0));
    page.text(&format!(
        "It left in {files} not shown here. An administrator finds them among the copies that left by this number: {}",
        quote.id
    ))
}
