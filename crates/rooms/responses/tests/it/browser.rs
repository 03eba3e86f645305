//! A browser without a network: the room's own router, called in process.

use crate::world::{Account, BASE, World};
use axum::body::Body;
use front::Served;
use http::{Request, StatusCode, header};
use scraper::{Html, Selector};
use tower::ServiceExt;

/// A browser, signed in or not.
pub(crate) struct Browser {
    service: Served,
    runtime: tokio::runtime::Runtime,
    cookie: Option<String>,
}

/// An answer.
pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) location: String,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

pub(crate) type Fields = Vec<(String, String)>;

impl Browser {
    pub(crate) fn of(world: &World, account: Option<&Account>) -> Self {
        Self::at(world, account, responses::routes(paper::table::HERE))
    }

    /// The same in the room of learning, which reads files of earlier years.
    pub(crate) fn of_files(world: &World, account: &Account) -> Self {
        const PRESS: paper::certificate::Press = paper::certificate::Press {
            write: |_, _| Ok(Vec::new()),
            unprintable: |_| None,
        };
        let (reader, developer) = (paper::table::HERE, paper::photograph::HERE);
        let routes = learning::routes(PRESS, reader, developer, responses::FORMS);
        Self::at(world, Some(account), routes)
    }

    fn at(world: &World, account: Option<&Account>, routes: front::Routes) -> Self {
        let settings = front::Settings {
            public_url: BASE.to_owned(),
            ..front::Settings::default()
        };
        let app = front::App::new(
            (*world.db).clone(),
            world.clock.clone(),
            world.entropy.clone(),
            settings,
        );
        Self {
            service: routes.service(app),
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap(),
            cookie: account.map(|account| format!("__Host-trellis={}", account.token)),
        }
    }

    fn call(&self, mut request: http::request::Builder, body: impl Into<Body>) -> Seen {
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let request = request.body(body.into()).unwrap();
        self.runtime.block_on(async {
            let (parts, body) = self.service.clone().oneshot(request).await.unwrap().into_parts();
            let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            Seen {
                status: parts.status,
                location: parts
                    .headers
                    .get(header::LOCATION)
                    .map(|value| value.to_str().unwrap().to_owned())
                    .unwrap_or_default(),
                text: String::from_utf8_lossy(&bytes).into_owned(),
                bytes: bytes.to_vec(),
            }
        })
    }

    pub(crate) fn get(&self, path: &str) -> Seen {
        self.call(Request::get(path), String::new())
    }

    /// Sends fields as they are.
    pub(crate) fn post(&self, path: &str, fields: &[(String, String)]) -> Seen {
        let encoded = |text: &str| -> String {
            text.bytes()
                .map(|byte| match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => char::from(byte).to_string(),
                    _ => format!("%{byte:02X}"),
                })
                .collect()
        };
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.call(request, body.join("&"))
    }

    /// Presses a button of one of a page's forms: the page's own hidden fields, and these.
    pub(crate) fn press(&self, path: &str, values: &[(&str, &str)]) -> Seen {
        let page = self.get(path);
        let names = ["form-token", "form-id", "version", "was"];
        let mut fields: Fields = names
            .iter()
            .filter_map(|name| {
                let own = page.attributes(&format!("main input[name=\"{name}\"]"), "value");
                own.first().map(|value| ((*name).to_owned(), value.clone()))
            })
            .collect();
        fields.extend(
            values
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        self.post(path, &fields)
    }

    /// Sends a file with the form of a page.
    pub(crate) fn upload(&self, path: &str, name: &str, file: &[u8]) -> Seen {
        let mut body = Vec::new();
        for (field, value) in self
            .get(path)
            .form(&[])
            .into_iter()
            .filter(|(field, _)| field != name)
        {
            let part =
                format!("--edge\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"f.xlsx\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .header("sec-fetch-site", "same-origin");
        self.call(request, body)
    }

    /// Opens a page, fills in its form and sends it.
    pub(crate) fn fill(&self, path: &str, values: &[(&str, &str)]) -> Seen {
        let fields = self.get(path).form(values);
        self.post(path, &fields)
    }
}

impl Seen {
    /// Text of the elements that a selector finds.
    pub(crate) fn all(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        Html::parse_document(&self.text)
            .select(&selector)
            .map(|element| {
                let words = element.text().collect::<Vec<_>>().join(" ");
                words.split_whitespace().collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    pub(crate) fn main(&self) -> String {
        self.all("main").concat()
    }

    /// An attribute of the elements that a selector finds.
    pub(crate) fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        Html::parse_document(&self.text)
            .select(&selector)
            .filter_map(|element| element.attr(name).map(str::to_owned))
            .collect()
    }

    /// The fields of the first form that has these, as a browser would send them, with values filled in.
    pub(crate) fn form(&self, values: &[(&str, &str)]) -> Fields {
        self.form_in("main form[method=post]", values)
    }

    /// The same of one form of several.
    pub(crate) fn form_in(&self, form: &str, values: &[(&str, &str)]) -> Fields {
        let html = Html::parse_document(&self.text);
        let forms = Selector::parse(form).unwrap();
        let inputs = Selector::parse(":is(input, textarea, select)").unwrap();
        let chosen = Selector::parse("option[selected]").unwrap();
        let has = |form: &scraper::ElementRef<'_>, wanted: &str| {
            form.select(&inputs)
                .any(|input| input.attr("name") == Some(wanted))
        };
        let form = html
            .select(&forms)
            .find(|form| values.iter().all(|(name, _)| has(form, name)));
        assert!(form.is_some(), "no form with {values:?} on: {}", self.main());
        let form = form.unwrap();
        let mut fields: Fields = Vec::new();
        for input in form.select(&inputs) {
            let (Some(name), kind) = (input.attr("name"), input.attr("type").unwrap_or_default()) else {
                continue;
            };
            let typed = values.iter().any(|(known, _)| *known == name);
            let off = matches!(kind, "radio" | "checkbox") && input.attr("checked").is_none();
            if !typed && !off {
                let value = match input.value().name() {
                    "textarea" => input.text().collect::<String>().trim().to_owned(),
                    "select" => {
                        let option = input.select(&chosen).next();
                        option
                            .and_then(|option| option.attr("value"))
                            .unwrap_or_default()
                            .to_owned()
                    }
                    _ => input.attr("value").unwrap_or_default().to_owned(),
                };
                fields.push((name.to_owned(), value));
            }
        }
        for (name, value) in values {
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        fields
    }
}
