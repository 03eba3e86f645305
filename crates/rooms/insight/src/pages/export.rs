//! Tables that leave the system as a file.

use super::asked::Asked;
use super::sheet;
use super::show::{Chosen, page};
use super::subject_of;
use crate::release::{FIELD, Purpose, Release, cells, check, log};
use crate::subjects::{Subject, compare};
use crate::together;
use access::actions::ExportEvidence;
use audit::{Change, Done};
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use evidence::disclosure::Profile;
use front::{Answer, Desk, Form};
use http::{HeaderValue, header};
use kernel::{Id, Refusal, Stop};

/// `POST /evidence/{subject}/export`
pub(super) async fn send(desk: Desk<ExportEvidence>, Path(word): Path<String>, form: Form) -> Answer {
    form.only(
        &[
            "programme",
            "area",
            "course",
            "year",
            "from",
            "to",
            "profile",
            "by",
            "measure",
            "against",
            FIELD,
            "format",
            "recipient",
            "reason",
        ],
        &[],
    )?;
    let subject = subject_of(&word)?;
    // A profile that is not known must not become the open one.
    if form.text(FIELD).parse::<Profile>().is_err() {
        return Err(Refusal::Malformed("Choose for whom the table is.").into());
    }
    let asked = Asked::of(|name| form.text(if name == "profile" { FIELD } else { name }).to_owned());
    let purpose = Purpose {
        recipient: form.text("recipient").to_owned().into(),
        reason: form.text("reason").to_owned().into(),
    };
    let made = match purpose.problems(asked.profile).check() {
        Ok(()) => {
            take_out(
                &desk,
                subject,
                asked,
                form.text("format") == "xlsx",
                purpose.clone(),
            )
            .await
        }
        Err(problems) => Err(problems.into()),
    };
    match made {
        Ok(file) => Ok(file),
        // Nothing left: the page again, with the reasons and all that was chosen.
        Err(Stop::Problems(problems)) => {
            let chosen = Chosen {
                profile: form.text(FIELD).to_owned(),
                format: form.text("format").to_owned(),
                purpose,
            };
            let shown = Asked::of(|name| form.text(name).to_owned());
            page(&desk, subject, shown, &chosen, &problems).await
        }
        Err(stop) => Err(stop.into()),
    }
}

/// The file, once its release is logged.
async fn take_out(
    desk: &Desk<ExportEvidence>,
    subject: Subject,
    asked: Asked,
    xlsx: bool,
    purpose: Purpose,
) -> Result<Response, Stop> {
    let today = desk.now().day();
    let (view, tables, claims) = desk
        .read(move |tx, scope| {
            let found = asked.view(tx, scope, today)?;
            found.problems.check()?;
            let view = found.view;
            if subject == Subject::Compare {
                let made = compare::made(tx, &view)?;
                made.problems.check()?;
                return Ok((view, made.tables, made.claims));
            }
            let tables = subject.tables(tx, &view)?;
            let claims = together::claims(tx, subject, &view, &tables)?;
            Ok((view, tables, claims))
        })
        .await?;
    let grid = sheet::of(&tables);
    let (bytes, kind, name) = if xlsx {
        (
            paper::xlsx::write(&grid)?,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment; filename=\"table.xlsx\"",
        )
    } else {
        (
            paper::csv::write(&grid)?,
            "text/csv; charset=utf-8",
            "attachment; filename=\"table.csv\"",
        )
    };
    let release = Release {
        id: Id::fresh(desk.clock(), desk.entropy()),
        page: subject.word(),
        query: view.words(),
        start: view.programme.start,
        profile: view.profile,
        format: if xlsx { "xlsx" } else { "csv" },
        bytes: bytes.clone(),
        cells: cells(view.profile, &tables),
        claims,
        purpose,
    };
    let (release, checked) = desk
        .read(move |tx, _| check(tx, &release).map(|checked| (release, checked)))
        .await?;
    let (now, entropy) = (desk.now(), desk.shared_entropy());
    desk.write(move |tx, scope| {
        let pass = log(tx, scope, &release, checked, now, &*entropy)?;
        Done::recorded(
            tx,
            pass,
            Change::new("evidence exported").reason(format!(
                "{} as {}{}",
                release.page,
                release.profile,
                release.purpose.words()
            )),
            now,
            (),
        )
    })
    .await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
    ];
    Ok((headers, bytes).into_response())
}
