//! sqlmap against the parameters of every list and against a form (security.md SF1): boolean, error and union payloads.

use super::NOT_SHOWN;
use super::door::signed_in;
use super::form::{get_with, hidden};
use super::server::{Scratch, Server, build};
use crate::tools::{ask, debian, step, target};
use anyhow::{Context, Result, bail};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version whose words are read below.
const SQLMAP: &str = "sqlmap==1.10.10";

/// Pages with parameters, and who asks for them. Beside its filters a page takes where it goes on and what was searched for.
const PAGES: [(&str, &[&str]); 4] = [
    ("", &["/sessions?after=S-2222222"]),
    (
        "coordinator",
        &[
            "/courses?after=C-2222222",
            "/ledger?after=01a219c4-ca5f-7897-9006-e9f89e5079cb",
            "/organisations?after=01a219c4-ca5f-7897-9006-e9f89e5079cb&search=x",
            "/planning?after=S-2222222",
            "/planning/calendar",
            "/sessions",
            "/today?all=next",
        ],
    ),
    (
        "administrator",
        &[
            "/accounts?older=01a219c4-ca5f-7897-9006-e9f89e5079cb&role=trainer&left=no&page=1&search=x",
            "/audit?before=9",
        ],
    ),
    (
        "evaluator",
        &[
            "/evidence/delivery",
            "/evidence/feedback",
            "/evidence/before-and-after",
            "/evidence/backgrounds",
            "/evidence/releases?before=01a219c4-ca5f-7897-9006-e9f89e5079cb",
        ],
    ),
];

/// Forms: who sends them, the page they stand on, where they are sent, what is typed, and the fields that are tried.
const FORMS: [(&str, &str, &str, &str, &str); 3] = [
    (
        "coordinator",
        "/organisations/new",
        "/organisations/new",
        "name=Example&sector=council&by-and-for=yes",
        "name,sector,by-and-for",
    ),
    (
        "coordinator",
        "/organisations",
        "/organisations/search",
        "words=Example",
        "words",
    ),
    (
        "administrator",
        "/accounts",
        "/accounts/search",
        "words=Example&role=trainer&left=",
        "words,role,left",
    ),
];

/// What one run of sqlmap did.
#[derive(Default)]
struct Told {
    parameters: usize,
    requests: usize,
    injectable: bool,
    faults: bool,
}

/// Installs sqlmap, shows that it finds a statement that is glued together, and lets it at ours.
pub(crate) fn run() -> Result<Vec<String>> {
    let sqlmap = install()?;
    let scratch = Scratch::new("injection")?;
    let control = glued(&sqlmap, &scratch.join("control"))?;
    build()?;
    let server = Server::start(&scratch.join("data"), &[])?;
    let (mut lines, mut pages, mut whole) = (Vec::new(), 0, Told::default());
    let mut typed = Told::default();
    for (role, paths) in PAGES {
        let cookies = if role.is_empty() {
            String::new()
        } else {
            signed_in(server.port, role)?
        };
        for (_, page, action, data, fields) in FORMS.iter().filter(|form| form.0 == role) {
            let form = Typed {
                page,
                action,
                data,
                fields,
            };
            let told = of_form(&sqlmap, &scratch, server.port, &cookies, &form)?;
            lines.extend(told.failed(action));
            typed.parameters += told.parameters;
            typed.requests += told.requests;
        }
        for asked in paths {
            let (path, more) = asked.split_once('?').unwrap_or((asked, ""));
            let page = get_with(server.port, path, &cookies)?;
            let mut pairs = filters(&page.text);
            let more = more.split('&').filter_map(|pair| pair.split_once('='));
            pairs.extend(more.map(|(name, value)| (name.to_owned(), value.to_owned())));
            let query = accepted(server.port, path, &cookies, pairs)?;
            let address = format!("http://127.0.0.1:{}{path}?{query}", server.port);
            pages += 1;
            let told = attack(&sqlmap, &scratch.join("out"), &address, &cookies, &[])?;
            lines.extend(told.failed(&format!("{path}?{query}")));
            whole.parameters += told.parameters;
            whole.requests += told.requests;
        }
    }
    lines.insert(
        0,
        format!(
            "{SQLMAP}, boolean, error and union payloads: {} parameters of {pages} pages as a stranger and as three roles in {} requests, {} fields of {} forms in {}; none \
             injectable, no fault; a statement glued together for comparison was found out in {} requests",
            whole.parameters,
            whole.requests,
            typed.parameters,
            FORMS.len(),
            typed.requests,
            control.requests
        ),
    );
    Ok(lines)
}

impl Told {
    /// What it could not show, if anything.
    fn failed(&self, what: &str) -> Option<String> {
        (self.injectable || self.faults || self.parameters == 0).then(|| {
            format!(
                "{NOT_SHOWN} {what}: {} parameters tried, injectable {}, answered with a fault {}",
                self.parameters, self.injectable, self.faults
            )
        })
    }
}

/// The program, in an environment of its own that stays.
fn install() -> Result<PathBuf> {
    let venv = target().join("venv");
    let program = venv.join("bin/sqlmap");
    if !program.is_file() {
        let python = debian("python3", "python3-venv", &[])?;
        step(
            "an environment for Python",
            Command::new(python).args(["-m", "venv"]).arg(&venv),
        )?;
    }
    step(
        SQLMAP,
        Command::new(venv.join("bin/pip")).args(["install", "--quiet", SQLMAP]),
    )?;
    Ok(program)
}

