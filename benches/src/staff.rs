//! What the staff's lists, calendars and evidence cost when there are years of records: each page in several forms, one request after another.

use crate::exchange::{Connection, get_with, hidden, post_with};
use crate::load::within;
use crate::report::say;
use crate::server::Server;
use crate::years;
use crate::{Options, cpu};
use anyhow::{Context, Result, bail};
use kernel::{Clock, SystemClock};
use std::process::Command;
use std::time::{Duration, Instant};

/// Requests for one page; its forms take turns.
const REQUESTS: usize = 200;
/// What one request may take of the server's processor, for 99 of 100.
const AIM: Duration = Duration::from_millis(50);

/// Pages that take what an earlier reading found, and read everything anew once something was changed.
const AFTER_A_CHANGE: [(&str, &str); 9] = [
    ("Today", "/today"),
    ("Booked and did not come", "/planning/turn-out"),
    ("Ledger", "/ledger"),
    ("Evidence: delivery", "/evidence/delivery"),
    ("Evidence: feedback", "/evidence/feedback"),
    ("Evidence: before-and-after", "/evidence/before-and-after"),
    ("Evidence: compare", "/evidence/compare"),
    ("Evidence: themes", "/evidence/themes"),
    ("Evidence: words", "/evidence/words"),
];

/// Measures on SQLite, and on PostgreSQL where one is named.
pub(crate) fn run(options: &Options) -> Result<()> {
    if !options.postgres_only {
        engine("SQLite", options, None)?;
    }
    if let Some(url) = &options.postgres {
        engine("PostgreSQL", options, Some(url))?;
    }
    Ok(())
}

fn engine(name: &str, options: &Options, postgres: Option<&str>) -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let kept = options
        .keep
        .clone()
        .filter(|_| postgres.is_none() || options.postgres_only);
    let data = kept.unwrap_or_else(|| scratch.path().join("data"));
    if !data.exists() {
        drop(Server::trellis(&options.binary, &data, postgres)?);
        let begun = Instant::now();
        years::fill(&data, postgres)?;
        eprintln!("{name}: filled in {} s", begun.elapsed().as_secs());
    }
    let server = Server::trellis(&options.binary, &data, postgres)?;
    // The daily jobs look at the new records once.
    std::thread::sleep(Duration::from_secs(20));
    if let Some(url) = postgres {
        settled(url)?;
    }
    say(&format!(
        "\n### {name}: staff pages with {} learners and {} sessions\n\n| page | forms | CPU: mean | median | 99 of 100 within | slowest form, median |\n| --- | --- | --- | --- | --- | --- |",
        years::LEARNERS,
        years::SESSIONS
    ))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut over = Vec::new();
    runtime.block_on(async {
        let mut desk = Desk::open(&server).await?;
        for (page, forms) in desk.pages().await? {
            let cost = desk
                .cost(&server, postgres.and(options.postmaster), &forms)
                .await?;
            if cost.p99 > AIM {
                over.push(page.clone());
            }
            say(&format!(
                "| {page} | {} | {:.1} ms | {:.1} ms | {:.1} ms | `{}` {:.1} ms |",
                forms.len(),
                cost.mean.as_secs_f64() * 1000.0,
                cost.median.as_secs_f64() * 1000.0,
                cost.p99.as_secs_f64() * 1000.0,
                cost.slowest,
                cost.slowest_median.as_secs_f64() * 1000.0,
            ))?;
        }
        say("\n| right after a change | CPU: median | largest of 20 |\n| --- | --- | --- |")?;
        for (page, path) in AFTER_A_CHANGE {
            let mut times = Vec::new();
            for _ in 0..20 {
                desk.change().await?;
                times.extend(
                    desk.times(&server, postgres.and(options.postmaster), &[path.to_owned()], 1)
                        .await?,
                );
            }
            let mut times: Vec<Duration> = times.into_iter().map(|(time, _)| time).collect();
            times.sort_unstable();
            say(&format!(
                "| {page} | {:.1} ms | {:.1} ms |",
                within(&times, 50).as_secs_f64() * 1000.0,
                within(&times, 100).as_secs_f64() * 1000.0,
            ))?;
        }
        anyhow::Ok(())
    })?;
    say(&if over.is_empty() {
        format!(
            "\nEvery page answers 99 of 100 requests within {} ms.",
            AIM.as_millis()
        )
    } else {
        format!("\nNot within {} ms: {}.", AIM.as_millis(), over.join(", "))
    })
}

