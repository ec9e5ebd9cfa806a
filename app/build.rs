//! Makes the module `i18n` from `locales/{language}/{area}.json`: each file is a namespace.

use std::{env, error::Error, fs, path::PathBuf};

use leptos_i18n_build::{Config, ParseOptions, TranslationsInfos};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=locales/ja");
    let mut areas = Vec::new();
    for file in fs::read_dir("locales/ja")? {
        let path = file?.path();
        if let Some(area) = path.file_stem().and_then(|stem| stem.to_str()) {
            // Sentences of errors are looked up by their code while the program runs: `src/sentence.rs`.
            if area != "errors" {
                areas.push(area.to_owned());
            }
        }
    }
    areas.sort();

    // Texts with values are also needed where no view can stand: in attributes and titles.
    let options = ParseOptions::new().interpolate_display(true);
    let config =
        Config::new("ja")?.add_locale("en")?.add_namespaces(&areas)?.locales_path("locales").parse_options(options);
    let translations = TranslationsInfos::parse(config)?;
    translations.emit_diagnostics();
    translations.rerun_if_locales_changed();
    translations.generate_i18n_module(PathBuf::from(env::var("OUT_DIR")?).join("i18n"))?;
    Ok(())
}