/// One run against one address.
fn attack(sqlmap: &Path, out: &Path, address: &str, cookies: &str, more: &[&str]) -> Result<Told> {
    let traffic = out.with_extension("traffic");
    let mut command = Command::new(sqlmap);
    command
        .args(["-u", address, "--batch", "--technique=BEU", "--flush-session"])
        .args(["--disable-coloring", "--threads=2", "-v", "1"])
        .arg("--output-dir")
        .arg(out)
        .arg("-t")
        .arg(&traffic)
        .args(more);
    if !cookies.is_empty() {
        command.args(["--cookie", cookies]);
    }
    let output = command.output().context("sqlmap")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let answers = String::from_utf8_lossy(&std::fs::read(&traffic)?).into_owned();
    let status = |first: &str| {
        answers
            .lines()
            .any(|line| line.starts_with("HTTP response") && line.contains(first))
    };
    if !status("(200 ") && !status("(303 ") {
        bail!("sqlmap was never let in at {address}: {text}");
    }
    Ok(Told {
        parameters: text.matches("testing for SQL injection on").count(),
        requests: answers.matches("HTTP request [").count(),
        injectable: text.contains("identified the following injection point")
            || text.contains("is vulnerable")
            || !text.contains("do not appear to be injectable"),
        faults: status("(500 "),
    })
}

/// A form and what is typed into it.
struct Typed<'f> {
    page: &'f str,
    action: &'f str,
    data: &'f str,
    fields: &'f str,
}

/// A form, each sending of its own.
fn of_form(sqlmap: &Path, scratch: &Scratch, port: u16, cookies: &str, form: &Typed<'_>) -> Result<Told> {
    let page = get_with(port, form.page, cookies)?;
    // The form to sign out stands above it and has fields of the same names.
    let (_, main) = page.text.split_once("<main").context("a page without content")?;
    let mut data: Vec<String> = hidden(main)
        .into_iter()
        .filter(|(name, _)| name.starts_with("form-"))
        .take(2)
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    data.push(form.data.to_owned());
    attack(
        sqlmap,
        &scratch.join("out"),
        &format!("http://127.0.0.1:{port}{}", form.action),
        cookies,
        &[
            "--data",
            &data.join("&"),
            "--randomize=form-id",
            "--ignore-redirects",
            "-p",
            form.fields,
            "--header=Sec-Fetch-Site: same-origin",
        ],
    )
}

/// A query of which the page refuses nothing: a filter whose value names nothing has a day instead, or is left empty.
fn accepted(port: u16, path: &str, cookies: &str, pairs: Vec<(String, String)>) -> Result<String> {
    let mut query = String::new();
    for (name, value) in pairs {
        for value in [value.as_str(), "2026-01-01", ""] {
            let longer = format!("{query}{}{name}={value}", if query.is_empty() { "" } else { "&" });
            if get_with(port, &format!("{path}?{longer}"), cookies)?.status == 200 {
                query = longer;
                break;
            }
        }
    }
    Ok(query)
}

/// The filters of a page, each with the last value that it offers.
fn filters(page: &str) -> Vec<(String, String)> {
    let forms = page
        .split("<form")
        .skip(1)
        .filter(|form| form.split('>').next().is_some_and(|head| !head.contains("post")));
    let mut pairs: Vec<(String, String)> = Vec::new();
    for form in forms {
        let form = form.split("</form>").next().unwrap_or_default();
        for field in form.split(" name=\"").skip(1) {
            let Some((name, rest)) = field.split_once('"') else {
                continue;
            };
            let rest = rest.split(" name=\"").next().unwrap_or_default();
            let offered = rest
                .split("value=\"")
                .skip(1)
                .filter_map(|one| one.split('"').next());
            let value = offered
                .filter(|value| {
                    !value.is_empty()
                        && value
                            .bytes()
                            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                })
                .last()
                .unwrap_or("1");
            if !pairs.iter().any(|(known, _)| known == name) {
                pairs.push((name.to_owned(), value.to_owned()));
            }
        }
    }
    pairs
}

/// A service of one statement that is glued together: sqlmap must find it out, or its silence about ours says nothing.
fn glued(sqlmap: &Path, out: &Path) -> Result<Told> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = answer(stream);
        }
    });
    let told = attack(
        sqlmap,
        out,
        &format!("http://127.0.0.1:{port}/?id=1"),
        "",
        &["--dbms=sqlite"],
    )?;
    if !told.injectable {
        bail!("sqlmap does not find a statement that is glued together");
    }
    Ok(told)
}

/// Answers out of a database of three rows, which is there to be broken into.
fn answer(mut stream: std::net::TcpStream) -> Result<()> {
    let mut bytes = [0; 8192];
    let read = stream.read(&mut bytes)?;
    let head = String::from_utf8_lossy(bytes.get(..read).unwrap_or_default()).into_owned();
    let typed = head
        .split_once("?id=")
        .and_then(|(_, rest)| rest.split([' ', '&']).next())
        .unwrap_or_default();
    let body = match ask(
        Path::new(":memory:"),
        &format!(
            "create table thing (id integer, name text); insert into thing values (1, 'one'), (2, 'two'), (3, 'three'); select name from thing where id = {}",
            decoded(typed)
        ),
    ) {
        Ok(rows) => rows.concat().join("\n"),
        Err(error) => format!("SQLite error: {error}"),
    };
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    Ok(())
}

/// A value as it stood before it was written into an address.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(if *first == b'+' { b' ' } else { *first });
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