/// What PostgreSQL does by itself while years of records come in, done at once: otherwise its workers would do it beside the pages.
fn settled(url: &str) -> Result<()> {
    let status = Command::new("psql")
        .args([url, "-q", "-c", "vacuum (analyze)", "-c", "checkpoint"])
        .status()
        .context("cannot start psql")?;
    if !status.success() {
        bail!("psql ended with {status}");
    }
    Ok(())
}

/// Processor time of the server, and of the database's processes, for one request of a page.
struct Cost {
    mean: Duration,
    median: Duration,
    p99: Duration,
    slowest: String,
    slowest_median: Duration,
}

/// A signed-in coordinator.
struct Desk {
    line: Connection,
    cookies: String,
}

impl Desk {
    async fn open(server: &Server) -> Result<Self> {
        let account = demo::accounts()
            .into_iter()
            .find(|account| account.role == access::Role::Coordinator)
            .context("no coordinator")?;
        let mut desk = Self {
            line: Connection::open(server.address).await?,
            cookies: String::new(),
        };
        let typed = [("email", account.email.as_str()), ("password", demo::PASSWORD)];
        desk.sends("/sign-in", &typed).await?;
        let code = account.secret.code_at(SystemClock.now());
        desk.sends("/sign-in/code", &[("code", &code)]).await?;
        Ok(desk)
    }

    /// Fetches a form and sends it with what was typed.
    async fn sends(&mut self, path: &str, typed: &[(&str, &str)]) -> Result<()> {
        let page = self.page(path).await?;
        let token = hidden(&page, "form-token").context("no form")?;
        let id = hidden(&page, "form-id").context("no form")?;
        let mut fields = vec![("form-token", token.as_str()), ("form-id", id.as_str())];
        fields.extend(typed);
        let answer = self.line.send(&post_with(path, &fields, &self.cookies)).await?;
        if answer.status != 303 {
            bail!("{path} was answered {}", answer.status);
        }
        let set = answer.cookies();
        self.take(set);
        Ok(())
    }

    fn take(&mut self, set: Vec<String>) {
        let mut all: Vec<String> = self
            .cookies
            .split("; ")
            .filter(|pair| !pair.is_empty())
            .map(str::to_owned)
            .collect();
        for pair in set {
            let name = pair.split('=').next().unwrap_or_default().to_owned();
            all.retain(|known| known.split('=').next() != Some(name.as_str()));
            if !pair.ends_with('=') {
                all.push(pair);
            }
        }
        self.cookies = all.join("; ");
    }

    async fn page(&mut self, path: &str) -> Result<String> {
        let answer = self.line.send(&get_with(path, &self.cookies)).await?;
        if answer.status != 200 {
            bail!("{path} was answered {}", answer.status);
        }
        let (page, set) = (
            String::from_utf8_lossy(answer.body).into_owned(),
            answer.cookies(),
        );
        self.take(set);
        Ok(page)
    }

