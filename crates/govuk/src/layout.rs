//! The frame of every page: header, menu, way back, main, footer.

use crate::html::{Component, Html, component};

/// An entry of the main menu.
#[derive(Clone, Debug)]
pub struct MenuItem {
    /// Its address.
    pub href: String,
    /// Its name.
    pub text: String,
    /// The page stands under it.
    pub current: bool,
}

/// A whole page. The service's name says nothing about what the service is for (security.md SH1).
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// Neutral title; `Error: ` is put before it where the page shows problems.
    pub title: String,
    /// The page shows problems.
    pub error: bool,
    /// The main menu; empty when nobody is signed in.
    pub menu: Vec<MenuItem>,
    /// Name of the person signed in.
    pub who: Option<String>,
    /// Hidden fields (token, submission id) of the sign-out form.
    pub sign_out_fields: Html,
    /// Seconds until a signed-in page times out; 0: never.
    pub idle_seconds: i64,
    /// What stands between header and main: a back link or breadcrumbs.
    pub above: Html,
    /// A line at the very top (for example that this is a demonstration).
    pub notice: String,
    /// The room's content, from its `<h1>` on.
    pub main: Html,
    /// `noindex` unless the page is meant to be found.
    pub findable: bool,
}

impl Html {
    /// A page's main content as an askama template rendered it. Templates escape by context, so this is markup.
    pub fn of_template(rendered: String) -> Self {
        let mut out = Self::default();
        out.raw(&rendered);
        out
    }
}

