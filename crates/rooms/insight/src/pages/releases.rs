//! The log of what left: which table, in which part of a programme, under which profile, for whom and why.

use crate::records;
use crate::subjects::Subject;
use crate::view::programmes;
use access::actions::ExportEvidence;
use askama::Template;
use front::{Answer, Desk, Page, Seen};
use govuk::{Breadcrumbs, Cell, Pagination, Table};
use kernel::{Fault, Id, Instant};
use std::collections::HashMap;
use store::{Row, values};

/// Rows of a page.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "releases.html")]
struct Releases {
    own: bool,
    table: Table,
    pages: Pagination,
}

struct Left {
    id: Id,
    at: Instant,
    page: String,
    query: String,
    profile: String,
    format: String,
    recipient: Option<Vec<u8>>,
    reason: Option<Vec<u8>>,
    account: Id,
    name: Vec<u8>,
}

impl Left {
    fn read(row: &Row<'_>) -> Result<Self, Fault> {
        Ok(Self {
            id: row.get(0)?,
            at: row.get(1)?,
            page: row.get(2)?,
            query: row.get(3)?,
            profile: row.get(4)?,
            format: row.get(5)?,
            recipient: row.get(6)?,
            reason: row.get(7)?,
            account: row.get(8)?,
            name: row.get(9)?,
        })
    }

    fn cells(&self, keys: &store::Keys, names: &HashMap<String, String>) -> Result<Vec<Cell>, Fault> {
        let open = |column: &'static str, sealed: &Option<Vec<u8>>| {
            sealed.as_ref().map_or_else(
                || Ok(String::new()),
                |sealed| keys.open_text("release", column, self.id, sealed),
            )
        };
        let title = match Subject::parse(&self.page) {
            Some(subject) => subject.title(),
            None if self.page == "comments" || self.page == "quotes" => "Quotes",
            None => &self.page,
        };
        Ok(vec![
            Cell::text(&self.at.text()),
            Cell::text(&keys.open_text("account", "name_sealed", self.account, &self.name)?),
            Cell::text(title),
            Cell::text(&part(&self.query, names)),
            Cell::text(&format!("{}, {}", self.profile, self.format)),
            Cell::text(&open("recipient_sealed", &self.recipient)?),
            Cell::text(&open("reason_sealed", &self.reason)?),
        ])
    }
}

/// The filters of an export in words.
fn part(query: &str, names: &HashMap<String, String>) -> String {
    let known = |value: &str| names.get(value).cloned().unwrap_or_else(|| value.to_owned());
    let words: Vec<String> = query
        .split(' ')
        .filter_map(|word| word.split_once('='))
        .map(|(name, value)| match name {
            "year" | "from" | "to" | "by" | "measure" => format!("{name} {value}"),
            _ => known(value),
        })
        .collect();
    words.join(", ")
}

/// `GET /evidence/releases`
pub(super) async fn show(desk: Desk<ExportEvidence>) -> Answer {
    let before = Id::parse(&desk.query("before"));
    let (own, rows, last) = desk
        .view(move |tx, scope| {
            let filters: &[&str] = if before.is_some() { &["before"] } else { &[] };
            let most = i64::try_from(ROWS + 1).unwrap_or(i64::MAX);
            let mut found = tx.list(
                &records::RELEASE_LIST,
                filters,
                &scope.values_and(values![before, most]),
                Left::read,
            )?;
            let more = found.len() > ROWS;
            found.truncate(ROWS);
            let mut names: HashMap<String, String> = tx
                .all(&records::NAMES, values![], |row| {
                    Ok((row.get::<Id>(0)?.to_string(), row.get::<String>(1)?))
                })?
                .into_iter()
                .collect();
            names.extend(programmes(tx)?.into_iter().map(|known| (known.slug, known.name)));
            let rows = found
                .iter()
                .map(|left| left.cells(tx.keys(), &names))
                .collect::<Result<Vec<_>, Fault>>()?;
            let last = found.last().filter(|_| more).map(|left| left.id);
            // Who it was for and why are people's own words.
            let records = found.iter().map(|left| ("release", left.id)).collect();
            Ok(Seen {
                value: (!scope.sees_all(), rows, last),
                records,
            })
        })
        .await?;
    let table = Table::new("What has left")
        .hide_caption()
        .column("When")
        .column("Who took it")
        .column("Table")
        .column("Part")
        .column("As")
        .column("For whom")
        .column("Why")
        .rows(rows)
        .when_empty("Nothing has left.");
    let shape = Releases {
        own,
        table,
        pages: Pagination::new(None, last.map(|id| format!("/evidence/releases?before={id}"))),
    };
    Page::new(&desk, "What has left", &shape)?
        .above(&Breadcrumbs::new().to("/evidence", "Evidence"))
        .answer()
}
