//! Sentences of errors in the user's language, for screens and REST alike.
//!
//! `locales/{ja,en}/errors.json` holds one template a code, with `{{ name }}` for its arguments, and the words for
//! arguments that are themselves codes (`what`, `problem`, `state` …) below the argument's name. A word may hold the
//! arguments that come after its own.

use std::{collections::HashMap, sync::LazyLock};

use model::{AppError, user::Language};
use serde::Deserialize;

#[derive(Deserialize)]
struct Sentences {
    /// By error code.
    sentences: HashMap<String, String>,
    /// By name of the argument, then by its value.
    words: HashMap<String, HashMap<String, String>>,
}

static JA: LazyLock<Sentences> = LazyLock::new(|| read(include_str!("../locales/ja/errors.json")));
static EN: LazyLock<Sentences> = LazyLock::new(|| read(include_str!("../locales/en/errors.json")));

fn read(text: &str) -> Sentences {
    serde_json::from_str(text).expect("the file is part of the program and read in its tests")
}

/// Fills in the sentence of an error and of all its details.
#[must_use]
pub fn spoken(mut error: AppError, language: Language) -> AppError {
    let sentences = match language {
        Language::Ja => &*JA,
        Language::En => &*EN,
    };
    error.message = sentence(&error, sentences);
    error.details = error.details.into_iter().map(|detail| spoken(detail, language)).collect();
    error
}

fn sentence(error: &AppError, sentences: &Sentences) -> String {
    let Some(template) = sentences.sentences.get(error.code.as_str()) else {
        return error.code.to_string();
    };
    let mut text = template.clone();
    for (name, value) in &error.args {
        let word = sentences.words.get(name).and_then(|words| words.get(value)).unwrap_or(value);
        text = text.replace(&format!("{{{{ {name} }}}}"), word);
    }
    text
}

#[cfg(test)]
mod tests {
    use model::ErrorCode;

    use super::*;

    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        for (language, sentences) in [("ja", &*JA), ("en", &*EN)] {
            for code in ErrorCode::ALL {
                assert!(sentences.sentences.contains_key(code.as_str()), "{language}: {code}");
            }
            assert_eq!(sentences.sentences.len(), ErrorCode::ALL.len(), "{language}: a sentence without a code");
        }
    }

    #[test]
    fn arguments_are_filled_in_and_codes_among_them_spoken() {
        let error = AppError::new(ErrorCode::Unknown).arg("what", "item").arg("code", "A-1");
        assert_eq!(spoken(error, Language::Ja).message, "品目「A-1」は登録されていません。コードを確かめてください。");
    }

    #[test]
    fn both_languages_use_the_same_arguments() {
        let names = |template: &str| -> Vec<String> {
            let mut names: Vec<String> = template
                .split("{{ ")
                .skip(1)
                .filter_map(|rest| rest.split_once(" }}").map(|(name, _)| name.to_owned()))
                .collect();
            names.sort();
            names.dedup();
            names
        };
        for (code, template) in &JA.sentences {
            assert_eq!(names(template), names(&EN.sentences[code]), "{code}");
        }
        for (argument, words) in &JA.words {
            assert_eq!(words.len(), EN.words[argument].len(), "{argument}");
            for (word, text) in words {
                let english = EN.words[argument].get(word).unwrap_or_else(|| panic!("{argument}: {word}"));
                assert_eq!(names(text), names(english), "{argument}: {word}");
            }
        }
    }

    #[test]
    fn orders_that_are_not_named_are_counted() {
        let held = AppError::new(ErrorCode::HeldByOrders).arg("item", "TEA").arg("location", "A-01");
        let held = held.arg("allocated", 12).arg("holders", "SO-1, SO-2");
        let few = held.clone().arg("others", "none").arg("more", 0);
        let many = held.arg("others", "some").arg("more", 3);
        let ja = |error: &AppError| spoken(error.clone(), Language::Ja).message;
        assert_eq!(
            ja(&few),
            "品目「TEA」はロケーション「A-01」で12が引当済みです（SO-1, SO-2）。先に引当を解除してください。"
        );
        assert_eq!(
            ja(&many),
            "品目「TEA」はロケーション「A-01」で12が引当済みです（SO-1, SO-2 ほか3件）。先に引当を解除してください。"
        );
        assert_eq!(
            spoken(many, Language::En).message,
            "12 of item “TEA” in location “A-01” are held by orders (SO-1, SO-2 and 3 more). Please release them first."
        );
    }

    #[test]
    fn a_word_may_hold_the_arguments_after_its_own() {
        let error = AppError::new(ErrorCode::BadRequest).arg("problem", "json").arg("line", 2).arg("column", 5);
        assert_eq!(
            spoken(error.clone(), Language::Ja).message,
            "送られた内容を読み取れません（JSON の書き方に誤りがあります、2行目5文字目）。"
        );
        assert_eq!(
            spoken(error, Language::En).message,
            "What was sent cannot be read (not valid JSON, line 2, column 5)."
        );
    }
}