impl Component for Layout {
    fn write(&self, out: &mut Html) {
        out.raw("<!DOCTYPE html><html lang=\"en-GB\" class=\"govuk-template\"><head><meta charset=\"utf-8\"><title>");
        if self.error {
            out.raw("Error: ");
        }
        out.escape(&self.title).raw(" – Trellis</title><meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">");
        out.raw("<meta name=\"theme-color\" content=\"#0b5357\"><meta name=\"color-scheme\" content=\"light dark\">");
        if !self.findable {
            out.raw("<meta name=\"robots\" content=\"noindex, nofollow\">");
        }
        for (place, part) in [("stylesheet", "trellis.css"), ("icon", "icon.svg")] {
            out.raw("<link")
                .attribute("rel", place)
                .attribute("href", crate::assets::address(part))
                .raw(">");
        }
        out.raw("<script type=\"module\"")
            .attribute("src", crate::assets::address("start.js"))
            .raw("></script></head><body class=\"govuk-template__body\"");
        if self.idle_seconds > 0 {
            out.raw(" data-idle-seconds=\"").put(self.idle_seconds).raw("\"");
        }
        out.raw("><a href=\"#main-content\" class=\"govuk-skip-link\" data-module=\"govuk-skip-link\">Skip to main content</a>");
        if self.who.is_none() {
            out.raw("<section aria-label=\"Leave quickly\">");
            exit(out, "govuk-skip-link", "Exit this page");
            out.raw("</section>");
        }
        self.header(out);
        out.raw("<div class=\"govuk-width-container\">");
        if self.who.is_none() {
            out.raw("<section aria-label=\"Leave this page\" class=\"govuk-exit-this-page\">");
            exit(
                out,
                "govuk-button govuk-button--warning govuk-exit-this-page__button",
                "Exit this page",
            );
            out.raw("</section>");
        }
        if !self.notice.is_empty() {
            out.raw("<section aria-label=\"Notice\"><p class=\"govuk-body-s govuk-!-margin-top-2 govuk-!-margin-bottom-0\"><strong>")
                .escape(&self.notice)
                .raw("</strong></p></section>");
        }
        if self.above.as_str().starts_with("<a") {
            out.raw("<nav aria-label=\"Back\">")
                .html(&self.above)
                .raw("</nav>");
        } else {
            out.html(&self.above);
        }
        out.raw("<main class=\"govuk-main-wrapper\" id=\"main-content\">")
            .html(&self.main)
            .raw("</main></div>");
        out.raw("<footer class=\"govuk-footer\"><div class=\"govuk-width-container\"><div class=\"govuk-footer__meta\"><div class=\"govuk-footer__meta-item govuk-footer__meta-item--grow\">");
        out.raw(
            "<h2 class=\"govuk-visually-hidden\">Support links</h2><ul class=\"govuk-footer__inline-list\">",
        );
        let last = if self.who.is_some() {
            ("/account", "My account")
        } else {
            ("/sign-in", "Staff sign-in")
        };
        for (href, text) in [
            ("/sessions", "Sessions"),
            ("/door", "Sign in at the door"),
            ("/record", "Your record"),
            ("/certificates", "Check a certificate"),
            last,
        ] {
            out.raw("<li class=\"govuk-footer__inline-list-item\"><a class=\"govuk-footer__link\"")
                .attribute("href", href)
                .raw(">")
                .raw(text)
                .raw("</a></li>");
        }
        out.raw("</ul>");
        if self.who.is_none() {
            out.raw("<p class=\"govuk-body-s govuk-!-margin-bottom-0\">Exit this page, or Shift pressed three times, leaves at once for a weather page. It does not remove this page from your browser’s history.</p>");
        }
        out.raw("</div></div></div></footer>");
        if self.idle_seconds > 0 {
            out.raw("<dialog id=\"timeout\" class=\"trellis-timeout\" aria-labelledby=\"timeout-title\"><h2 id=\"timeout-title\" class=\"govuk-heading-m\">You will be signed out soon</h2>");
            out.raw("<p class=\"govuk-body\">In two minutes this page times out. What you have typed will be kept for you.</p>");
            out.raw("<button type=\"button\" class=\"govuk-button\">Stay signed in</button></dialog>");
        }
        out.raw("</body></html>");
    }
}

/// Where *Exit this page* leads: a page that nobody wonders about. A link, so that it works without a script.
const ELSEWHERE: &str = "https://www.bbc.co.uk/weather";

fn exit(out: &mut Html, class: &str, text: &str) {
    out.raw("<a data-exit rel=\"nofollow noreferrer\"")
        .attribute("class", class)
        .attribute("href", ELSEWHERE)
        .raw(">")
        .raw(text)
        .raw("</a>");
}

impl Layout {
    fn header(&self, out: &mut Html) {
        let home = if self.who.is_some() { "/today" } else { "/" };
        out.raw("<header class=\"trellis-header\"><div class=\"govuk-width-container trellis-header__row\"><a class=\"trellis-header__name\"").attribute("href", home);
        out.raw("><svg class=\"trellis-header__mark\" aria-hidden=\"true\" focusable=\"false\" viewBox=\"0 0 32 32\"><path d=\"M8 2v28M16 2v28M24 2v28M2 10h28M2 22h28\" stroke=\"currentColor\" stroke-width=\"3\" fill=\"none\"/></svg>Trellis</a>");
        if let Some(who) = &self.who {
            out.raw(
                "<div class=\"trellis-header__who\"><a class=\"trellis-header__plain\" href=\"/account\">",
            )
            .escape(who);
            out.raw("</a><form method=\"post\" action=\"/sign-out\">")
                .html(&self.sign_out_fields);
            out.raw("<button class=\"trellis-header__plain\" type=\"submit\">Sign out</button></form></div>");
        }
        out.raw("</div></header>");
        if self.menu.is_empty() {
            return;
        }
        out.raw("<section aria-label=\"Service information\" class=\"govuk-service-navigation trellis-menu\" data-module=\"govuk-service-navigation\"><div class=\"govuk-width-container\">");
        out.raw("<div class=\"govuk-service-navigation__container\"><nav aria-label=\"Menu\" class=\"govuk-service-navigation__wrapper\">");
        out.raw("<button type=\"button\" class=\"govuk-service-navigation__toggle govuk-js-service-navigation-toggle\" aria-controls=\"navigation\" hidden aria-hidden=\"true\">Menu</button>");
        out.raw("<ul class=\"govuk-service-navigation__list\" id=\"navigation\">");
        for item in &self.menu {
            out.raw("<li class=\"govuk-service-navigation__item");
            if item.current {
                out.raw(" govuk-service-navigation__item--active");
            }
            out.raw("\"><a class=\"govuk-service-navigation__link\"")
                .attribute("href", &item.href);
            if item.current {
                out.raw(
                    " aria-current=\"true\"><strong class=\"govuk-service-navigation__active-fallback\">",
                )
                .escape(&item.text)
                .raw("</strong></a></li>");
            } else {
                out.raw(">").escape(&item.text).raw("</a></li>");
            }
        }
        out.raw("</ul></nav></div></div></section>");
    }
}
component!(Layout);
