//! A whole page around a room's template.

use crate::desk::Desk;
use crate::failure::{Answer, Failure};
use crate::frame::Frame;
use crate::headers::StartsWorker;
use crate::{App, csrf, menu};
use access::{Action, Viewer};
use axum::response::{IntoResponse, Response};
use govuk::{Html, Layout};
use http::{HeaderName, HeaderValue, StatusCode, header};
use kernel::Fault;

/// A page on its way out.
#[derive(Debug)]
pub struct Page {
    layout: Layout,
    status: StatusCode,
    cookies: Vec<HeaderValue>,
    fleeting: bool,
    starts_worker: bool,
}

impl Page {
    /// A page whose main content is the template, from its `<h1>` on.
    ///
    /// # Errors
    /// A fault when the template cannot be rendered.
    pub fn new<A: Action>(
        desk: &Desk<A>,
        title: &str,
        template: &impl askama::Template,
    ) -> Result<Self, Failure> {
        let sign_out_fields = if desk.viewer().account_id().is_some() {
            desk.hidden()
        } else {
            Html::default()
        };
        Self::framed(
            desk.app(),
            desk.viewer(),
            sign_out_fields,
            desk.path(),
            title,
            template,
        )
    }

    /// A page for what went wrong, in the frame of whoever asked.
    pub(crate) fn of_failure(
        app: &App,
        frame: &Frame,
        path: &str,
        title: &str,
        template: &impl askama::Template,
    ) -> Result<Self, Failure> {
        match frame.kept() {
            Some((viewer, session)) => {
                let fields = csrf::fields_of_failure(app, &session.token);
                Self::framed(app, viewer, fields, path, title, template)
            }
            None => Self::framed(app, &Viewer::public(), Html::default(), "", title, template),
        }
    }

    fn framed(
        app: &App,
        viewer: &Viewer,
        sign_out_fields: Html,
        path: &str,
        title: &str,
        template: &impl askama::Template,
    ) -> Result<Self, Failure> {
        let main = template
            .render()
            .map_err(|error| Fault::caused("a template failed", error))?;
        let signed_in = viewer.account_id().is_some();
        let layout = Layout {
            title: title.to_owned(),
            menu: menu::of(viewer, path),
            who: viewer.name().map(str::to_owned),
            sign_out_fields,
            idle_seconds: if signed_in { app.0.settings.idle_seconds } else { 0 },
            notice: notice(app),
            main: Html::of_template(main),
            ..Layout::default()
        };
        Ok(Self {
            layout,
            status: StatusCode::OK,
            cookies: Vec::new(),
            fleeting: false,
            starts_worker: false,
        })
    }

    /// The page shows problems: 422, and the title says so.
    #[must_use]
    pub fn with_problems(mut self) -> Self {
        self.layout.error = true;
        self.status = StatusCode::UNPROCESSABLE_ENTITY;
        self
    }

    /// Another status.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// A back link or breadcrumbs above the content.
    #[must_use]
    pub fn above(mut self, way_back: impl Into<Html>) -> Self {
        self.layout.above = way_back.into();
        self
    }

    /// Robots may find it.
    #[must_use]
    pub fn findable(mut self) -> Self {
        self.layout.findable = true;
        self
    }

    /// [`Desk::cached`] does not keep it, as it keeps no page with problems: its address may be one of very many.
    #[must_use]
    pub fn fleeting(mut self) -> Self {
        self.fleeting = true;
        self
    }

    /// Its script may start the worker of the register that is kept on a device.
    #[must_use]
    pub fn starts_worker(mut self) -> Self {
        self.starts_worker = true;
        self
    }

    /// Sets a cookie.
    #[must_use]
    pub fn cookie(mut self, cookie: HeaderValue) -> Self {
        self.cookies.push(cookie);
        self
    }

    /// The answer.
    pub fn answer(self) -> Answer {
        Ok(self.into_response())
    }

    /// Good to be kept as bytes: what is kept is answered as a page that robots may find.
    pub(crate) fn keeps(&self) -> bool {
        self.status == StatusCode::OK && !self.fleeting && self.layout.findable
    }

    pub(crate) fn text(&self) -> String {
        self.layout.to_string()
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.text()).into_response();
        if self.starts_worker {
            response.extensions_mut().insert(StartsWorker);
        }
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        if self.layout.findable {
            headers.insert(
                HeaderName::from_static("x-robots-tag"),
                HeaderValue::from_static("all"),
            );
        }
        for cookie in self.cookies {
            headers.append(header::SET_COOKIE, cookie);
        }
        response
    }
}

/// What every page says at its top: that nothing can be saved, when that is so (SR4), or the deployment's own words.
fn notice(app: &App) -> String {
    if app.0.db.halted() {
        "Nothing can be saved at present, because the disk has a fault. You can go on reading.".to_owned()
    } else {
        app.0.settings.notice.clone()
    }
}