    /// The addresses on a page that begin with `prefix`, each once.
    async fn links(&mut self, path: &str, prefix: &str) -> Result<Vec<String>> {
        let mut all: Vec<String> = self
            .page(path)
            .await?
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|link| link.starts_with(prefix))
            .map(|link| link.replace("&#38;", "&").replace("&amp;", "&"))
            .collect();
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    /// The values that a page offers in one of its lists.
    async fn choices(&mut self, path: &str, name: &str) -> Result<Vec<String>> {
        let page = self.page(path).await?;
        let list = page
            .split("<select")
            .find(|part| {
                part.split('>')
                    .next()
                    .is_some_and(|tag| tag.contains(&format!("name=\"{name}\"")))
            })
            .and_then(|part| part.split("</select>").next())
            .unwrap_or_default();
        Ok(list
            .split("<option value=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
            .collect())
    }

    /// Each list, calendar and evidence page with the forms in which it is asked for.
    async fn pages(&mut self) -> Result<Vec<(String, Vec<String>)>> {
        let mut all: Vec<(String, Vec<String>)> = Vec::new();
        for (name, path) in [
            ("Today", "/today"),
            ("All sessions", "/planning"),
            ("Calendar", "/planning/calendar"),
            ("Booked and did not come", "/planning/turn-out"),
            ("Public list", "/sessions"),
            ("Courses", "/courses"),
            ("Trainers", "/trainers"),
            ("Ledger", "/ledger"),
            ("Registers waiting", "/registers/waiting"),
            ("Comments", "/comments"),
            ("Organisations", "/organisations"),
            ("Evidence", "/evidence"),
            ("Pathways", "/pathways"),
            ("Mentoring", "/mentoring"),
            ("What mentors carry", "/mentoring/mentors"),
            ("Passed on at work", "/passed-on"),
            ("People with two records", "/learners"),
            ("Faults of venues", "/faults"),
            ("Commitments of managers", "/commitments"),
            ("Copies that left", "/copies"),
            ("Data of earlier years", "/imports"),
            ("Quotes", "/quotes"),
            ("People who want to be reached", "/contacts"),
            ("Reading for themes", "/coding"),
            ("What has left", "/evidence/releases"),
            ("Questionnaires", "/instruments"),
            ("Question bank", "/instruments/bank"),
            ("Open to anybody", "/instruments/links"),
        ] {
            let mut forms = vec![path.to_owned()];
            for (filter, most) in [
                ("area", 4),
                ("course", 3),
                ("state", 3),
                ("kind", 3),
                ("owner", 2),
                ("trainer", 2),
            ] {
                let values = self.choices(path, filter).await?;
                forms.extend(
                    values
                        .iter()
                        .take(most)
                        .map(|value| format!("{path}?{filter}={value}")),
                );
            }
            // What it leads on to: the next page, another month, another order.
            let onward = self.links(path, &format!("{path}?")).await?;
            forms.extend(onward.into_iter().take(6));
            all.push((name.to_owned(), forms));
        }
        let courses: Vec<String> = self
            .links("/courses", "/courses/C-")
            .await?
            .into_iter()
            .filter(|link| link.split('/').count() == 3)
            .collect();
        let mut due = Vec::new();
        for course in courses.iter().take(6) {
            let again = format!("{course}/refreshers");
            for path in self.links(course, &again).await? {
                due.extend(["due", "soon", "later"].map(|turn| format!("{path}?turn={turn}")));
            }
        }
        all.push(("A course".to_owned(), courses));
        all.push(("Who should come again".to_owned(), due));
        for (name, list, prefix) in [
            ("Comments of a course", "/comments", "/comments/C-"),
            ("A pathway", "/pathways", "/pathways/P-"),
            ("A mentoring", "/mentoring", "/mentoring/M-"),
            ("A copy that left", "/copies", "/copies/"),
        ] {
            let mut forms = self.links(list, prefix).await?;
            forms.truncate(6);
            all.push((name.to_owned(), forms));
        }
        let ways = self.links("/pathways", "/pathways/P-").await?;
        let people = ways.iter().take(6).map(|way| format!("{way}/people"));
        all.push(("Who is on a pathway".to_owned(), people.collect()));
        let sessions: Vec<String> = self
            .links("/planning", "/sessions/S-")
            .await?
            .into_iter()
            .filter_map(|link| link.split('/').nth(2).map(str::to_owned))
            .take(6)
            .collect();
        for (name, page) in [
            ("A session", "plan"),
            ("Its bookings", "bookings"),
            ("Its register", "register"),
            ("Its certificates", "certificates"),
        ] {
            let forms = sessions
                .iter()
                .map(|session| format!("/sessions/{session}/{page}"))
                .collect();
            all.push((name.to_owned(), forms));
        }
        for subject in self.subjects().await? {
            let path = format!("/evidence/{subject}");
            let mut forms = vec![path.clone()];
            for filter in ["area", "year", "course"] {
                let values = self.choices(&path, filter).await?;
                forms.extend(
                    values
                        .iter()
                        .take(3)
                        .map(|value| format!("{path}?{filter}={value}")),
                );
            }
            for profile in ["partner", "public"] {
                forms.push(format!("{path}?profile={profile}"));
            }
            for measure in self.choices(&path, "measure").await? {
                for by in self.choices(&path, "by").await? {
                    forms.push(format!("{path}?measure={measure}&by={by}"));
                }
            }
            all.push((format!("Evidence: {subject}"), forms));
        }
        all.retain(|(_, forms)| !forms.is_empty());
        Ok(all)
    }

    async fn subjects(&mut self) -> Result<Vec<String>> {
        let mut all: Vec<String> = self
            .links("/evidence", "/evidence/")
            .await?
            .into_iter()
            .filter_map(|link| link.split(['/', '?']).nth(2).map(str::to_owned))
            .filter(|subject| !["published", "releases"].contains(&subject.as_str()))
            .collect();
        all.dedup();
        Ok(all)
    }

    /// Changes something: raises a fault of a venue.
    async fn change(&mut self) -> Result<()> {
        let path = "/faults/new";
        let area = self
            .choices(path, "area")
            .await?
            .into_iter()
            .next()
            .context("no area")?;
        let owners = self.choices(&format!("{path}?area={area}"), "owner").await?;
        let (year, month, day) = SystemClock.now().day().plus(14).parts();
        let typed = [
            ("area", area.as_str()),
            ("venue", "Hill Street Hall"),
            ("kind", "venue"),
            ("words", "The lift does not come."),
            ("owner", owners.first().context("nobody to mend it")?),
            ("due-day", &day.to_string()),
            ("due-month", &month.to_string()),
            ("due-year", &year.to_string()),
        ];
        self.sends(path, &typed).await
    }

    /// What so many requests take, the forms of a page in turns: the time, and which form it was.
    async fn times(
        &mut self,
        server: &Server,
        postmaster: Option<u32>,
        forms: &[String],
        count: usize,
    ) -> Result<Vec<(Duration, usize)>> {
        let requests: Vec<Vec<u8>> = forms.iter().map(|path| get_with(path, &self.cookies)).collect();
        let spent = || cpu::exact(server.process(), postmaster);
        let mut times = Vec::new();
        for turn in 0..count {
            let place = turn % forms.len();
            let before = spent();
            let answer = self.line.send(requests.get(place).context("no form")?).await?;
            // A combination that there is not says so.
            if answer.status != 200 && answer.status != 422 {
                bail!(
                    "{} was answered {}",
                    forms.get(place).context("no form")?,
                    answer.status
                );
            }
            times.push((spent().saturating_sub(before), place));
        }
        Ok(times)
    }

    async fn cost(&mut self, server: &Server, postmaster: Option<u32>, forms: &[String]) -> Result<Cost> {
        let times = self
            .times(server, postmaster, forms, REQUESTS.max(forms.len() * 3))
            .await?;
        let mean = times.iter().map(|(time, _)| *time).sum::<Duration>() / u32::try_from(times.len())?;
        let slowest = (0..forms.len())
            .map(|place| {
                let mut own: Vec<Duration> = times
                    .iter()
                    .filter(|(_, form)| *form == place)
                    .map(|(time, _)| *time)
                    .collect();
                own.sort_unstable();
                (own.get(own.len() / 2).copied().unwrap_or_default(), place)
            })
            .max()
            .context("no form")?;
        let mut sorted: Vec<Duration> = times.into_iter().map(|(time, _)| time).collect();
        sorted.sort_unstable();
        Ok(Cost {
            mean,
            median: within(&sorted, 50),
            p99: within(&sorted, 99),
            slowest: shown(forms.get(slowest.1).context("no form")?),
            slowest_median: slowest.0,
        })
    }
}

/// An address without its long ids.
fn shown(path: &str) -> String {
    path.split_inclusive(['=', '/', '&'])
        .map(|part| {
            if part.trim_end_matches(['&', '/']).len() == 36 {
                part.get(..4).unwrap_or_default().to_owned() + "…"
            } else {
                part.to_owned()
            }
        })
        .collect()
}
