//! What the pages of slips show alike: the facts of their heads, and the documents that came of an order.

use leptos::prelude::*;
use model::{LocalInstant, SlipNumber};

use crate::i18n::{tu_string, use_i18n};
use crate::parts::show;

/// A name and its value.
pub fn fact(label: &'static str, value: impl IntoView + 'static) -> AnyView {
    view! { <div><dt>{label}</dt><dd>{value.into_any()}</dd></div> }.into_any()
}

/// When something happened and who did it.
#[must_use]
pub fn fact_of(label: &'static str, at: LocalInstant, by: &str) -> AnyView {
    fact(label, format!("{} {by}", at.minutes()))
}

/// The head of a slip.
#[must_use]
pub fn facts(facts: Vec<AnyView>) -> AnyView {
    view! { <dl class="facts card">{facts}</dl> }.into_any()
}

/// A receipt or a shipment in a list.
pub struct Document {
    /// Its number.
    pub number: String,
    /// Its page.
    pub path: String,
    /// Whether it was undone.
    pub reversed: bool,
    /// When it was posted.
    pub at: LocalInstant,
    /// Number and page of the order that it came of.
    pub order: Option<(String, String)>,
    /// Supplier or customer.
    pub partner: String,
    /// Who posted it.
    pub by: String,
    /// How many lines.
    pub lines: u32,
    /// How much in all.
    pub quantity: String,
}

/// The words of a list of documents.
#[derive(Clone, Copy)]
pub struct DocumentWords {
    /// 入荷番号, 出荷番号
    pub number: &'static str,
    /// The state of one that stands.
    pub done: &'static str,
    /// 入荷日時, 出荷日時
    pub at: &'static str,
    /// 入荷予定, 出荷指示
    pub order: &'static str,
    /// Instead of an order.
    pub no_order: &'static str,
    /// 仕入先, 出荷先
    pub partner: &'static str,
    /// There are none.
    pub none: &'static str,
}

/// A table of receipts or shipments, the undone ones marked.
#[must_use]
pub fn documents(words: DocumentWords, documents: Vec<Document>) -> AnyView {
    let i18n = use_i18n();
    if documents.is_empty() {
        return view! { <p class="muted">{words.none}</p> }.into_any();
    }
    let rows = documents.into_iter().map(|document| row(words, document)).collect_view();
    view! {
        <div class="table">
            <table class="cards">
                <thead>
                    <tr>
                        <th scope="col">{words.number}</th>
                        <th scope="col">{tu_string!(i18n, words.state)}</th>
                        <th scope="col">{words.at}</th>
                        <th scope="col">{words.order}</th>
                        <th scope="col">{words.partner}</th>
                        <th scope="col">{tu_string!(i18n, words.person)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, words.line_count)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, words.quantity)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The way to all documents of an order, where its page shows only the first.
#[must_use]
pub fn all_documents(shown: usize, count: u64, list: &str, number: &SlipNumber) -> AnyView {
    let i18n = use_i18n();
    if count <= shown as u64 {
        return ().into_any();
    }
    let text = tu_string!(i18n, words.all_in_list, rows = count.to_string());
    view! { <p><a href=format!("{list}?q={number}")>{text}</a></p> }.into_any()
}

fn row(words: DocumentWords, document: Document) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let state = if document.reversed {
        show::badge("neutral", tu_string!(i18n, words.reversed))
    } else {
        show::badge("success", words.done)
    };
    let order = match document.order {
        Some((number, path)) => view! { <a class="code" href=path>{number}</a> }.into_any(),
        None => words.no_order.into_any(),
    };
    view! {
        <tr>
            <th scope="row"><a class="code" href=document.path>{document.number}</a></th>
            <td data-label=tu_string!(i18n, words.state)>{state}</td>
            <td data-label=words.at>{document.at.minutes()}</td>
            <td data-label=words.order>{order}</td>
            <td data-label=words.partner>{show::or_dash(&document.partner)}</td>
            <td data-label=tu_string!(i18n, words.person)>{document.by}</td>
            <td class="number" data-label=tu_string!(i18n, words.line_count)>{document.lines}</td>
            <td class="number" data-label=tu_string!(i18n, words.quantity)>{document.quantity}</td>
        </tr>
    }
}
