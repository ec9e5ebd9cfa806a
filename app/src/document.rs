//! The HTML document around every page, made on the server only.

use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{HashedStylesheet, MetaTags};

use crate::{App, i18n::Locale, live, preferences, ssr};

/// The whole document. The server hands it to the router for each request.
#[must_use]
pub fn shell(options: LeptosOptions) -> AnyView {
    let locale = preferences::locale();
    let language = match locale {
        Locale::ja => "ja",
        Locale::en => "en",
    };
    // `color-scheme` is set before the first paint, so a dark screen never flashes white.
    let theme = preferences::theme();
    // Taken before the page reads anything: what changes from here on comes with the stream.
    let change = ssr::latest_change();
    view! {
        <!DOCTYPE html>
        <html lang=language data-theme=theme.name() data-change=change>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content=theme.color_scheme()/>
                <meta name="format-detection" content="telephone=no"/>
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <HashedStylesheet options=options.clone() id="style"/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                <script nonce=use_nonce() inner_html=live::SCRIPT></script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
    .into_any()
}
